// Full-width characters, which a Chinese or Japanese keyboard types where the language has those of ASCII: a colon, a comma, a slash.
import { type Diagnostic, defineDiagnostic } from '../diagnostics/diagnostic.ts';
import type { Span } from '../diagnostics/span.ts';
import type { FenceText } from './fence-text.ts';
import { languageIn, withoutComment } from './free-text.ts';
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

/** What an address of IPv6 or a MAC begins with. */
const hex = /(?:^|\s)(?:\d[\da-f]*|[\da-f]*[:\uFF1A][\da-f:\uFF1A]*)$/i;

/** What stands for a full-width colon: that of a key and the one before a note have a blank behind them. Undefined if it may be either. */
function colonIn(text: string, index: number, isKey: boolean): string | undefined {
  const before = text.slice(0, index);
  const next = text.charAt(index + 1);
  if (/^\s?$/.test(next)) return ':';
  if (/[[{"']|[^ -~]/.test(next)) return ': ';
  if (hex.test(before) && /[\da-f:]/i.test(next)) return ':';
  const cable = text.indexOf(' -- ');
  if (/\d/.test(next)) return (cable !== -1 && cable < index) || /(?:^|[\s,{])[a-z_]+$/.test(before) ? ': ' : undefined;
  if (cable !== -1) return ':';
  return isKey && /^[a-z_]+$/.test(before) ? ': ' : undefined;
}

/** The text as it has to be typed, if that is clear: a blank stands behind a comma. */
function narrowed(text: string, isKey: boolean): string | undefined {
  let clear = text.length <= longestWritten;
  const typed = text.replace(wide, (character, index: number) => {
    const plain = narrow(character);
    if (plain === ',') return /\S/.test(text.charAt(index + 1)) ? ', ' : plain;
    const colon = plain === ':' && clear ? colonIn(text, index, isKey) : plain;
    if (colon === undefined) clear = false;
    return colon ?? plain;
  });
  return clear ? typed : undefined;
}

function reportAt(at: Span, character: string, text: string, isKey: boolean): Diagnostic {
  const plain = narrow(character);
  const rest = plain === ':' ? ', with a blank behind it where a key or a sentence ends' : '';
  const typed = narrowed(text, isKey);
  const help = typed === undefined ? `write \`${plain}\`${rest}` : `write \`${typed}\``;
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
  if (line.text.length > maxLength) return undefined;
  const found = wideInLine.exec(languageIn(line.text));
  if (found === null) return undefined;
  const at = fence.span(line.start + found.index, line.start + found.index + 1);
  const text = withoutComment(line.text).trim().replace(/^- /, '');
  return reportAt(at, found[0], text, !/\s/.test(text));
}
