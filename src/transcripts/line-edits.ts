// Replaces lines of a Markdown file, and not a byte besides.

/** The lines from `from` up to `to` and without it, counted from 1, become these. */
export interface LineEdit {
  readonly from: number;
  readonly to: number;
  readonly lines: readonly string[];
  /** What stands before each line: indents and marks of quotes. */
  readonly margin: string;
}

/** Makes the edits, which do not overlap. New lines end as the line before them does, LF or CRLF. */
export function replaceLines(text: string, edits: readonly LineEdit[]): string {
  const lines = text.match(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$/g) ?? [];
  let result = '';
  let done = 0;
  for (const { from, to, lines: made, margin } of [...edits].sort((a, b) => a.from - b.from)) {
    const end = /[\r\n]+$/.exec(lines[from - 2] ?? '')?.[0] ?? '\n';
    result += lines.slice(done, from - 1).join('');
    result += made.map((line) => `${margin}${line}`.trimEnd() + end).join('');
    done = to - 1;
  }
  return result + lines.slice(done).join('');
}
