// Measures the command line as whole processes and prints each as a ratio to `node -e 0` of the same run.
// Usage: npm run build && node bench/compile.js [REPEATS]
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { isMainThread, MessageChannel, Worker, workerData } from 'node:worker_threads';
import remarkFrontmatter from 'remark-frontmatter';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';

const repeats = Number(process.argv[2] ?? 7);
const cli = fileURLToPath(new URL('../dist/cli.js', import.meta.url));

// Where NODE_EXTRA_CA_CERTS is set, every start of Node reads the certificates, which is none of ours.
const { NODE_EXTRA_CA_CERTS: _, ...environment } = process.env;

/**
 * A lesson of about 6 KB: prose, a list, a table, code, and a lab in two steps. Its pictures are those of the others, but for the
 * addresses in them, or, up to a hundred lessons, of another layout each.
 * @param {number} number
 * @param {boolean} [own]
 */
function tutorial(number, own = false) {
  const router = own ? `r${'o'.repeat(number % 10)}` : 'r1';
  const host = own ? `h${'o'.repeat(Math.floor(number / 10) % 10)}` : 'h';
  const net = `10.${Math.floor(number / 250)}.${number % 250}`;
  const prose = Array.from(
    { length: 8 },
    (_, part) => `## Part ${part + 1}

A packet that leaves \`h1\` looks for a route first. With *one* route the choice is easy; with [several](https://example.net/)
the longest prefix wins, and **only then** the metric. The neighbour table says which hardware address to write on the
frame, and an entry that is missing costs a question to everybody on the segment.

- the route names the next hop and the interface,
- the neighbour entry names the hardware address,
- the frame leaves.

| what | command |
|---|---|
| routes | \`ip route get ${net}.2\` |
| neighbours | \`ip neighbour show\` |
`,
  ).join('\n');
  return `---
title: Lesson ${number}
---

# Lesson ${number}

\`\`\`topology
lab: lesson-${number}
nodes:
  lan: switch
  ${router}: router
  ${host}1..2: { gateway: ${router} }
links:
  - ${router} ${net}.1/24 -- lan
  - ${host}1 ${net}.2/24 -- lan
  - ${host}2 ${net}.3/24 -- lan
checks:
  - ${host}1 reaches ${host}2
\`\`\`

${prose}
\`\`\`topology
step: more
nodes:
  ${host}3: { gateway: ${router} }
links:
  - ${host}3 ${net}.4/24 -- lan
checks:
  - ${host}3 reaches ${host}1..2
\`\`\`
`;
}

const star = `# A star

\`\`\`topology
lab: star
nodes: [hub: { kind: switch, subnet: 10.0.0.0/16 }, h1..1000]
links:
  - h1..1000 -- hub
checks:
  - h2..1000 reach h1
\`\`\`
`;

/**
 * Runs Node with these arguments and gives the milliseconds it took.
 * @param {string[]} args
 */
function time(args) {
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { env: environment, encoding: 'utf8' });
  const taken = performance.now() - start;
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}:\n${stderr.slice(0, 2000)}`);
  return taken;
}

/** @param {number[]} times */
const median = (times) => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;

/**
 * The most memory that a run of Node held, in MB.
 * @param {string[]} args
 */
function memory(args) {
  const hook = 'process.on("exit", () => process._rawDebug("rss=" + process.resourceUsage().maxRSS))';
  const { stderr } = spawnSync(process.execPath, ['--import', `data:text/javascript,${hook}`, ...args], {
    env: environment,
    encoding: 'utf8',
  });
  return Math.round(Number(/rss=(\d+)/.exec(stderr)?.[1]) / 1024);
}

/** How many tutorials remark parses for the floor. */
const parsed = 1000;

/** In a thread of `remarkAlone`: parses its share, once it is told to. */
async function parseShare() {
  const { port, share } = workerData;
  const parser = unified().use(remarkParse).use(remarkFrontmatter).use(remarkGfm);
  parser.parse(tutorial(0));
  port.postMessage('ready');
  await once(port, 'message');
  for (const number of share) parser.parse(tutorial(number));
  port.postMessage('parsed');
  port.close();
}

/**
 * Milliseconds that remark alone needs to parse the same tutorials in so many threads, which share the caches and the collector's helpers as those
 * of netgen do: two threads on two processors are not twice as fast as one.
 * @param {number} threads
 */
async function remarkAlone(threads) {
  const ports = Array.from({ length: threads }, (_, thread) => {
    const { port1, port2 } = new MessageChannel();
    const share = Array.from({ length: parsed }, (_, number) => number).filter((number) => number % threads === thread);
    new Worker(new URL(import.meta.url), { workerData: { port: port2, share }, transferList: [port2] });
    return port1;
  });
  const all = () => Promise.all(ports.map((port) => once(port, 'message')));
  await all();
  const start = performance.now();
  for (const port of ports) port.postMessage('go');
  await all();
  for (const port of ports) port.close();
  return performance.now() - start;
}

async function main() {
  const folder = mkdtempSync(join(tmpdir(), 'netgen-bench-'));
  try {
    for (const [name, count] of /** @type {const} */ ([
      ['1', 1],
      ['100', 100],
      ['1000', 1000],
    ])) {
      mkdirSync(join(folder, name));
      for (let number = 0; number < count; number++) {
        writeFileSync(join(folder, name, `lesson-${number}.md`), tutorial(number, count === 100));
      }
    }
    mkdirSync(join(folder, 'star'));
    writeFileSync(join(folder, 'star', 'star.md'), star);

    let fresh = 0;
    /** @param {string} what */
    const build = (what) => [cli, 'build', join(folder, what), '--out', join(folder, 'out', `${fresh++}`)];
    const few = Math.min(3, repeats);

    /** @type {[name: string, repeats: number, args: () => string[], most?: number][]} */
    const cases = [
      ['node -e 0', repeats, () => ['-e', '0']],
      ['netgen --help', repeats, () => [cli, '--help'], 2],
      ['one tutorial of 6 KB', repeats, () => build('1'), 9],
      ['100 tutorials, no picture like another', few, () => build('100')],
      ['1,000 tutorials, pictures alike', 1, () => build('1000')],
      ['a star of 1,000 nodes', few, () => build('star'), 25],
    ];
    for (const args of [build('1'), [cli, '--help']]) time(args);

    console.log(`Node ${process.versions.node}, ${process.platform}; medians of up to ${repeats} runs\n`);
    console.log(`${'whole process'.padEnd(40)}${'ms'.padStart(8)}${'ratio'.padStart(9)}  target`);
    /** @type {Map<string, number>} */
    const taken = new Map();
    /** @param {string} name @param {number} ms @param {number} floor @param {number} [most] */
    const print = (name, ms, floor, most) => {
      const ratio = ms / floor;
      const verdict = most === undefined ? '' : `≤ ${most}: ${ratio <= most ? 'met' : 'NOT MET'}`;
      const shown = ratio.toFixed(ratio < 10 ? 2 : 1);
      console.log(`${name.padEnd(40)}${ms.toFixed(0).padStart(8)}${shown.padStart(9)}  ${verdict}`);
    };
    const timeOf = (/** @type {string} */ name) => taken.get(name) ?? Number.NaN;
    for (const [name, count, args, most] of cases) {
      taken.set(name, median(Array.from({ length: count }, () => time(args()))));
      print(name, timeOf(name), timeOf('node -e 0'), most);
    }
    const cores = availableParallelism();
    const alone = await remarkAlone(cores);
    print('remark alone in one thread', await remarkAlone(1), timeOf('node -e 0'));
    print(`remark alone in ${cores} threads`, alone, timeOf('node -e 0'));
    console.log('\nof other floors');
    print(`1,000 tutorials : remark in ${cores} threads`, timeOf('1,000 tutorials, pictures alike'), alone, 3);
    console.log(`\nmemory of the star: ${memory(build('star'))} MB (target ≤ 300)`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

await (isMainThread ? main() : parseShare());
