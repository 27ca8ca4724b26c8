// What an author expects a command to print, as one extended regular expression.
import { parseLine } from '../../transcripts/pattern.ts';
import { extendedExpression } from './ere.ts';

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
