// What is foretold of small networks in which it once was otherwise is what a kernel says there.
import { expect, test } from 'vitest';
import { judge, recordedOf } from './compare.ts';
import { found } from './found.ts';

test.each(found)('$title', ({ lab, says }) => {
  const { disagreed, unknown } = judge(recordedOf(lab, says));
  expect(disagreed).toEqual([]);
  expect(unknown.length).toBe(says.filter((line) => line.endsWith(': cannot be known')).length);
  expect(unknown.filter((line) => !line.includes(': kernel cannot be known;'))).toEqual([]);
});
