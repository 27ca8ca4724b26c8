// What the sentences of `checks` share: who takes part, and the text for one pair.
import type { Text } from '../diagnostics/span.ts';
import type { Sentence } from './form.ts';
import { type PhraseShape, word } from './phrase.ts';
import type { CheckStatement, Service, Written } from './statements.ts';
import { alwaysInChecks, nodeNames, readOneName } from './targets.ts';
import { formatService, readDuration } from './values.ts';

/** What one sentence of `checks` stands for: a check for each pair. */
export type Checks = readonly CheckStatement[];

/** Nodes, `host` and `outside` among them. */
export const names = nodeNames(alwaysInChecks, 'r1', 'h1 reaches h2 via r1');
/** One node, `host` or `outside`; reports a word that stands for several. */
export const oneName: PhraseShape<Text> = word('name of a node', 'h1', (piece, reading) =>
  readOneName(piece, alwaysInChecks, reading),
);

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
