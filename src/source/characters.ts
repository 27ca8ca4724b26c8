// Characters that nobody sees and that change what a script or a page says: refused in blocks, dropped from headings.

/** Controls but tab and line feed, invisible and bidirectional ones (UAX #9, CVE-2021-42574), line separators, U+FFFD. Emoji need joiners. */
const unseen =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it looks for
  /[\u0000-\u0008\u000B-\u001F\u007F-\u00A0\u061C\u200B\u200E\u200F\u2028-\u202E\u2060\u2066-\u2069\uFEFF\uFFFD]/g;

const names: ReadonlyMap<number, string> = new Map([
  [0x00, 'a NUL character'],
  [0x1b, 'an escape character'],
  [0xa0, 'a no-break space'],
  [0x200b, 'a zero-width space'],
  [0xfeff, 'a byte order mark'],
  [0xfffd, 'a character that was lost'],
]);

/** The first such characters of a text: where they are, and what they are called. */
export function unseenCharacters(text: string, count: number): { readonly index: number; readonly name: string }[] {
  const found: { readonly index: number; readonly name: string }[] = [];
  for (const { 0: character, index } of text.matchAll(unseen)) {
    if (found.length === count) break;
    found.push({ index, name: nameOf(character) });
  }
  return found;
}

function nameOf(character: string): string {
  const code = character.charCodeAt(0);
  const known = names.get(code);
  if (known !== undefined) return known;
  const kind = code < 0xa0 ? 'control character' : 'invisible character';
  return `${kind} U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}

/** A text on one line, without such characters. */
export function oneLine(text: string): string {
  return text
    .replace(unseen, (character) => (character === '\u00A0' || character === '\u2028' ? ' ' : ''))
    .replace(/\s+/g, ' ')
    .trim();
}
