// Limits that keep reading bounded: what exceeds them is refused before the Markdown parser sees it.
import { type Diagnostic, defineDiagnostic } from '../diagnostics/diagnostic.ts';
import type { SourceText } from './source-text.ts';

export const fileTooLarge = defineDiagnostic('file-too-large', 'file is too large for a tutorial');
export const nestedTooDeeply = defineDiagnostic('nested-too-deeply', 'nested too deeply');
export const passageTooLong = defineDiagnostic('passage-too-long', 'passage without a blank line is too long');

/** A tutorial has some kilobytes; ten thousand lines have half a megabyte. At its slowest micromark takes 40 s for as much. */
export const maxBytes = 512 * 1024;

/** How deep quotes and lists may stand in each other, and YAML collections too. */
export const maxDepth = 32;

/** A list item indented further than this is nested too deeply: a level takes two to five columns. */
const maxIndent = 160;

/** micromark's time grows with the square of the marks, and of the lines, in one paragraph; only a blank line is sure to end one. */
const maxMarks = 3000;
const maxLines = 5000;

const container = /[ \t]{0,4}(?:>|(?:[-+*]|\d{1,9}[.)])(?=[ \t]))/y;
const indentedItem = /^[ \t]*(?=(?:[-+*]|\d{1,9}[.)])[ \t]|>)/;
const marks = /[[\]()*_`<!&\\]/g;

/** The number of quotes and list items that a line may open, and no further than is needed to say that it is too many. */
function containersOf(line: string): number {
  let depth = 0;
  container.lastIndex = 0;
  while (depth <= maxDepth && container.test(line)) depth += 1;
  return depth;
}

/** Refuses Markdown that would take the parser very long; looks at every character a fixed number of times. */
export function checkLimits(source: SourceText): Diagnostic | undefined {
  let passage = { start: 0, lines: 0, marks: 0 };
  let offset = 0;
  for (const line of source.text.split('\n')) {
    if (containersOf(line) > maxDepth || (indentedItem.exec(line)?.[0].length ?? 0) > maxIndent) {
      return nestedTooDeeply({
        at: source.span(offset, offset + Math.min(line.length, maxIndent)),
        label: `more than ${maxDepth} levels`,
        help: `nest quotes and lists at most ${maxDepth} levels deep`,
      });
    }
    if (line.trim() === '') passage = { start: offset + line.length + 1, lines: 0, marks: 0 };
    passage.lines += 1;
    passage.marks += line.match(marks)?.length ?? 0;
    if (passage.marks > maxMarks || passage.lines > maxLines) return tooLong(source, passage);
    offset += line.length + 1;
  }
  return undefined;
}

function tooLong(source: SourceText, passage: { start: number; marks: number }): Diagnostic {
  const { line } = source.point(passage.start);
  return passageTooLong({
    at: source.span(passage.start, passage.start + source.line(line).length),
    label:
      passage.marks > maxMarks
        ? `more than ${maxMarks} Markdown marks from here`
        : `more than ${maxLines} lines from here`,
    help: 'put a blank line into the passage, or move long output into a file of its own',
  });
}
