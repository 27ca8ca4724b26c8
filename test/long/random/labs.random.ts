// Tries labs of chance on a kernel, each on a machine of its own. One that breaks a point is made smaller as far as it still does, and is
// printed as a tutorial. RANDOM_RUNS is the number of labs (60), RANDOM_SEED the seed; both are printed.
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { test } from 'vitest';
import { compileTutorial } from '../../../src/compile.ts';
import { bash } from '../../../src/outputs/bash/bash.ts';
import { bats } from '../../../src/outputs/bats/bats.ts';
import { randomTutorial } from '../../fixtures/random-lab.ts';

const runs = Number(process.env['RANDOM_RUNS'] ?? 60);
const seed = Number(process.env['RANDOM_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const prove = resolve(import.meta.dirname, '../../kernel/prove');
const run = promisify(execFile);
const points = [['works'], ['tells'], ['drifts', '3'], ['struck', 'KILL', '6']];

/** The scripts of the tutorial in a folder of their own; nothing, where netgen refuses it. */
async function folderOf(text: string): Promise<string | undefined> {
  const { lesson } = compileTutorial('chance.md', new TextEncoder().encode(text));
  if (lesson === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'netgen-random-'));
  for (const { path, text: content, executable } of [...(await bash.render(lesson)), ...(await bats.render(lesson))]) {
    const file = join(folder, 'labs', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content, { mode: executable ? 0o755 : 0o644 });
  }
  return folder;
}

test(`${runs} labs of chance; to repeat: RANDOM_SEED=${seed} RANDOM_RUNS=${runs}`, { timeout: 0 }, async () => {
  const some = fc.asyncProperty(randomTutorial, fc.nat(9999), async (text, choice) => {
    const folder = await folderOf(text);
    fc.pre(folder !== undefined);
    try {
      for (const point of points) {
        const options = { env: { ...process.env, SEED: String(choice) }, timeout: 600_000 };
        await run(prove, [join(folder ?? '', 'labs/chance'), ...point], options).catch((error) => {
          throw new Error(
            `SEED=${choice} ${point.join(' ')}: ${error.stdout?.slice(-3000)}${error.stderr?.slice(-2000)}\n${text}`,
          );
        });
      }
    } finally {
      rmSync(folder ?? '', { recursive: true, force: true });
    }
  });
  const workers = availableParallelism();
  const share = Math.ceil(runs / workers);
  await Promise.all(
    Array.from({ length: workers }, (_, worker) =>
      fc.assert(some, { numRuns: share, seed: seed + worker, includeErrorInReport: true }),
    ),
  );
});
