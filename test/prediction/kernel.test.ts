// A few networks of chance, foretold and tried on a kernel; the many are in test/long/random.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compare } from './compare.ts';
import { randomNetwork } from './random-network.ts';

test('what is foretold is what a kernel does', async () => {
  let agreed = 0;
  for (const text of fc.sample(randomNetwork, 6)) {
    const found = await compare(text);
    agreed += found?.agreed ?? 0;
    expect(found?.disagreed ?? [], text).toEqual([]);
  }
  expect(agreed).toBeGreaterThan(100);
});
