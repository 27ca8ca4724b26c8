// A unified diff of two texts, of bounded length and bounded work.
import { type StructuredPatchHunk, structuredPatch } from 'diff';

/** More differences than this are not worth a search for the shortest edit. */
const maxEdits = 400;

const linesOf = (text: string): string[] => (text === '' ? [] : text.replace(/\n$/, '').split('\n'));

/** All of one text, then all of the other. */
function everything(old: string, made: string): StructuredPatchHunk {
  const [removed, added] = [linesOf(old), linesOf(made)];
  const lines = [...removed.map((line) => `-${line}`), ...added.map((line) => `+${line}`)];
  return { oldStart: 1, oldLines: removed.length, newStart: 1, newLines: added.length, lines };
}

/** A line as a terminal may show it: what is on the disk may be anybody's. */
function shown(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it replaces
  return text.replace(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/g, '\uFFFD');
}

/** `start,count` of one side of a hunk; a side without lines names the line before it. */
const rangeOf = (start: number, count: number): string => `${count === 0 ? start - 1 : start},${count}`;

/** The unified diff from `old` to `made`; empty if they are equal. What exceeds `maxLines` is counted, not shown. */
export function unifiedDiff(path: string, old: string, made: string, maxLines = 60): string {
  const patch = structuredPatch(path, path, old, made, '', '', { context: 3, maxEditLength: maxEdits });
  const hunks = patch?.hunks ?? [everything(old, made)];
  const output = hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
    `@@ -${rangeOf(oldStart, oldLines)} +${rangeOf(newStart, newLines)} @@`,
    ...lines.map(shown),
  ]);
  if (output.length === 0) return '';
  const rest = output.length > maxLines ? [`… ${output.length - maxLines} more lines`] : [];
  return [`--- ${path}`, `+++ ${path}`, ...output.slice(0, maxLines), ...rest, ''].join('\n');
}
