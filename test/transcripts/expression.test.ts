// The regular expressions of transcripts: the same texts as JavaScript's, in time that does not explode.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matcher, problemIn } from '../../src/transcripts/expression.ts';

function fits(expression: string, text: string): boolean {
  expect(problemIn(expression)).toBeUndefined();
  return matcher(expression)(text);
}

const character = fc.constantFrom('a', 'b', '0', '-', '.', '☃', '😀');
const atom = fc.constantFrom('a', 'b', '\\d', '\\W', '.', '[ab0]', '[^a-b]', '\\.', '☃', '[\\d_-]', '[^\\w]');
const expressions = fc.letrec<{ tree: string }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    atom,
    fc.tuple(tie('tree'), tie('tree')).map(([a, b]) => a + b),
    fc.tuple(tie('tree'), tie('tree')).map(([a, b]) => `(${a}|${b})`),
    fc
      .tuple(tie('tree'), fc.constantFrom('*', '+', '?', '{2}', '{1,2}', '{0,1}', '{1,}'))
      .map(([of, times]) => `(?:${of})${times}`),
  ),
})).tree;

describe('expressions', () => {
  test('fit what JavaScript fits', () => {
    fc.assert(
      fc.property(expressions, fc.array(character, { maxLength: 6 }), (expression, characters) => {
        fc.pre(expression.length < 60 && problemIn(expression) === undefined);
        const text = characters.join('');
        expect(fits(expression, text)).toBe(new RegExp(`^(?:${expression})$`, 'u').test(text));
      }),
      { numRuns: 500 },
    );
  });

  test('take no time on what makes others backtrack', () => {
    expect(fits('(a+)+b', 'a'.repeat(5000))).toBe(false);
    expect(fits('(a|aa)*c', 'a'.repeat(5000))).toBe(false);
  });

  test.each([
    ['(', 'missing closing )'],
    ['a)', 'unexpected )'],
    ['[a', '`[a` is not known here'],
    ['*', 'missing argument to repetition operator'],
    ['a**', 'a repeat of a repeat'],
    ['a+?', 'a repeat of a repeat'],
    ['^a', '`^a` is not known here'],
    ['(?=a)', '`(?=a)` is not known here'],
    ['(a)\\1', '`\\1` is not known here'],
    ['\\b', '`\\b` is not known here'],
    ['[é]', '`[é]` is not known here'],
    ['[z-a]', 'invalid character class range'],
    ['a{3,2}', 'invalid repeat count'],
    ['((a{99}){99}){99}', 'invalid repeat count'],
    ['a\\', '`\\` is not known here'],
  ])('%s is refused', (expression, problem) => {
    expect(problemIn(expression)).toBe(problem);
  });

  test('no text makes the reader throw or loop', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab()[]{}|*+?\\^$.,-012😀') }), (text) => {
        if (problemIn(text) === undefined) matcher(text)('ab0');
      }),
    );
  });
});
