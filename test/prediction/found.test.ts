// What is foretold of small networks in which it once was otherwise is what a kernel says there.
import { expect, test } from 'vitest';
import { judge, recordedOf } from './compare.ts';
import { found } from './found.ts';

test.each(found)('$title', ({ lab, says }) => {
  const { disagreed, unknown } = judge(recordedOf(lab, says));
  expect([...disagreed, ...unknown]).toEqual([]);
});
