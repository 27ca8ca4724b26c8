// What of a block is for a shell, a file or a reader, and may look like anything; the rest is the language.

/** Under these keys stands such text. */
export const freeText: ReadonlySet<string> = new Set(['run', 'exec', 'etc', 'do', 'undo', 'unless', 'prints', 'note']);

/** The keys of a line, with the colon that ends each. */
const keys = /((?:[^:{}[\]\uFF1A]|:(?=\S))+)(?::(?=\s|$)|\uFF1A)/g;
const comment = /(?:^|\s)#.*/;
/** A line without the comment at its end. A `#` in quotes counts as one, too. */
export const withoutComment = (line: string): string => line.replace(comment, '');
const quoted = /(?<![\w.])(?:"(?:[^"\\]|\\.)*(?:"|$)|'[^']*(?:'|$))/g;

/** True of a key behind which text stands for a reader or a shell. */
export function leadsToText(key: string): boolean {
  const name = (key.split(',').at(-1) ?? '').trim().replace(/^- +/, '');
  const sentence = /\s/.test(name) && !key.includes(' -- ') && !name.startsWith('at ');
  return sentence || freeText.has(name);
}

/** What of a line is of the language: no quoted text, no comment, nothing behind a key of `freeText` or a check. */
export function languageIn(line: string): string {
  // Another character of the same length keeps the places.
  const text = line.replace(quoted, (all) => '\u4E00'.repeat(all.length)).replace(comment, '');
  for (const match of text.matchAll(keys)) {
    if (leadsToText(match[1] ?? '')) return text.slice(0, match.index + match[0].length);
  }
  return text;
}
