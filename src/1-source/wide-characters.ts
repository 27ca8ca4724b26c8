// Full-width characters, which a Chinese or Japanese keyboard types where the language has those of ASCII: a colon, a comma, a slash.
import { type Diagnostic, defineDiagnostic } from '../diagnostics/diagnostic.ts';
import type { Span } from '../diagnostics/span.ts';
import type { FenceText } from './fence-text.ts';
import type { YamlText } from './tutorial.ts';

export const wideCharacter = defineDiagnostic('wide-character', 'full-width character where an ordinary one belongs');

/** U+FF01 to U+FF5E are ASCII in the width of a Chinese character; U+3001 stands between the items of a list. */
const wide = /[\u3001\uFF01-\uFF5E]/g;
/** Behind what may be words of the language. */
const wideInText = /(?<=^|[!-~]\s?)[\u3001\uFF01-\uFF5E]/;
/** In a line that YAML cannot read, what is before and after it has to be of the language: other text may stand there too. */
const wideInLine = /(?<=[!-~]\s?)[\u3001\uFF01-\uFF5E](?=[ -~]|$)/;

/** Longer texts are not looked at, or not written out. */
const maxLength = 1000;
const longestWritten = 100;

const narrow = (character: string): string =>
  character === '\u3001' ? ',' : String.fromCharCode(character.charCodeAt(0) - 0xfee0);

/** The text as it has to be typed: a blank stands behind a comma, and behind the colon of a key or before a note. */
function narrowed(text: string, isKey: boolean): string {
  return text.replace(wide, (character, index: number) => {
    const plain = narrow(character);
    const before = text.slice(0, index);
    const next = text.slice(index + 1, index + 2);
    const ends = /[^ -~]|[\d[{"']/.test(next) || (isKey && /^[a-z]+$/.test(before) && !/\s/.test(text));
    return /\S/.test(next) && (plain === ',' || (plain === ':' && ends)) ? `${plain} ` : plain;
  });
}

function reportAt(at: Span, character: string, text: string, isKey: boolean): Diagnostic {
  const plain = narrow(character);
  const help = `write \`${text.length > longestWritten ? plain : narrowed(text, isKey)}\``;
  return wideCharacter({ at, label: 'a full-width character', help, expected: [plain] });
}

/** The first such character of a text. */
export function wideIn(text: YamlText, isKey: boolean): Diagnostic | undefined {
  const found = text.text.length > maxLength ? null : wideInText.exec(text.text);
  if (found === null) return undefined;
  const at = text.part(found.index, found.index + 1);
  return reportAt(at, found[0], text.text.trim(), isKey);
}

/** The first such character of a line that YAML cannot read. */
export function wideInBroken(fence: FenceText, line: { start: number; text: string }): Diagnostic | undefined {
  const text = line.text.length > maxLength ? '' : line.text.replace(/(?:^|\s)#.*/, '');
  const found = wideInLine.exec(text);
  if (found === null) return undefined;
  const at = fence.span(line.start + found.index, line.start + found.index + 1);
  return reportAt(at, found[0], text.trim().replace(/^- /, ''), true);
}
