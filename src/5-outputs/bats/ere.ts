// A line pattern as an extended regular expression of POSIX, which bash matches in the locale C: byte by byte.
import type { Expression, OneOf } from '../../transcripts/expression.ts';

/** Any one character beyond ASCII, or several: in the locale C it is two to four bytes. */
const beyond = '[^ -~]+';
const lastOfAscii = 0x7e;

const special = /[.[\]()*+?{}|^$\\]/;

function character(code: number): string {
  const text = String.fromCodePoint(code);
  return special.test(text) ? `\\${text}` : text;
}

/** What may stand between brackets; `]` must be first, `-` last, and `[` not before `.`, `:` or `=`. */
function members(ranges: OneOf['ranges']): string {
  const plain: string[] = [];
  const marks = new Set<string>();
  const isMark = (code: number): boolean => ']^-['.includes(String.fromCodePoint(code));
  for (const [low, high] of ranges) {
    const end = Math.min(high, lastOfAscii);
    if (low > lastOfAscii) continue;
    if (low !== end && !isMark(low) && !isMark(end)) {
      plain.push(`${String.fromCodePoint(low)}-${String.fromCodePoint(end)}`);
      continue;
    }
    for (let code = low; code <= end; code += 1) {
      if (isMark(code)) marks.add(String.fromCodePoint(code));
      else plain.push(String.fromCodePoint(code));
    }
  }
  const mark = (text: string): string => (marks.has(text) ? text : '');
  return `${mark(']')}${plain.join('')}${mark('[')}${mark('^')}${mark('-')}`;
}

function setOf({ negated, ranges }: OneOf): string {
  const [first] = ranges;
  if (!negated && first !== undefined && ranges.length === 1 && first[0] === first[1]) return character(first[0]);
  const printable = ranges.map(([low, high]): [number, number] => [Math.max(low, 0x20), high]);
  const inside = members(printable.filter(([low, high]) => low <= high));
  if (negated) return inside === '' ? `(.|${beyond})` : `([^${inside}]|${beyond})`;
  const options = ranges.flatMap(([low, high]) => {
    if (high <= lastOfAscii) return [];
    return low === high ? [String.fromCodePoint(low)] : [beyond];
  });
  // A `^` right behind the bracket would turn the set round.
  if (inside.startsWith('^')) options.push('\\^', ...(inside.length > 1 ? [`[${inside.slice(1)}]`] : []));
  else if (inside !== '') options.push(`[${inside}]`);
  return options.length === 1 && options[0]?.startsWith('[') ? options[0] : `(${[...new Set(options)].join('|')})`;
}

function times(least: number, most: number): string {
  if (most === Number.POSITIVE_INFINITY) return least === 0 ? '*' : least === 1 ? '+' : `{${least},}`;
  return least === 0 && most === 1 ? '?' : `{${least},${most}}`;
}

/** The expression in the syntax of `[[ TEXT =~ $EXPRESSION ]]`, not anchored. */
export function extendedExpression(expression: Expression): string {
  switch (expression.is) {
    case 'one':
      return setOf(expression);
    case 'sequence':
      return expression.parts.map(extendedExpression).join('');
    case 'choice':
      return `(${expression.options.map(extendedExpression).join('|')})`;
    case 'repeat': {
      const { of, least, most } = expression;
      const anything = of.is === 'one' && of.negated && of.ranges.length === 0;
      return `${anything ? '.' : `(${extendedExpression(of)})`}${times(least, most)}`;
    }
  }
}
