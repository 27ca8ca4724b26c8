// Measures `netgen serve`: from the moment a tutorial is saved until an open page hears that there is a new one.
// Usage: npm run build && node bench/serve.js [SAVES]   (default: 30). The floor is `node -e 0` of the same run.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const saves = Number(process.argv[2] ?? 30);
const target = 100;

// Where NODE_EXTRA_CA_CERTS is set, every start of Node reads the certificates, which is none of ours.
const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;

/** @param {number[]} times @param {number} part 0.5 is the median */
const quantile = (times, part) =>
  times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * part))] ?? Number.NaN;

function startOfNode() {
  const start = performance.now();
  spawnSync(process.execPath, ['-e', '0'], { env });
  return performance.now() - start;
}

/**
 * What an open page hears, one message after the other, each with the moment at which it came.
 * @param {string} url
 */
async function* newsOf(url) {
  const [response] = await once(get(`${url}_netgen/events`), 'response');
  for await (const line of createInterface({ input: response })) {
    if (line.startsWith('data: ')) yield { at: performance.now(), version: JSON.parse(line.slice(6)).version };
  }
}

/**
 * Saves a tutorial again and again, each time with other words in the prose, or with another step in its lab.
 * @param {string} file @param {AsyncGenerator<{ at: number, version: string }>} news
 * @param {(text: string, number: number) => string} edit
 */
async function timeSaves(file, news, edit) {
  const text = readFileSync(file, 'utf8');
  const times = [];
  for (let number = 0; number < saves; number++) {
    await setTimeout(150);
    const start = performance.now();
    writeFileSync(file, edit(text, number));
    const { value } = await news.next();
    times.push(value.at - start);
  }
  return times;
}

const folder = mkdtempSync(join(tmpdir(), 'netgen-bench-'));
cpSync(join(root, 'tutorials'), join(folder, 'tutorials'), { recursive: true });
const args = [join(root, 'dist/cli.js'), 'serve', 'tutorials', '--port', '0'];
const server = spawn(process.execPath, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'ignore'] });
try {
  const [url] = await once(createInterface({ input: server.stdout }), 'line');
  const news = newsOf(url);
  await news.next();
  const file = join(folder, 'tutorials/02-bridge.md');
  const base = quantile(Array.from({ length: 9 }, startOfNode), 0.5);
  console.log(
    `Node ${process.versions.node}; ${saves} saves of 02-bridge.md among ${10} tutorials; node -e 0: ${base.toFixed(0)} ms\n`,
  );
  console.log(
    `${'from saving to the news'.padEnd(34)}${'best'.padStart(6)}${'median'.padStart(8)}${'9 of 10'.padStart(9)}${'ratio'.padStart(8)}`,
  );
  /** @type {[string, (text: string, number: number) => string][]} */
  const edits = [
    ['a word of the prose', (text, number) => `${text}\nWord ${number}.\n`],
    ['an address of the lab', (text, number) => text.replaceAll('172.19.0.3', `172.19.0.${100 + number}`)],
  ];
  for (const [name, edit] of edits) {
    const times = await timeSaves(file, news, edit);
    const median = quantile(times, 0.5);
    const cells = [Math.min(...times), median, quantile(times, 0.9)].map((time) => time.toFixed(0));
    console.log(
      `${name.padEnd(34)}${cells[0]?.padStart(6)}${cells[1]?.padStart(8)}${cells[2]?.padStart(9)}${(median / base).toFixed(1).padStart(8)}  target ≤ ${target} ms: ${median <= target ? 'met' : 'NOT MET'}`,
    );
  }
} finally {
  server.kill();
  rmSync(folder, { recursive: true, force: true });
}
