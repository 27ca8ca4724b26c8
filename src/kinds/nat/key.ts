// Translations of a node: what it masquerades, and what it publishes.
import { sentence } from '../../language/sentence.ts';
import { oneOrMany } from '../../language/shape.ts';
import { nodeKey } from '../node-key.ts';
import { type NatStatement, natForms } from './sentences.ts';

export const nat = nodeKey<readonly NatStatement[]>({
  name: 'nat',
  summary: 'Translations; they turn forwarding on.',
  example: 'nat: [masquerade lan out uplink]',
  stands: ({ bridge }) => bridge === undefined,
  shape: oneOrMany(sentence({ name: 'translation', forms: natForms })),
  merge: {
    is: 'list',
    identity: ({ text }) => text,
    content: ({ text }) => text,
    place: ({ at }) => at,
    changes: 'the list',
  },
  says: ([first]) => (first === undefined ? {} : { forwards: [{ value: true, at: first.at, implied: true }] }),
});
