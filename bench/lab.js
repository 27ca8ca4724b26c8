// Times set-up, second run, check and teardown of stars of namespaces against the floors of the same run, in a sandbox.
// Usage: npm run build && bench/lab [--rounds N] [NAMESPACES...]   (default: 5 rounds of 3 10 100 300)
// Ratios are what counts: absolute times differ from machine to machine. The forms are timed in turn, round by round.
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, release, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { batchForm, naiveForm, readForm, teardownForm, tutorial } from './star.js';

/** What is timed, in the order of the table, and its head there. */
const columns = /** @type {const} */ ({
  naive: 'naive',
  batch: 'batch',
  setup: 'set-up',
  read: 'read',
  again: 'again',
  check: 'check',
  floor: 'floor',
  teardown: 'teardown',
});

/** One process a step takes ten seconds at 300 namespaces, and its target is at 100. */
const mostNaive = 100;

/**
 * Medians of one star, in milliseconds; and of the processes that were started.
 * @typedef {Partial<Record<keyof typeof columns, number>>} Medians
 * @typedef {object} Ratio
 * @property {string} text
 * @property {keyof typeof columns} of
 * @property {keyof typeof columns} to
 * @property {Readonly<Record<number, number>>} [most] the target, by the number of namespaces
 */

/** @type {readonly Ratio[]} */
const ratios = [
  { text: 'set-up : batch', of: 'setup', to: 'batch', most: { 3: 2.5, 100: 1.3 } },
  { text: 'naive : set-up', of: 'naive', to: 'setup' },
  { text: 'again : read', of: 'again', to: 'read', most: { 100: 1.3 } },
  { text: 'check : read', of: 'check', to: 'read', most: { 100: 1.3 } },
  { text: 'teardown : floor', of: 'teardown', to: 'floor', most: { 100: 1.3 } },
];

/** @param {number[]} times */
const median = (times) => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;

/** @param {string} command @param {string[]} args */
function run(command, args) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 26 });
  if (status !== 0) throw new Error(`${command} ${args[0]} ended with ${status ?? error}:\n${stderr.slice(-2000)}`);
  return stdout;
}

/** Writes the scripts of a star into a folder of its own. @param {string} folder @param {number} count */
function writeScripts(folder, count) {
  mkdirSync(folder);
  const source = join(folder, 'star.md');
  writeFileSync(source, tutorial(count));
  run(process.execPath, [fileURLToPath(new URL('../dist/cli.js', import.meta.url)), 'build', '--out', folder, source]);
  const forms = { batch: batchForm, naive: naiveForm, read: readForm, floor: teardownForm };
  for (const [name, form] of Object.entries(forms)) writeFileSync(join(folder, 'star', `${name}.sh`), form(count));
  for (const script of ['setup.sh', 'teardown.sh']) chmodSync(join(folder, 'star', script), 0o755);
  return join(folder, 'star');
}

/** @param {string} folder @param {number} count @param {number} rounds @returns {{ time: Medians, processes: Medians }} */
function measure(folder, count, rounds) {
  const script = fileURLToPath(new URL('rounds.bash', import.meta.url));
  const asRoot = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'];
  const apart = ['--mount', '--net', '--pid', '--fork', '--kill-child', '--mount-proc', '--propagation', 'private'];
  const naive = count <= mostNaive ? 'naive' : '';
  const text = run('unshare', [...asRoot, ...apart, 'bash', script, folder, String(count), String(rounds), naive]);
  const lines = [...text.matchAll(/^(\w+) (\d+) (\d+)$/gm)].map(([, what = '', time, started]) => ({
    what,
    time: Number(time) / 1000,
    processes: Number(started),
  }));
  /** @param {'time' | 'processes'} figure */
  const medians = (figure) =>
    Object.fromEntries(
      [...new Set(lines.map(({ what }) => what))].map((name) => [
        name,
        median(lines.filter(({ what }) => what === name).map((line) => line[figure])),
      ]),
    );
  return { time: medians('time'), processes: medians('processes') };
}

/** @param {string} first @param {Medians} medians @param {number} digits */
function row(first, medians, digits) {
  const cells = Object.entries(columns).map(([what, head]) => {
    const time = medians[/** @type {keyof typeof columns} */ (what)];
    return (time === undefined ? '-' : time.toFixed(digits)).padStart(Math.max(head.length, 8) + 1);
  });
  return `${first.padStart(10)}${cells.join('')}`;
}

/** The ratios of a star, each with its target and whether it is met, where there is one. @param {number} count @param {Medians} medians */
function judged(count, medians) {
  return ratios.flatMap(({ text, of, to, most }) => {
    const [time, floor] = [medians[of], medians[to]];
    if (time === undefined || floor === undefined) return [];
    const ratio = time / floor;
    const highest = most?.[count];
    const verdict = highest === undefined ? '' : `  ≤ ${highest}`.padEnd(9) + (ratio <= highest ? 'met' : 'NOT MET');
    return `${text.padEnd(20)}${String(count).padStart(5)}${ratio.toFixed(2).padStart(9)}${verdict}`;
  });
}

function main() {
  const { values, positionals } = parseArgs({
    options: { rounds: { type: 'string', default: '5' } },
    allowPositionals: true,
  });
  const counts = positionals.length === 0 ? [3, 10, 100, 300] : positionals.map(Number);
  const rounds = Number(values.rounds);
  if (![...counts, rounds].every((number) => Number.isInteger(number) && number > 0 && number <= 1000)) {
    throw new RangeError('usage: bench/lab [--rounds N] [NAMESPACES...]: numbers from 1 to 1000');
  }
  const folder = mkdtempSync(join(tmpdir(), 'netgen-bench-'));
  try {
    const heads = Object.values(columns).map((head) => head.padStart(Math.max(head.length, 8) + 1));
    console.log(
      `Linux ${release()}, ${availableParallelism()} processors; medians of ${rounds} rounds, ms\n\n${'namespaces'}${heads.join('')}`,
    );
    /** @type {string[]} */
    const verdicts = [];
    for (const count of counts) {
      const { time, processes } = measure(writeScripts(join(folder, String(count)), count), count, rounds);
      console.log(`${row(String(count), time, 1)}\n${row('processes', processes, 0)}`);
      verdicts.push(...judged(count, time));
    }
    console.log(`\n${'ratio'.padEnd(20)}${'of'.padStart(5)}${''.padStart(9)}  target\n${verdicts.join('\n')}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

main();
