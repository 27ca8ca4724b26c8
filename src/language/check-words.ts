// What the sentences of `checks` share: who takes part, and the text for one pair.
import type { Text } from '../diagnostics/span.ts';
import type { Sentence } from './form.ts';
import { readEnds } from './names.ts';
import { type PhraseShape, word } from './phrase.ts';
import type { Piece } from './piece.ts';
import { unknownWord } from './problems.ts';
import type { Reading } from './reading.ts';
import { readOneName } from './routes.ts';
import type { CheckStatement, End, EndOrAddress, Service, Written } from './statements.ts';
import { alwaysInChecks, formatEnd, formatTarget, nodeNames, readTargets } from './targets.ts';
import { formatService, readDuration } from './values.ts';

/** What one sentence of `checks` stands for: a check for each pair. */
export type Checks = readonly CheckStatement[];

/** Nodes, `host` and `outside` among them. */
export const names = nodeNames(alwaysInChecks, 'r1', 'h1 reaches h2 via r1');
/** One node, `host` or `outside`; reports a word that stands for several. */
export const oneName: PhraseShape<Text> = word('name of a node', 'h1', (piece, reading) =>
  readOneName(piece, alwaysInChecks, reading),
);

/** The one target of a phrase. */
export function readOneTarget(piece: Piece, reading: Reading): EndOrAddress | undefined {
  const [target, more] = readTargets(piece, alwaysInChecks, reading) ?? [];
  if (more === undefined) return target;
  const help = `write one, for example ${target === undefined ? 'h1' : formatTarget(target)}`;
  return reading.report(unknownWord({ at: piece.at, label: 'stands for several, one is wanted', help }));
}

/** The one end of a phrase: a node, or one of its interfaces. */
export function readOneEnd(piece: Piece, reading: Reading): End | undefined {
  const [end, more] = readEnds(piece, alwaysInChecks, reading) ?? [];
  if (more === undefined) return end;
  const help = `write one, for example ${end === undefined ? 'h1' : formatEnd(end)}`;
  return reading.report(unknownWord({ at: piece.at, label: 'stands for several, one is wanted', help }));
}

/** `within 5s`: how long a check may take to become true. */
export const within = {
  value: word('time', '5s', readDuration),
  summary: 'Becomes true by then. Without it: 5s, and at once for `cannot reach`.',
};

/** The note of a sentence, if it has one. */
export function noteOf({ note }: Sentence): { readonly note?: string } {
  return note === undefined ? {} : { note };
}

/** What the text of a pair says in another way. */
const textOnly = new Set(['from', 'service', 'tcp', 'udp']);

/** The clauses after verb and target, as they are written. */
export function tailOf({ clauses }: Sentence, verbs: readonly string[], services: readonly Written<Service>[]): string {
  const said = services.map(({ value }) => formatService(value)).join(', ');
  const rest = clauses.filter(({ word: one }) => !textOnly.has(one) && !verbs.includes(one));
  return [...(said === '' ? [] : [said]), ...rest.map(({ word: one, text }) => `${one} ${text.replace(/\s+/g, ' ')}`)]
    .map((part) => ` ${part}`)
    .join('');
}
