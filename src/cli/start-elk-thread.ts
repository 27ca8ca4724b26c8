// The entry of ELK's thread: lays out the graphs that it is sent.
import { parentPort } from 'node:worker_threads';
import type { ElkNode } from 'elkjs/lib/elk-api.js';
import { loadBundle } from './load-program.ts';

const Elk = loadBundle('elk.js') as typeof import('elkjs/lib/elk-api.js').default;
const elk = new Elk({ algorithms: ['layered'] });
// The first layout takes three times as long as the next one: a small one is made before anybody asks.
const ends = ['a', 'b'].map((id) => ({ id, width: 9, height: 9, ports: [{ id: `${id}1`, width: 1, height: 1 }] }));
const options = { 'elk.algorithm': 'layered', 'elk.edgeRouting': 'ORTHOGONAL' };
void elk.layout({
  id: '',
  layoutOptions: options,
  children: ends,
  edges: [{ id: 'e', sources: ['a1'], targets: ['b1'] }],
});
parentPort?.on('message', async ([number, graph]: [number, ElkNode]) => {
  try {
    parentPort?.postMessage([number, await elk.layout(graph)]);
  } catch (problem) {
    parentPort?.postMessage([number, undefined, problem]);
  }
});
