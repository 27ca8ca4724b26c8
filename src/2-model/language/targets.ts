// Where a sentence points: a node, an interface of one, or an address that is never looked up.
import type { Text } from '../../diagnostics/span.ts';
import { formatAddress } from '../address.ts';
import { looksLikeAddress, readAddresses } from './addresses.ts';
import { readEnds, readNames } from './names.ts';
import { type PhraseShape, words } from './phrase.ts';
import type { Piece } from './piece.ts';
import type { Reading } from './reading.ts';
import type { End, EndOrAddress } from './statements.ts';

/** Names that are always there in a lab. */
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

/** A comma list of nodes. */
export function nodeNames(names: readonly string[], example: string): PhraseShape<readonly Text[]> {
  return words('names of nodes', example, (piece, reading) => readNames(piece, names, reading));
}
