// What an author expects a command to print, as an extended regular expression of POSIX, matched in the locale C: byte by byte.
import type { Expression, OneOf } from '../transcripts/expression.ts';
import { parseLine } from '../transcripts/pattern.ts';

/** What the expression is matched with: one line, or several with line feeds between them, which nothing may stand for. */
type Text = 'line' | 'lines';

/** Any one character beyond ASCII, or several: in the locale C it is two to four bytes. */
const beyondAscii = { line: '[^ -~]+', lines: '[^ -~\n]+' } as const;
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

function setOf({ negated, ranges }: OneOf, text: Text): string {
  const beyond = beyondAscii[text];
  const [first] = ranges;
  if (!negated && first !== undefined && ranges.length === 1 && first[0] === first[1]) return character(first[0]);
  const printable = ranges.map(([low, high]): [number, number] => [Math.max(low, 0x20), high]);
  const inside = members(printable.filter(([low, high]) => low <= high));
  if (negated) {
    const other = text === 'line' ? '' : '\n';
    // Behind a `-` it would be the end of a range.
    const set = inside.replace(/^\]?/, (bracket) => `${bracket}${other}`);
    return set === '' ? `(.|${beyond})` : `([^${set}]|${beyond})`;
  }
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

/** The expression in the syntax of `grep -E` and of `[[ TEXT =~ $EXPRESSION ]]`, not anchored. */
function extendedExpression(expression: Expression, text: Text = 'line'): string {
  switch (expression.is) {
    case 'one':
      return setOf(expression, text);
    case 'sequence':
      return expression.parts.map((part) => extendedExpression(part, text)).join('');
    case 'choice':
      return `(${expression.options.map((option) => extendedExpression(option, text)).join('|')})`;
    case 'repeat': {
      const { of, least, most } = expression;
      if (of.is !== 'one' || !of.negated || of.ranges.length > 0)
        return `(${extendedExpression(of, text)})${times(least, most)}`;
      return `${text === 'line' ? '.' : '[^\n]'}${times(least, most)}`;
    }
  }
}

/** For one line, as `grep -E` reads it; or with `lines` for the whole of the output, each line between two line feeds. */
export interface OutputPattern {
  readonly text: string;
  readonly lines: boolean;
}

/** A pattern for a line by itself: what may be anything at its ends need not be said. */
function oneLine(expression: string): string {
  const start = expression.startsWith('.*') ? expression.slice(2) : `^ ?${expression}`;
  return start.endsWith('.*') && !start.endsWith('\\.*') ? start.slice(0, -2) : `${start} ?$`;
}

/** Lines of output in which `...` stands for anything within a line, and a line `...` for any lines. */
export function outputPattern(prints: string): OutputPattern {
  const lines = prints.replace(/\n+$/, '').split('\n').map(parseLine);
  const [first] = lines;
  if (lines.length === 1 && first?.is === 'line')
    return { text: oneLine(extendedExpression(first.expression)), lines: false };
  const text = lines.map((line) =>
    line.is === 'lines' ? '([^\n]*\n)*' : ` ?${extendedExpression(line.expression, 'lines')} ?\n`,
  );
  return { text: `\n${text.join('')}`, lines: true };
}
