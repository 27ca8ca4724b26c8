// The commands of a lesson as a textbook prints them: those of a step under their reasons, those that lead back, and older forms.
import { type Command, commandLine, type Lack, type Word } from '../../plan/command.ts';
import { claimsOf } from '../../plan/needs.ts';
import { byReason, type Plan, type PlanStep } from '../../plan/plan.ts';
import type { Claim, Resource } from '../../plan/resource.ts';
import { comment, hereDocument, hereDocumentEnd, markdownCode, markdownText, shellWord } from '../quote.ts';
import type { LessonTexts } from './lesson-texts.ts';
import { codeBlock, details } from './markdown.ts';

/** What the page says in place of a command that only the scripts can give. */
type Remarks = Pick<LessonTexts, 'restored' | 'ended'>;

/** The reader has found one uplink, and keeps it in `$uplink`. */
const findUplink = String.raw`uplink=$(ip route show default | sed -nE '1s/.* dev (\S+).*/\1/p')`;

const uplink = '"$uplink"';

const usesUplink = (line: string): boolean => line.includes('$uplink');

/** What a reader cannot type, since only the record of the scripts knows it. */
function remarkOf(words: readonly Word[], remarks: Remarks): string | undefined {
  for (const word of words) {
    if (typeof word === 'string') continue;
    if (word.is === 'before') return remarks.restored(word.setting);
    if (word.is === 'process') return remarks.ended;
  }
  return undefined;
}

/** What a command reads, as a here-document, closed by a line that is not in it. A set of one uplink needs no braces. */
function input({ argv, stdin }: Command): string {
  if (stdin === undefined) return '';
  const plain = stdin.every((piece) => typeof piece === 'string');
  const pieces = stdin.map((piece) => (typeof piece !== 'string' ? uplink : plain ? piece : hereDocument(piece)));
  const text = plain ? pieces.join('') : pieces.join('').replaceAll(`{ ${uplink} }`, uplink);
  const end = hereDocumentEnd(argv.includes('nft') ? 'NFT' : 'END', text);
  return ` <<${plain ? `'${end}'` : end}\n${text}${end}`;
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
const withUplink = (lines: readonly string[]): string[] =>
  lines.some(usesUplink) ? [findUplink, ...lines] : [...lines];

/** The tables of the machine that these have parts in. A table goes as a whole, and its parts with it. */
const tablesIn = (claims: readonly Claim[]): string[] =>
  claims.flatMap((claim) => (claim.is === 'table' ? [`nft delete table inet ${shellWord(claim.name)}`] : []));

const isInTable = ({ claims }: Resource): boolean => tablesIn(claims).length > 0;

/** The lines that lead a step back to the one before. What has no undo of its own has none. */
export function backLines({ back, resources }: PlanStep, before: PlanStep | undefined, remarks: Remarks): string[] {
  if (back === undefined || before === undefined) return [];
  const left = new Set(before.resources.flatMap(({ claims }) => tablesIn(claims)));
  const gone = [...new Set(resources.flatMap(({ claims }) => tablesIn(claims)))].filter((table) => !left.has(table));
  const own = back.filter(({ resource }) => gone.length === 0 || !isInTable(resource));
  const lines = own.flatMap(({ commands }) => commands.map((command) => textbookLine(command, remarks)));
  return withUplink([...gone, ...lines]);
}

/** The lines that take a whole lab away, last first, after what its author has said of undoing. What ends with another thing needs none. */
export function undoLines(plan: Plan, remarks: Remarks): string[] {
  const standing = (plan.steps.at(-1)?.resources ?? []).toReversed();
  const keys = new Set(standing.flatMap(({ key, alsoKeys = [] }) => [key, ...alsoKeys]));
  const noted = standing.filter(({ undoIsNoted }) => undoIsNoted === true);
  const own = standing.filter(
    (one) => one.undoIsNoted !== true && !isInTable(one) && !one.within.some((key) => keys.has(key)),
  );
  const lines = (all: readonly Resource[]) => all.flatMap(({ undo }) => undo.map((one) => textbookLine(one, remarks)));
  return withUplink([...lines(noted), ...tablesIn(claimsOf(plan)), ...lines(own)]);
}

/** The commands of a step under their reason, in Markdown: the block, and the folded older forms if there are any. */
interface Group {
  readonly reason: string;
  readonly commands: string;
  readonly older: string | undefined;
}

/** A reason as a paragraph: what stands in backticks is code. No first word of it may be a statement of a module in MDX. */
function paragraph(reason: string): string {
  const parts = reason.split(/`([^`]+)`/).map((part, index) => (index % 2 === 1 ? markdownCode(part) : spaced(part)));
  return parts.join('').replace(/^(?:i(?=mport\b)|e(?=xport\b))/, (letter) => `&#${letter.charCodeAt(0)};`);
}

/** Text of a line, with the blanks at its ends, which a code span may stand beside. */
const spaced = (text: string): string =>
  `${/^\s/.test(text) ? ' ' : ''}${markdownText(text.trim())}${/\S\s+$/.test(text) ? ' ' : ''}`;

/** The folded older form. What has none is told once a lesson; a group of which nothing is to be told has no fold. */
function olderForm(commands: readonly Command[], lines: readonly string[], texts: LessonTexts, told: Set<Lack>) {
  const olders = commands.map(({ older }) => older);
  const tools = olders.find((older) => older !== undefined)?.tools;
  if (tools === undefined) return undefined;
  const own = olders.flatMap((older) => older?.lack ?? []).filter((lack) => lack !== 'namespaces');
  const enters = olders.some((older) => older?.lines?.some((line) => line.startsWith('ip netns exec')));
  const lacks = [...(enters ? (['namespaces'] as const) : []), ...new Set(own)].filter((lack) => !told.has(lack));
  for (const lack of lacks) told.add(lack);
  const parts = lacks.map((lack) => texts.older.lacks[lack]);
  if (olders.some((older) => older?.lines !== undefined)) {
    const old = olders.flatMap((older, index) => older?.lines ?? lines.slice(index, index + 1));
    parts.push(codeBlock('bash', old.join('\n')));
  }
  return parts.length > 0 ? details(texts.older.summary[tools], parts) : undefined;
}

/** The groups of a step; before them, how to find the uplink that they use. `told` is what the lesson has said of older tools. */
export function groupsOf({ changes }: PlanStep, { tutorial }: Plan, texts: LessonTexts, told: Set<Lack>): Group[] {
  const groups = byReason(changes).map(({ reason, changes: own }) => {
    const commands = own.flatMap((change) => change.commands);
    const lines = commands.map((command) => textbookLine(command, texts));
    const older = olderForm(commands, lines, texts, told);
    return { reason: paragraph(reason[tutorial.language]), commands: codeBlock('bash', lines.join('\n')), older };
  });
  const found = { reason: texts.uplink, commands: codeBlock('bash', findUplink), older: undefined };
  return groups.some(({ commands }) => usesUplink(commands)) ? [found, ...groups] : groups;
}
