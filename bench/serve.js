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

/** Milliseconds that a process has computed: user and system time, all of its threads; NaN where there is no /proc. @param {number} id */
function computed(id) {
  try {
    // proc(5): utime and stime are fields 14 and 15, in hundredths of a second; the name, field 2, may hold blanks.
    const fields = readFileSync(`/proc/${id}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return 10 * (Number(fields[11]) + Number(fields[12]));
  } catch {
    return Number.NaN;
  }
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

/** Reads a page to its end. @param {string} url */
async function read(url) {
  const [response] = await once(get(url), 'response');
  for await (const _chunk of response);
}

/**
 * What saving a tutorial again and again takes, in milliseconds each: until the news, until the new page is read, computed by the
 * server; and the start of a Node each time, for the machine may be busy.
 * @typedef {{ news: number[], page: number[], computed: number[], floor: number[] }} Times
 */

/**
 * @param {{ file: string, page: string, id: number }} what
 * @param {AsyncGenerator<{ at: number, version: string }>} news
 * @param {(text: string, number: number) => string} edit
 */
async function timeSaves({ file, page, id }, news, edit) {
  const text = readFileSync(file, 'utf8');
  /** @type {Times} */
  const times = { news: [], page: [], computed: [], floor: [] };
  for (let number = 0; number < saves; number++) {
    times.floor.push(startOfNode());
    await setTimeout(100);
    const before = computed(id);
    const start = performance.now();
    writeFileSync(file, edit(text, number));
    const { value } = await news.next();
    await read(page);
    times.page.push(performance.now() - start);
    times.news.push(value.at - start);
    times.computed.push(computed(id) - before);
  }
  return times;
}

/** @param {string} name @param {Times} times */
function print(name, { news, page, computed: busy, floor }) {
  const [median, base] = [quantile(news, 0.5), quantile(floor, 0.5)];
  const mean = busy.reduce((sum, time) => sum + time, 0) / busy.length;
  const columns = [Math.min(...news), median, quantile(news, 0.9), quantile(page, 0.5), mean, base];
  const cells = columns.map((time) => time.toFixed(0).padStart(8));
  const verdict = `≤ ${target} ms: ${median <= target ? 'met' : 'NOT MET'}`;
  console.log(`${name.padEnd(24)}${cells.join('')}${(median / base).toFixed(1).padStart(8)}  ${verdict}`);
}

const folder = mkdtempSync(join(tmpdir(), 'netgen-bench-'));
cpSync(join(root, 'tutorials'), join(folder, 'tutorials'), { recursive: true });
const args = [join(root, 'dist/cli.js'), 'serve', 'tutorials', '--port', '0'];
const server = spawn(process.execPath, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'ignore'] });
try {
  const [url] = await once(createInterface({ input: server.stdout }), 'line');
  const news = newsOf(url);
  await news.next();
  const what = {
    file: join(folder, 'tutorials/02-bridge.md'),
    page: `${url}02-bridge/index.html`,
    id: server.pid ?? 0,
  };
  console.log(`Node ${process.versions.node}; ${saves} saves of tutorials/02-bridge.md each, in ms\n`);
  const heads = ['best', 'median', '9 of 10', 'page', 'CPU', 'node -e', 'ratio'].map((head) => head.padStart(8));
  console.log(`${'saved: to the news'.padEnd(24)}${heads.join('')}  target`);
  /** @type {[string, (text: string, number: number) => string][]} */
  const edits = [
    ['a word of the prose', (text, number) => `${text}\nWord ${number}.\n`],
    ['an address of the lab', (text, number) => text.replaceAll('172.19.0.3', `172.19.0.${100 + number}`)],
  ];
  for (const [name, edit] of edits) print(name, await timeSaves(what, news, edit));
} finally {
  server.kill();
  rmSync(folder, { recursive: true, force: true });
}
