// The lines of a lesson: each change of a plan as the shell text that setup.sh and the role hold, letter for letter.

import { onceFor } from '../once-for.ts';
import { hereDocument, hereDocumentEnd } from '../outputs/quote.ts';
import { type Command, isForEachUplink, shellWord, type Word } from '../plan/command.ts';
import { byReason, type Change } from '../plan/plan.ts';
import type { Language, Localized } from '../source/tutorial.ts';

/** Lines that stand under one reason. An entry may hold several lines of text: a loop, a here-document. */
export interface LineGroup {
  readonly reason: Localized;
  readonly lines: readonly string[];
}

/** One entry: its text, and what stands at the margin whatever the text is indented by. */
interface Entry {
  readonly text: string;
  readonly body?: string;
  readonly isForEachUplink?: boolean;
}

/** A word as shell text. What only the machine knows is a variable or a word of the frame. */
function shellText(word: Word): string {
  if (typeof word === 'string') return shellWord(word);
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is shell
  if (word.is === 'uplink') return word.first ? '"${uplinks[0]}"' : '"$uplink"';
  if (word.is === 'before') return `${shellWord(word.setting)}="$(before ${shellWord(word.setting)})"`;
  if (word.is === 'kept') return `"$record/${word.name}"`;
  if (word.is === 'public key') return `"$(public_key ${shellWord(word.of)})"`;
  throw new Error(`a word of a command line cannot stand for ${word.is}`);
}

const shellLine = (words: readonly Word[]): string => words.map(shellText).join(' ');

/** Programs that the frame itself calls by their names: a line of the lesson that begins with one says that it is to be run. */
export const frameTools: ReadonlySet<string> = new Set(
  'awk cat cp date dirname env find flock grep sed setsid sh sleep sort ss stat tail uname unshare'.split(' '),
);

const isFrameTool = ([first]: readonly Word[]): boolean => typeof first === 'string' && frameTools.has(first);

/** A command that reads a text: the text stands below it. */
function reading(line: string, argv: readonly Word[], stdin: readonly Word[]): Entry {
  const expands = stdin.some((piece) => typeof piece !== 'string');
  const text = stdin
    .map((piece) => (typeof piece !== 'string' ? '$uplink_set' : expands ? hereDocument(piece) : piece))
    .join('');
  const end = hereDocumentEnd(argv.includes('nft') ? 'NFT' : 'TEXT', text);
  return { text: `${line} <<${expands ? end : `'${end}'`}`, body: `${text}${end}` };
}

function commandEntry(command: Command): Entry {
  const { argv, stdin, process, keptAs } = command;
  const [first, , last] = argv;
  if (first === 'kill' && typeof last === 'object' && last.is === 'process')
    return { text: `stop_process ${shellWord(last.name)}` };
  const words = shellLine(argv);
  const line = isFrameTool(argv) && process === undefined ? `run ${words}` : words;
  if (keptAs !== undefined) return { text: `keep ${shellWord(keptAs)} ${words}` };
  if (process !== undefined) return { text: `start_process ${shellWord(process)} ${line}` };
  if (stdin !== undefined) return reading(line, argv, stdin);
  return { text: line, isForEachUplink: isForEachUplink(command) };
}

const unlessOf = (command: Command, lines: readonly string[]): string => {
  const asked = shellLine(command.unless ?? []);
  if (lines.length === 1) return `is_done ${asked} || ${lines.join()}`;
  return [`if ! is_done ${asked}; then`, ...lines.map((line) => `  ${line}`), 'fi'].join('\n');
};

/** What the author has given an undo for is noted before it is made, and taken back by that very undo. */
function entriesOf({ resource, does, commands }: Change): Entry[] {
  const noted = resource.undoIsNoted === true;
  if (noted && does === 'undo') return commands.map(({ argv }) => ({ text: `take_back ${shellLine(argv)}` }));
  const notes = noted ? resource.undo.map(({ argv }) => `on_teardown ${shellLine(argv)}`) : [];
  return commands.flatMap((command, index): Entry[] => {
    const entry = commandEntry(command);
    const before = index === 0 ? notes : [];
    if (command.unless !== undefined) return [{ text: unlessOf(command, [...before, entry.text]) }];
    return [...before.map((text) => ({ text })), entry];
  });
}

// biome-ignore lint/suspicious/noTemplateCurlyInString: it is shell
const loopHead = 'for uplink in "${uplinks[@]}"; do';

/** Commands in a row that are for each uplink stand in one loop. */
function looped(entries: readonly Entry[]): Entry[] {
  const result: Entry[] = [];
  let loop: string[] = [];
  const close = () => {
    if (loop.length === 0) return;
    result.push({ text: [loopHead, ...loop.map((line) => `  ${line}`), 'done'].join('\n') });
    loop = [];
  };
  for (const entry of entries) {
    if (entry.isForEachUplink === true) {
      loop.push(entry.text);
      continue;
    }
    close();
    result.push(entry);
  }
  close();
  return result;
}

const groupsOf = onceFor((changes: readonly Change[]) =>
  byReason(changes).map((group) => ({ reason: group.reason, entries: looped(group.changes.flatMap(entriesOf)) })),
);

/** The lines of a step, under their reasons: what stands in setup.sh, and what the tasks of the role hand to it. */
export function lessonLines(changes: readonly Change[]): LineGroup[] {
  return groupsOf(changes).map(({ reason, entries }) => ({
    reason,
    lines: entries.map(({ text, body }) => (body === undefined ? text : `${text}\n${body}`)),
  }));
}

const indented = (text: string): string => text.replace(/^(?=.)/gm, '  ');

/** The same as the body of a function, each reason a comment. */
export function lessonText(
  changes: readonly Change[],
  language: Language,
  comments: (reason: string) => readonly string[],
): string {
  const lines = groupsOf(changes).flatMap(({ reason, entries }) => [
    ...comments(reason[language]).map((line) => `  # ${line}`),
    ...entries.flatMap(({ text, body }) => [indented(text), ...(body === undefined ? [] : [body])]),
  ]);
  return lines.length === 0 ? '  :' : lines.join('\n');
}
