// Suggestions: near enough to be meant, the nearest first.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { distance, nearest, nearestAll } from '../../src/diagnostics/did-you-mean.ts';

/** The definition of the restricted Damerau-Levenshtein distance, word for word, without a table. */
function slowly(a: string, b: string): number {
  if (a === '' || b === '') return a.length + b.length;
  const least = Math.min(
    slowly(a.slice(1), b) + 1,
    slowly(a, b.slice(1)) + 1,
    slowly(a.slice(1), b.slice(1)) + (a[0] === b[0] ? 0 : 1),
  );
  const swapped = a.length > 1 && b.length > 1 && a[0] === b[1] && a[1] === b[0];
  return swapped ? Math.min(least, slowly(a.slice(2), b.slice(2)) + 1) : least;
}

describe('distance', () => {
  test.each([
    ['gateway', 'gateway', 0],
    ['gatway', 'gateway', 1],
    ['gatewya', 'gateway', 1],
    ['getaway', 'gateway', 2],
    ['', 'abc', 3],
    ['网络', '网路', 1],
    ['👍x', '👎x', 1],
  ])('%s %s %i', (left, right, expected) => {
    expect(distance(left, right)).toBe(expected);
  });

  const word = fc.stringMatching(/^[abc]{0,5}$/);

  test('is what its definition says, either way round, and nothing beyond a limit', () => {
    fc.assert(
      fc.property(word, word, fc.nat(6), (left, right, limit) => {
        const expected = slowly(left, right);
        expect(distance(left, right)).toBe(expected);
        expect(distance(right, left)).toBe(expected);
        expect(distance(left, right, limit)).toBe(expected <= limit ? expected : Number.POSITIVE_INFINITY);
      }),
    );
  });
});

describe('nearest', () => {
  test('suggests what differs in at most a third of the letters', () => {
    expect(nearest('gatway', ['address', 'gateway'])).toBe('gateway');
    expect(nearest('kjnd', ['kind'])).toBe('kind');
    expect(nearest('kxxd', ['kind'])).toBeUndefined();
    expect(nearest('ns', ['na', 'n1'])).toBeUndefined();
    expect(nearest('', ['a'])).toBeUndefined();
  });

  test('takes another case for the smallest difference', () => {
    expect(nearest('H1', ['h1', 'H2'])).toBe('h1');
    expect(nearest('GATEWAY', ['gateway'])).toBe('gateway');
  });

  test('keeps the order of equals, and gives several', () => {
    expect(nearestAll('host5', ['host1', 'other', 'host2', 'host3', 'host4'])).toEqual(['host1', 'host2', 'host3']);
    expect(nearestAll('abcdef', ['abcdxx', 'abcdex'])).toEqual(['abcdex', 'abcdxx']);
  });

  test('does not suggest the name itself, and does not look at what is no name', () => {
    expect(nearest('host', ['host'])).toBeUndefined();
    expect(nearest('x'.repeat(100_000), ['x'.repeat(99_999)])).toBeUndefined();
  });
});
