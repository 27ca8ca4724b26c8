// A few networks of chance, foretold and tried on a kernel; the many are in test/long/random.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compare } from './compare.ts';
import { randomNetwork } from './random-network.ts';

test('what is foretold is what a kernel does', async () => {
  const texts = fc.sample(randomNetwork, 6);
  // Each mostly waits.
  const found = await Promise.all(texts.map((text) => compare(text)));
  expect(found.flatMap((one, index) => (one?.disagreed ?? []).map((told) => `${told}\n${texts[index]}`))).toEqual([]);
  expect(found.reduce((sum, one) => sum + (one?.agreed ?? 0), 0)).toBeGreaterThan(100);
});
