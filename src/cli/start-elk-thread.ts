// The entry of ELK's thread: lays out the graphs that it is sent.
import { parentPort } from 'node:worker_threads';
import type { ElkNode } from 'elkjs/lib/elk-api.js';
import { loadBundle } from './load-program.ts';

const Elk = loadBundle('elk.js') as typeof import('elkjs/lib/elk-api.js').default;
const elk = new Elk({ algorithms: ['layered'] });
parentPort?.on('message', async ([number, graph]: [number, ElkNode]) => {
  try {
    parentPort?.postMessage([number, await elk.layout(graph)]);
  } catch (problem) {
    parentPort?.postMessage([number, undefined, problem]);
  }
});
