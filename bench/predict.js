// Measures the prediction of packets: what it adds to the check of all lessons, all pairs of a lab, and one pair of a large one.
// Usage: node bench/predict.js
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import * as esbuild from 'esbuild';

const root = `${import.meta.dirname}/..`;

/** The modules that are measured, bundled, for Node runs no TypeScript. */
const modules = `
  export { readTutorial } from './src/source/read-tutorial.ts';
  export { buildLabs } from './src/model/build-labs.ts';
  export { checkLab } from './src/rules/check-lab.ts';
  export { foretell } from './src/checks/list.ts';
  export { Network } from './src/prediction/stack.ts';
  export { predict } from './src/prediction/predict.ts';
  export { addressIn } from './src/address.ts';`;
const folder = mkdtempSync(join(tmpdir(), 'netgen-bench-'));
const outfile = join(folder, 'modules.mjs');
await esbuild.build({
  ...{ bundle: true, format: 'esm', platform: 'node', outfile },
  ...{
    banner: { js: `import { createRequire } from 'node:module'; const require = createRequire('${import.meta.url}');` },
  },
  stdin: { contents: modules, resolveDir: root, loader: 'ts' },
});
const { readTutorial, buildLabs, checkLab, foretell, Network, predict, addressIn } = await import(outfile);
rmSync(folder, { recursive: true });

/**
 * Milliseconds that something takes, and what it gives.
 * @template T
 * @param {() => T} action
 * @returns {[number, T]}
 */
function timed(action) {
  const start = performance.now();
  const result = action();
  return [performance.now() - start, result];
}

/** @param {string} text */
const labsOf = (text) => buildLabs(readTutorial('bench.md', Buffer.from(text)).tutorial).labs;

/** Routers in a row, each with a switch and its hosts. @param {number} switches @param {number} hosts */
const row = (switches, hosts) => `
\`\`\`topology
lab: row
nodes:
  r1..${switches}: { kind: router, routes: auto }
  sw1..${switches}: { kind: switch, subnet: 10.0.0.0/8 by /22 }
  h1..${switches * hosts}: { gateway: auto }
links:
  - r1..${switches} -- sw1..${switches}
  - h1..${switches * hosts} -- ${hosts} per sw1..${switches}
  - r1..${switches - 1} -- r2..${switches}: 172.16.0.0/16 by /30
\`\`\`
`;

/** @param {string} what @param {string} said */
const print = (what, said) => console.log(`${what.padEnd(44)}${said}`);

const lessons = readdirSync(`${root}/tutorials`).map((file) => readFileSync(`${root}/tutorials/${file}`, 'utf8'));
const read = () => lessons.map(labsOf);
for (let warm = 0; warm < 3; warm++) for (const lab of read().flat()) checkLab(lab);
const [all] = timed(() => read().flat().forEach(checkLab));
const labs = read().flat();
const states = labs.flatMap(({ steps }) => steps);
const [foretelling] = timed(() => {
  for (const { checks, state } of states) for (const check of checks) foretell(check, state);
});
const ratio = all / (all - foretelling);
print('check of the lessons : without prediction', `${ratio.toFixed(2)}  ≤ 1.5: ${ratio <= 1.5 ? 'met' : 'NOT MET'}`);

for (const { switches, hosts, pairs } of [
  { switches: 10, hosts: 18, pairs: Number.POSITIVE_INFINITY },
  { switches: 20, hosts: 499, pairs: 1 },
]) {
  const [building, [lab]] = timed(() => labsOf(row(switches, hosts)));
  const { state } = lab.steps.at(-1);
  /** @type {import('../src/model/lab.ts').Node[]} */
  const nodes = [...state.nodes.values()].filter(({ name }) => name.startsWith('h'));
  const before = process.memoryUsage().rss;
  const [predicting, count] = timed(() => {
    const network = new Network(state);
    const targets = nodes.toReversed();
    let done = 0;
    for (const from of nodes) {
      for (const to of targets) {
        if (done >= pairs) return done;
        if (from === to) continue;
        const address = addressIn(to.interfaces.flatMap(({ addresses }) => addresses)[0]?.cidr);
        const question = { from: from.netns, to: address, target: to.netns, protocol: 'icmp' };
        const { verdict } = predict(network, question);
        if (verdict !== 'arrives') throw new Error(`${from.name} to ${to.name}: ${verdict}`);
        done += 1;
      }
    }
    return done;
  });
  const memory = Math.round((process.memoryUsage().rss - before) / 2 ** 20);
  print(
    `${count} pairs of ${state.nodes.size} nodes`,
    `${predicting.toFixed(0)} ms, ${(predicting / building).toFixed(2)} of what it takes to read the lab; ${memory} MB`,
  );
}
