// A command of the plan as a textbook prints it: the line that a reader types.
import { type Command, commandLine, type Word } from '../../plan/command.ts';
import { comment, hereDocument, hereDocumentEnd } from '../quote.ts';

/** What the page says in place of a command that only the scripts can give. */
export interface Remarks {
  readonly restored: (key: string) => string;
  readonly ended: string;
}

/** The reader has found one uplink, and keeps it in `$uplink`. */
export const findUplink = String.raw`uplink=$(ip route show default | sed -nE '1s/.* dev (\S+).*/\1/p')`;

const uplink = '"$uplink"';

/** True if a line needs `$uplink`. */
export const usesUplink = (line: string): boolean => line.includes('$uplink');

/** What a reader cannot type, since only the record of the scripts knows it. */
function remarkOf(words: readonly Word[], remarks: Remarks): string | undefined {
  for (const word of words) {
    if (typeof word === 'string') continue;
    if (word.is === 'before') return remarks.restored(word.setting);
    if (word.is === 'process') return remarks.ended;
  }
  return undefined;
}

/** What a command reads, as the shell writes it. A set of one uplink needs no braces. */
function pieces(stdin: readonly Word[]): { readonly text: string; readonly expands: boolean } {
  if (stdin.every((piece) => typeof piece === 'string')) return { text: stdin.join(''), expands: false };
  const text = stdin.map((piece) => (typeof piece === 'string' ? hereDocument(piece) : uplink)).join('');
  return { text: text.replaceAll(`{ ${uplink} }`, uplink), expands: true };
}

/** A here-document, closed by a line that is not in it. */
function input({ argv, stdin }: Command): string {
  if (stdin === undefined) return '';
  const { text, expands } = pieces(stdin);
  const end = hereDocumentEnd(argv.includes('nft') ? 'NFT' : 'END', text);
  return ` <<${expands ? end : `'${end}'`}\n${text}${end}`;
}

/** What a reader types for a command: one line, or with what the command reads, several. */
export function textbookLine(command: Command, remarks: Remarks): string {
  const { argv, unless, process } = command;
  const remark = remarkOf(argv, remarks);
  if (remark !== undefined) return `# ${comment(remark)}`;
  const done = unless === undefined ? '' : `${commandLine({ argv: unless })} || `;
  return `${done}${commandLine(command)}${process === undefined ? '' : ' &'}${input(command)}`;
}

/** The uplink is found before it is used. */
export const withUplink = (lines: readonly string[]): string[] =>
  lines.some(usesUplink) ? [findUplink, ...lines] : [...lines];
