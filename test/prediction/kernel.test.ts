// Forty networks of chance, foretold and tried on a kernel: the same ones each time, or those of RANDOM_SEED. The many are in test/long/random.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compare } from './compare.ts';
import { networks } from './random-fabric.ts';

const seed = Number(process.env['RANDOM_SEED'] ?? 16);
/** Of kinds that every kernel has parts of; a network with parts that this one lacks is left out, and another is drawn. */
const counts = { routed: 30, ports: 6, overlay: 2, inner: 2 } as const;
const mostDrawn = 8;

/** Each mostly waits. */
const atOnce = 8;

test(`what is foretold is what a kernel does; to repeat: RANDOM_SEED=${seed}`, { timeout: 600_000 }, async () => {
  const kinds = Object.entries(counts).map(([kind, count]) => {
    const some = networks[kind];
    if (some === undefined) throw new Error(kind);
    return { texts: fc.sample(some, { numRuns: count * mostDrawn, seed }).values(), rest: count };
  });
  const told: string[] = [];
  let [labs, agreed] = [0, 0];
  const work = async () => {
    for (const kind of kinds) {
      while (kind.rest > 0) {
        const text = kind.texts.next().value;
        if (text === undefined) break;
        kind.rest -= 1;
        const found = await compare(text);
        if (found === undefined) kind.rest += 1;
        else labs += 1;
        agreed += found?.agreed ?? 0;
        told.push(...(found?.disagreed ?? []).map((each) => `${each}\n${text}`));
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  expect(told).toEqual([]);
  expect(labs).toBe(40);
  expect(agreed).toBeGreaterThan(5000);
});
