// Compares predictions with a kernel in networks of chance. PREDICTION_RUNS is their number (200), RANDOM_SEED the seed; both are printed.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compare } from '../../prediction/compare.ts';
import { randomNetwork } from '../../prediction/random-network.ts';

const runs = Number(process.env['PREDICTION_RUNS'] ?? 200);
const seed = Number(process.env['RANDOM_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

test(`${runs} networks of chance; to repeat: RANDOM_SEED=${seed} PREDICTION_RUNS=${runs}`, { timeout: 0 }, async () => {
  const sum = { agreed: 0, unknown: 0, disagreed: 0, refused: 0 };
  const some = fc.asyncProperty(randomNetwork, async (text) => {
    const found = await compare(text);
    if (found === undefined) sum.refused += 1;
    fc.pre(found !== undefined);
    sum.agreed += found?.agreed ?? 0;
    sum.unknown += found?.unknown ?? 0;
    sum.disagreed += found?.disagreed.length ?? 0;
    process.stderr.write(`${JSON.stringify(sum)}\n`);
    if (process.env['PREDICTION_GO_ON'] && found && found.disagreed.length > 0)
      process.stderr.write(`${text}${found.disagreed.join('\n')}\n`);
    else expect(found?.disagreed, text).toEqual([]);
  });
  await fc.assert(some, { numRuns: runs, seed, includeErrorInReport: true });
  console.log(JSON.stringify(sum));
});
