// Names, ranges of them, groups, and interfaces: `h1..4`, `leaf(1..4)a`, `r1:eth0`.
import type { Text } from '../diagnostics/span.ts';
import { isTwoAddresses } from './meant.ts';
import type { Piece } from './piece.ts';
import { badName, badRange, nameTooLong, reservedName } from './problems.ts';
import type { Reading } from './reading.ts';
import type { End, Named } from './statements.ts';

/** A network namespace is a file of this name, and so are the outputs. */
export const longestName = 63;
/** IFNAMSIZ of Linux's if.h is 16, with the NUL at the end. */
export const longestInterface = 15;

export const nameSource = '[A-Za-z][A-Za-z0-9_-]*';
const namePattern = new RegExp(`^${nameSource}$`);
const interfacePattern = /^[A-Za-z][A-Za-z0-9_.-]*$/;

/** Words that no node, group or machine is called. */
export const reservedWords: ReadonlySet<string> = new Set(
  (
    'host outside uplink default main local auto dhcp slaac each per by via to from in out at as over dev src table vrf ' +
    'metric weight priority reach reaches cannot sees has have is are resolves because with within taking losing'
  ).split(' '),
);

/** Longer words are no names, no ranges and no addresses; the pattern below would take the square of their length. */
const longestWord = 200;
const rangePattern = /\((\d+)\.\.(\d+)\)|(\d+)\.\.(\d+)/;

function refuseRange(piece: Piece, label: string, help: string, reading: Reading): undefined {
  return reading.reportOnce(piece.text, badRange({ at: piece.at, label, help }));
}

/** The texts that a piece with at most one range stands for, zero padding kept; the piece itself if it has none. */
export function expandRange(piece: Piece, reading: Reading): readonly string[] | undefined {
  const { text } = piece;
  if (text.length > longestWord) {
    const label = `${text.length} characters, at most ${longestWord}`;
    return reading.report(nameTooLong({ at: piece.at, label, help: 'write a shorter word' }));
  }
  if (isTwoAddresses(text)) {
    return refuseRange(
      piece,
      'two addresses',
      'write each address, or a range of one number, as 10.0.0.1..4/24',
      reading,
    );
  }
  const match = rangePattern.exec(text);
  const before = text.slice(0, match?.index ?? 0);
  const after = match === null ? text : text.slice(match.index + match[0].length);
  if ([before, after].some((part) => /\.\.|[()[\]]/.test(part))) {
    const several = match !== null && !after.startsWith('..') && rangePattern.test(after);
    const label = several ? 'a second range in one word' : 'not the form of a range';
    return refuseRange(piece, label, 'write one range in a word, as h1..4, or in brackets, as h(1..4)a', reading);
  }
  if (match === null) return [text];
  const first = match[1] ?? match[3] ?? '';
  const last = match[2] ?? match[4] ?? '';
  if (first.length > 9 || last.length > 9) {
    return refuseRange(piece, 'numbers of at most nine digits', 'write a shorter range, for example 1..4', reading);
  }
  if (Number(first) > Number(last)) {
    return refuseRange(piece, 'counts down', `write the smaller number first: ${last}..${first}`, reading);
  }
  if (!reading.affordWords(Number(last) - Number(first) + 1, piece.at)) return undefined;
  const pad = first.startsWith('0') ? first.length : 0;
  return Array.from(
    { length: Number(last) - Number(first) + 1 },
    (_, index) => before + String(Number(first) + index).padStart(pad, '0') + after,
  );
}

function mendedName(text: string): string {
  const mended = text.replace(/[^A-Za-z0-9_]+/g, '-').replace(/^[-_]+|-$/g, '');
  return mended === '' ? 'n1' : mended.replace(/^(?=\d)/, 'n');
}

function checkPattern(text: string, piece: Piece, pattern: RegExp, limit: number, reading: Reading): boolean {
  const { at } = piece;
  if (!pattern.test(text) || text.includes('--') || text.includes('..')) {
    const mended = mendedName(text.slice(0, limit));
    const label = /^[^A-Za-z]/.test(text) ? 'starts with no letter' : 'letters, digits, _ and - only';
    reading.reportOnce(text, badName({ at, label, help: `write a name like ${mended}`, expected: [mended] }));
    return false;
  }
  if (text.length > limit) {
    const label = `${text.length} characters, at most ${limit}`;
    reading.reportOnce(text, nameTooLong({ at, label, help: `shorten it, for example to ${text.slice(0, limit)}` }));
    return false;
  }
  return true;
}

/** True if a lab or a step may be called so. */
export function checkWord(piece: Piece, reading: Reading): boolean {
  return checkPattern(piece.text, piece, namePattern, longestName, reading);
}

/** True if `text` may be the name of a node or a group, or is one of the names that are always there. */
export function checkName(text: string, piece: Piece, always: readonly string[], reading: Reading): boolean {
  if (always.includes(text)) return true;
  if (!checkPattern(text, piece, namePattern, longestName, reading)) return false;
  if (!reservedWords.has(text)) return true;
  const elsewhere = text === 'outside' ? 'write host; outside stands in checks, and in lines of a firewall' : undefined;
  const help = elsewhere ?? `choose another name, for example ${text}1`;
  const expected = elsewhere === undefined ? [`${text}1`] : ['host'];
  reading.reportOnce(text, reservedName({ at: piece.at, label: 'stands for something else', help, expected }));
  return false;
}

function checkInterface(text: string, piece: Piece, reading: Reading): boolean {
  return checkPattern(text, piece, interfacePattern, longestInterface, reading);
}

/** The nodes that a piece names: one, a range, or the members of a group. `always` are names that need no node. */
export function readNames(piece: Piece, always: readonly string[], reading: Reading): readonly Named[] | undefined {
  const members = reading.groups.get(piece.text);
  const { at } = piece;
  if (members !== undefined) {
    return reading.affordWords(members.length, at)
      ? members.map(({ text, at: written, member = written }) => ({ text, at, member }))
      : undefined;
  }
  const node = /^([A-Za-z][\w()-]*(?:\.\.[\w()-]*)?):[\w.()-]*$/.exec(piece.text)?.[1];
  if (node !== undefined) {
    const label = 'a node is wanted, no interface';
    return reading.reportOnce(piece.text, badName({ at, label, help: `write ${node}`, expected: [node] }));
  }
  const texts = expandRange(piece, reading);
  if (texts === undefined || !texts.every((text) => checkName(text, piece, always, reading))) return undefined;
  return texts.map((text) => ({ text, at }));
}

/** Interfaces: one or a range. */
export function readInterfaces(piece: Piece, reading: Reading): readonly Text[] | undefined {
  const texts = expandRange(piece, reading);
  if (texts === undefined || !texts.every((text) => checkInterface(text, piece, reading))) return undefined;
  const { at } = piece;
  return texts.map((text) => ({ text, at }));
}

/** One interface of the node at hand, or the name of what it leads to. */
export function readInterfaceMeant(piece: Piece, reading: Reading): Text | undefined {
  return checkPattern(piece.text, piece, interfacePattern, longestName, reading) ? piece.said : undefined;
}

/** Nodes, or interfaces of nodes: `r1`, `r1:eth0`, `pe:r1..2`, `sw1..2:p1..2`. Two ranges run in step. */
export function readEnds(piece: Piece, always: readonly string[], reading: Reading): readonly End[] | undefined {
  const colon = piece.text.indexOf(':');
  const { at } = piece;
  const nodes = readNames(colon < 0 ? piece : piece.slice(0, colon), always, reading);
  if (colon < 0) return nodes?.map((node) => ({ at, node }));
  const interfaces = readInterfaces(piece.slice(colon + 1), reading);
  if (nodes === undefined || interfaces === undefined) return undefined;
  return inStep(nodes, interfaces, piece, reading)?.map(([node, name]) => ({ at, node, interface: name }));
}

/** Pairs two sequences, first with first; one thing goes with every one of the other. */
export function inStep<A, B>(
  left: readonly A[],
  right: readonly B[],
  piece: Piece,
  reading: Reading,
): readonly (readonly [A, B])[] | undefined {
  const [onlyLeft] = left;
  const [onlyRight] = right;
  if (left.length === 1 && onlyLeft !== undefined) return right.map((b) => [onlyLeft, b]);
  if (right.length === 1 && onlyRight !== undefined) return left.map((a) => [a, onlyRight]);
  if (left.length === right.length) return left.flatMap((a, i) => right.slice(i, i + 1).map((b) => [a, b] as const));
  const help = `make both ranges ${left.length} long`;
  return reading.report(badRange({ at: piece.at, label: `${left.length} against ${right.length}`, help }));
}
