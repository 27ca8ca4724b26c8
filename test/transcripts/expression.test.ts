// The regular expressions of transcripts: the same texts as JavaScript's, in time that does not explode.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matcher, parseExpression } from '../../src/transcripts/expression.ts';

function fits(expression: string, text: string): boolean {
  const parsed = parseExpression(expression);
  if ('problem' in parsed) throw new Error(parsed.problem);
  return matcher(parsed.expression)(text);
}

const character = fc.constantFrom('a', 'b', '0', '-', '.', '☃', '😀');
const atom = fc.constantFrom('a', 'b', '\\d', '\\W', '.', '[ab0]', '[^a-b]', '\\.', '☃', '[\\d☃]', '[^\\D]');
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
        fc.pre(expression.length < 60 && !('problem' in parseExpression(expression)));
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
    ['(', 'a `(` that nothing closes', 1],
    ['a)', 'a `)` that closes nothing', 1],
    ['[a', 'a `[` that nothing closes', 2],
    ['[]', 'a set of no characters', 2],
    ['*', 'nothing before `*` to repeat', 0],
    ['a**', 'a repeat of a repeat', 2],
    ['a+?', 'a repeat of a repeat', 2],
    ['^a', '`^`: it fits from its beginning to its end anyway', 0],
    ['(?=a)', 'a kind of group that netgen does not know', 2],
    ['(a)\\1', '`\\1` is not known here', 4],
    ['\\b', '`\\b` is not known here', 1],
    ['[z-a]', 'a range that goes backwards', 4],
    ['a{3,2}', 'not a number of times: `{2}`, `{2,}` or `{2,5}`', 1],
    ['((a{99}){99}){99}', 'repeats too much', 17],
    [`${'('.repeat(30)}`, 'too many groups in each other', 21],
    ['a\\', '`\\` is not known here', 2],
  ])('%s is refused', (expression, problem, at) => {
    expect(parseExpression(expression)).toEqual({ problem, at });
  });

  test('no text makes the reader throw or loop', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab()[]{}|*+?\\^$.,-012😀') }), (text) => {
        const parsed = parseExpression(text);
        if ('expression' in parsed) matcher(parsed.expression)('ab0');
        else expect(parsed.at).toBeLessThanOrEqual(text.length);
      }),
    );
  });
});
