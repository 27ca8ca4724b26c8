// Translations of a node: what it masquerades, and what it publishes.
import { sentence } from '../../language/sentence.ts';
import { oneOrMany } from '../../language/shape.ts';
import { nodeKey, wholeList } from '../node-key.ts';
import { type NatStatement, natForms } from './sentences.ts';

export const nat = nodeKey<readonly NatStatement[]>({
  name: 'nat',
  summary: 'Translations; they turn forwarding on.',
  example: 'nat: [masquerade lan out uplink]',
  stands: ({ bridge }) => bridge === undefined,
  shape: oneOrMany(sentence({ name: 'translation', forms: natForms })),
  merge: wholeList(({ text }) => text),
  says: ([first]) => (first === undefined ? {} : { forwards: [{ value: true, at: first.at, implied: true }] }),
});
