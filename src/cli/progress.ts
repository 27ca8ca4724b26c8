// How a long run says how far it is: one line at the bottom of a terminal, or a line whenever something is done.
import { visible, width } from '../report/width.ts';
import type { Io } from './io.ts';

/** One of the things that are being done. */
interface Running {
  readonly name: string;
  stage: string;
}

/** How often the line is drawn anew while nothing happens, for its clock. */
const tick = 1000;

const dim = ['\u001b[2m', '\u001b[0m'] as const;

function cutTo(text: string, columns: number): string {
  if (width(text) <= columns) return text;
  let cut = '';
  for (const character of text) {
    if (width(cut + character) > columns - 1) break;
    cut += character;
  }
  return `${cut}…`;
}

function clock(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** Tells on standard error how far a run is: on a terminal in its last line; elsewhere a line for each thing, unless `quiet`. */
export class Progress {
  readonly #io: Io;
  readonly #total: number;
  readonly #quiet: boolean;
  readonly #running = new Set<Running>();
  readonly #began = performance.now();
  readonly #timer: NodeJS.Timeout | undefined;
  #done = 0;
  #drawn = false;

  constructor(io: Io, total: number, { quiet }: { readonly quiet: boolean }) {
    this.#io = io;
    this.#total = total;
    this.#quiet = quiet;
    if (io.columns !== undefined) this.#timer = setInterval(() => this.#draw(), tick).unref();
  }

  /** Begins one thing; the function that is given back says at which stage it is. */
  begin(name: string): { readonly stage: (stage: string) => void; readonly end: (result: string) => void } {
    const running: Running = { name: visible(name), stage: '' };
    this.#running.add(running);
    this.#draw();
    return {
      stage: (stage) => {
        running.stage = visible(stage);
        this.#draw();
      },
      end: (result) => {
        this.#running.delete(running);
        this.#done += 1;
        if (this.#io.columns === undefined && !this.#quiet) {
          this.#io.err(`${this.#count()} ${running.name}: ${visible(result)}\n`);
        }
        this.#draw();
      },
    };
  }

  aside(print: () => void): void {
    this.#clear();
    print();
    this.#draw();
  }

  close(): void {
    clearInterval(this.#timer);
    this.#clear();
  }

  #count(): string {
    return `[${this.#done}/${this.#total}]`;
  }

  #clear(): void {
    if (this.#drawn) this.#io.err('\r\u001b[K');
    this.#drawn = false;
  }

  #draw(): void {
    const { columns, colour } = this.#io;
    if (columns === undefined || this.#done === this.#total) return;
    const all = [...this.#running].map(({ name, stage }) => (stage === '' ? name : `${name} ${stage}`));
    const parts = [...new Set(all)];
    const line = cutTo(`${this.#count()} ${clock(performance.now() - this.#began)}  ${parts.join(' · ')}`, columns - 1);
    this.#io.err(`\r\u001b[K${colour.err ? dim.join(line) : line}`);
    this.#drawn = true;
  }
}
