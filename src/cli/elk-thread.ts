// ELK in a thread of its own: it takes longer to load than all of netgen, and loads while tutorials are being read.
// In dist/ it stands for the package elkjs (esbuild.config.js).
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { ElkNode } from 'elkjs/lib/elk-api.js';

/** What the thread answers: the number of the question, and the graph with places, or what was wrong with it. */
export type ElkAnswer = readonly [number: number, laid: ElkNode | undefined, problem?: unknown];

/** As the class of elkjs; the process ends without waiting for the thread, unless a graph is being laid out. */
export class ElkThread {
  readonly #thread = new Worker(join(__dirname, 'elk-thread.js'));
  readonly #asked = new Map<number, { resolve(laid: ElkNode): void; reject(problem: unknown): void }>();
  #last = 0;

  constructor() {
    this.#thread.on('message', ([number, laid, problem]: ElkAnswer) => {
      const asked = this.#asked.get(number);
      this.#asked.delete(number);
      if (this.#asked.size === 0) this.#thread.unref();
      if (laid === undefined) asked?.reject(problem);
      else asked?.resolve(laid);
    });
    // Not before: a listener has the process wait.
    this.#thread.unref();
  }

  layout(graph: ElkNode): Promise<ElkNode> {
    this.#thread.ref();
    const number = ++this.#last;
    return new Promise((resolve, reject) => {
      this.#asked.set(number, { resolve, reject });
      this.#thread.postMessage([number, graph]);
    });
  }
}
