// Where a sentence points: a node, an interface of one, or an address that is never looked up.
import { formatAddress } from '../address.ts';
import type { Text } from '../diagnostics/span.ts';
import { looksLikeAddress, readAddresses } from './addresses.ts';
import { endWithPort, serviceAt } from './meant.ts';
import { readEnds, readNames } from './names.ts';
import { oneWord, type PhraseShape, refuseWord, words } from './phrase.ts';
import type { Piece } from './piece.ts';
import { incompleteSentence, unknownWord } from './problems.ts';
import type { Reading } from './reading.ts';
import type { End, EndOrAddress, Service, Written } from './statements.ts';
import { looksLikeService, readService, refusePort } from './values.ts';

export const always: readonly string[] = ['host'];
/** Those of checks. */
export const alwaysInChecks: readonly string[] = ['host', 'outside'];

/** Nodes, interfaces of nodes, or addresses, with ranges. */
export function readTargets(
  piece: Piece,
  names: readonly string[],
  reading: Reading,
): readonly EndOrAddress[] | undefined {
  const { at } = piece;
  const { end } = endWithPort(piece) ?? {};
  if (end !== undefined) {
    const label = 'no port is wanted here';
    return reading.report(unknownWord({ at, label, help: `write ${end}`, expected: [end] }));
  }
  if (looksLikeAddress(piece.text)) {
    return readAddresses(piece, reading)?.map((address) => ({ is: 'address', at, address }));
  }
  return readEnds(piece, names, reading)?.map((end) => ({ is: 'end', at, end }));
}

/** An end as it is written. */
export function formatEnd({ node, interface: name }: Pick<End, 'node' | 'interface'>): string {
  return name === undefined ? node.text : `${node.text}:${name.text}`;
}

/** A target as it is written. */
export function formatTarget(target: EndOrAddress): string {
  return target.is === 'end' ? formatEnd(target.end) : formatAddress(target.address);
}

/** A comma list of nodes. `sentence` shows how they are named. */
export function nodeNames(names: readonly string[], example: string, sentence: string): PhraseShape<readonly Text[]> {
  return words('names of nodes', example, (piece, reading) => {
    const { at, text } = piece;
    if (!looksLikeAddress(text)) return readNames(piece, names, reading);
    const help = `write the name of what has it, as in \`${sentence}\``;
    return reading.report(unknownWord({ at, label: 'an address, where a name is wanted', help }));
  });
}

/** The only one of what a phrase stands for; reports several. */
function onlyOne<T>(
  all: readonly T[] | undefined,
  { at }: Piece,
  reading: Reading,
  wanted: string,
  format: (one: T) => string,
): T | undefined {
  const [one, more] = all ?? [];
  if (one === undefined || more === undefined) return one;
  const help = `write ${wanted}, for example ${format(one)}`;
  return reading.report(unknownWord({ at, label: 'stands for several, one is wanted', help }));
}

/** The one node of a phrase. */
export function readOneName(piece: Piece, names: readonly string[], reading: Reading): Text | undefined {
  const one = oneWord(piece, reading);
  const all = one && readNames(one, names, reading);
  return onlyOne(all, piece, reading, 'one name', ({ text }) => text);
}

/** The one end of a phrase: a node, or one of its interfaces. */
export function readOneEnd(piece: Piece, names: readonly string[], reading: Reading, wanted = 'one'): End | undefined {
  return onlyOne(readEnds(piece, names, reading), piece, reading, wanted, formatEnd);
}

/** The one target of a phrase. */
export function readOneTarget(piece: Piece, names: readonly string[], reading: Reading): EndOrAddress | undefined {
  return onlyOne(readTargets(piece, names, reading), piece, reading, 'one', formatTarget);
}

// ---- `web tcp/80`: who is meant, and what he answers there.

/** `web tcp/80`: one end, and the service it answers there. */
export function readEndAndService(
  piece: Piece,
  reading: Reading,
): { readonly end: Piece; readonly service?: Written<Service> } | undefined {
  const [end, port, more] = piece.words();
  if (end === undefined || refusePort(end, reading)) return undefined;
  if (looksLikeService(end.text)) {
    const help = `write the node before it, as in \`host ${end.text.replace(/,$/, '')}\``;
    return reading.report(incompleteSentence({ at: end.at, label: 'a node is missing before it', help }));
  }
  if (port !== undefined && more !== undefined && serviceAt(port) !== undefined) return refuseWord(port, [], reading);
  if (more !== undefined) {
    const help = `take \`${more.text}\` away`;
    return reading.report(unknownWord({ at: more.at, label: 'nothing may follow here', help }));
  }
  if (port === undefined) return { end };
  const service = readService(port, reading);
  return service === undefined ? undefined : { end, service };
}
