// What an author expects a command to print, as an extended regular expression of POSIX, matched in the locale C: byte by byte.
import { literal, piecesOf } from '../transcripts/expression.ts';
import { parseLine } from '../transcripts/pattern.ts';

/** What the expression is matched with: one line, or several with line feeds between them, which nothing may stand for. */
type Text = 'line' | 'lines';

const anyOne = { line: '.', lines: '[^\n]' } as const;
const shorthands: Readonly<Record<string, string>> = { d: '0-9', w: '0-9A-Za-z_', s: '[:blank:]' };

/** A set has no backslashes in POSIX: in it, `]` is first, `-` last, and `[` not before `.`, `:` or `=`. */
function setOf(inside: string, text: Text): string {
  const isNegated = inside.startsWith('^');
  const said = inside.slice(isNegated ? 1 : 0).match(/\\.|[A-Za-z\d]-[A-Za-z\d]|./g) ?? [];
  const members = new Set(
    said.map((each) => (each.startsWith('\\') ? (shorthands[each.slice(1)] ?? each.slice(1)) : each)),
  );
  const marks = [']', '[', '^', '-'].map((each) => (members.delete(each) ? each : ''));
  const [bracket = '', ...others] = marks;
  const gap = text === 'lines' ? '\n' : '';
  const plain = [...members].join('') + others.join('');
  // Any one character beyond ASCII, or several: in the locale C it is two to four bytes.
  if (isNegated) return `(${inside === '^' ? anyOne[text] : `[^${bracket}${gap}${plain}]`}|[^ -~${gap}]+)`;
  if (plain === '^' && bracket === '') return '\\^';
  return plain === '^-' && bracket === '' ? '[-^]' : `[${bracket}${plain}]`;
}

function pieceOf(piece: string, next: string | undefined, text: Text): string {
  if (piece === '(?:') return '(';
  if (piece === '.') return /^[*+]/.test(next ?? '') ? anyOne[text] : setOf('^', text);
  if (piece.length > 1 && piece.startsWith('[')) return setOf(piece.slice(1, -1), text);
  if (/^\\[dws]/.test(piece)) return setOf(piece, text);
  if (/^\\[DWS]/.test(piece)) return setOf(`^${piece.toLowerCase()}`, text);
  if (piece.startsWith('\\')) return literal(piece.slice(1));
  return piece > '~' && /^[*+?{]/.test(next ?? '') ? `(${piece})` : piece;
}

/** The expression in the syntax of `grep -E` and of `[[ TEXT =~ $EXPRESSION ]]`, not anchored. */
function extendedExpression(expression: string, text: Text = 'line'): string {
  const pieces = piecesOf(expression);
  return pieces.map((piece, index) => pieceOf(piece, pieces[index + 1], text)).join('');
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
