// Tries the laws on labs of chance, each on a machine of its own. A lab that breaks one is made smaller as far as it still
// does, and is printed as a tutorial.
//
// LAWS_RUNS is the number of labs (200), LAWS_SEED the seed; it is printed, and the same seed gives the same labs.
import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bash } from '../../../src/5-outputs/bash/bash.ts';
import { compileTutorial } from '../../../src/compile.ts';
import { randomTutorial } from './random-lab.ts';

const runs = Number(process.env['LAWS_RUNS'] ?? 200);
const seed = Number(process.env['LAWS_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const prove = resolve(import.meta.dirname, '../prove');
const run = promisify(execFile);
const workers = Math.min(availableParallelism(), runs);

/** The scripts of the tutorial in a file of this name; nothing, where netgen refuses it. */
function scriptsOf(name: string, bytes: Uint8Array) {
  const { lesson } = compileTutorial(name, bytes);
  return lesson && bash.render(lesson);
}

/** Of a lab that needs of the machine what labs of chance do. */
const neighbourBytes = readFileSync(join(import.meta.dirname, 'neighbour.md'));

/** The scripts of a tutorial and of its neighbour, in a folder of their own; nothing, where netgen refuses it. */
function folderOf(text: string): string | undefined {
  const scripts = scriptsOf('chance.md', new TextEncoder().encode(text));
  if (scripts === undefined) return undefined;
  const neighbour = scriptsOf('neighbour.md', neighbourBytes);
  if (neighbour === undefined) throw new Error('netgen refuses neighbour.md');
  const folder = mkdtempSync(join(tmpdir(), 'laws-'));
  for (const { path, text: content } of [...neighbour, ...scripts]) {
    const file = join(folder, 'labs', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    chmodSync(file, 0o755);
  }
  return folder;
}

/** What `prove` says of a lab that breaks a law; nothing, where it breaks none. */
async function brokenLaw(folder: string, choice: number): Promise<string | undefined> {
  try {
    await run(prove, [join(folder, 'labs/chance'), 'some_laws', String(choice)], { timeout: 600_000 });
    return undefined;
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    return `${stdout.slice(-4000)}${stderr.slice(-4000)}`;
  }
}

test(`${runs} labs of chance keep the laws; to repeat: LAWS_SEED=${seed} LAWS_RUNS=${runs}`, {
  timeout: 0,
}, async () => {
  let tried = 0;
  let broken = 0;
  let refused = 0;
  const some = fc.asyncProperty(randomTutorial, fc.nat(9999), async (text, choice) => {
    const folder = folderOf(text);
    if (folder === undefined) refused += 1;
    fc.pre(folder !== undefined);
    if (folder === undefined) return;
    tried += 1;
    try {
      const said = await brokenLaw(folder, choice);
      if (said === undefined) return;
      broken += 1;
      if (broken === 1) console.log(`a lab breaks a law; it is made smaller now:\n${said}\n${text}`);
      throw new Error(`choice ${choice}:\n${said}\n${text}`);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
  console.log(`LAWS_SEED=${seed} LAWS_RUNS=${runs}`);
  // Labs beside each other, as many as there are processors; each worker has a seed of its own.
  const share = Math.ceil(runs / workers);
  await Promise.all(
    Array.from({ length: workers }, (_, worker) => fc.assert(some, { numRuns: share, seed: seed + worker })),
  );
  console.log(`${tried} labs tried, ${refused} refused by netgen`);
  expect(tried).toBeGreaterThanOrEqual(runs);
});
