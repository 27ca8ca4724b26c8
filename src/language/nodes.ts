// Nodes: what stands under a name in `nodes`, before it is given to each node that the name stands for.

import type { Span, Text } from '../diagnostics/span.ts';
import { nodeKeys, nodeKinds } from '../kinds/kinds.ts';
import type { NodeKind } from '../kinds/node-kind.ts';
import type { Yaml, YamlEntry, YamlList } from '../source/tutorial.ts';
import { readNames } from './names.ts';
import { checkItem, oneWord, textSchema } from './phrase.ts';
import { Piece } from './piece.ts';
import { wrongType } from './problems.ts';
import type { Reading } from './reading.ts';
import type { Key, Keys, Later, Mapping, Shape } from './shape.ts';
import { either, mapOf, mapped, nothing, oneOrMany, record, refuseType, scalar } from './shape.ts';
import { always } from './targets.ts';

export const laterNodeKeys: Later = {
  machine: 'leave it out: the lab lives on one machine',
};

/** Whether there is such a kind is asked once the lab is whole. */
export const kindKey = {
  shape: scalar('kind of node', 'router', { enum: nodeKinds.map(({ name }) => name) }, (piece) => piece.said),
  summary: 'What it is.',
  example: 'kind: router',
};

interface BodyKeys extends Keys {
  readonly kind: typeof kindKey;
}

const keysWith = (shapeOf: (key: (typeof nodeKeys)[number]) => Shape<unknown>): BodyKeys => ({
  kind: kindKey,
  ...Object.fromEntries(
    nodeKeys.map((key): [string, Key<unknown>] => [
      key.name,
      { shape: shapeOf(key), summary: key.summary, example: key.example },
    ]),
  ),
});

/** What stands under a name of `nodes`. */
export type NodeBody = Mapping<BodyKeys, never>;

const noBody = (at: Span, kind?: Text): NodeBody => ({
  at,
  fields: kind === undefined ? {} : { kind },
  keys: new Map(),
  cleared: [],
  prefixed: [],
  own: [],
});

/** A key that looks like a node, with what a node has: it is indented too far. */
function nodeWithin({ key: { text }, value }: YamlEntry): string | undefined {
  const fits = value.is !== 'text' ? value.is !== 'list' : nodeKinds.some(({ name }) => name === value.text);
  const isNode = fits && /^[A-Za-z][\w-]*\d(?:\.\.\d+)?$/.test(text);
  return isNode ? `indent ${text} like the other nodes, if it is one` : undefined;
}

const bodyWith = (keys: BodyKeys) => record('mapping', keys, { later: laterNodeKeys, belongsElsewhere: nodeWithin });
const body = bodyWith(keysWith(({ shape }) => shape));
const bodies = new Map(
  nodeKinds.map((kind: NodeKind) => [kind.name, bodyWith(keysWith((key) => key.shapeUnder?.(kind) ?? key.shape))]),
);

/** The kind that is said in the mapping may tell what its other keys are for. */
function bodyFor(yaml: Yaml): Shape<NodeBody> {
  const said = yaml.is === 'map' ? yaml.entries.find(({ key }) => key.text === 'kind')?.value : undefined;
  return (said?.is === 'text' ? bodies.get(said.text.trim()) : undefined) ?? body;
}

/** A list says nothing of a node: its items may be nodes themselves, with a dash too many. */
function refuseList({ items, at: whole }: YamlList, reading: Reading): undefined {
  const [item] = items;
  const at = item?.is === 'map' ? item.entries[0]?.key.at : item?.at;
  const help = 'take the `- ` away and indent it like the other nodes, or write a kind or a mapping';
  return reading.report(wrongType({ at: at ?? whole, label: 'a list, where a kind or a mapping is wanted', help }));
}

const kindOrBody: Shape<NodeBody> = either('a kind or a mapping', 'router', {
  text: mapped(kindKey.shape, (kind) => noBody(kind.at, kind)),
  map: { ...body, read: (yaml, reading) => bodyFor(yaml).read(yaml, reading) },
  nothing: { words: 'nothing', schema: { type: 'null' }, read: (yaml) => noBody(yaml.at) },
});

export const nodeBody: Shape<NodeBody> = {
  ...kindOrBody,
  read: (yaml, reading) => (yaml.is === 'list' ? refuseList(yaml, reading) : kindOrBody.read(yaml, reading)),
};

const removedKeys = keysWith(({ shape, removed }) => removed ?? shape);

/** Under `remove`, a key may stand alone: then it goes with everything under it. */
export const removedBody: Shape<NodeBody | 'whole'> = either<NodeBody | 'whole'>(
  'a mapping or nothing',
  '{ routes: }',
  {
    map: record('mapping', removedKeys, { later: laterNodeKeys, clears: true }),
    nothing: nothing<'whole'>('whole'),
  },
);

export interface NodesKey {
  readonly at: Span;
  readonly names: readonly Text[];
}

function readNodesKey(piece: Piece, reading: Reading): NodesKey | undefined {
  const names: Text[] = [];
  let good = true;
  for (const item of piece.items()) {
    if (!checkItem(item, 'h1, h2', reading)) return undefined;
    const word = oneWord(item, reading, [], true);
    const some = word === undefined ? undefined : readNames(word, always, reading);
    if (some === undefined) good = false;
    else for (const name of some) names.push(name);
  }
  const { at } = piece;
  return good && reading.affordThings(names.length, at) ? { at, names } : undefined;
}

/** What `nodes` says: keys with what stands under them. */
export type NodesSection<T> = readonly (readonly [NodesKey, T])[];

/** Names with what stands under them: a mapping, or a list of names and one-key mappings. */
export function nodesSection<T>(body: Shape<T>): Shape<NodesSection<T>> {
  const key = { pattern: '^[A-Za-z]', read: readNodesKey };
  const map = mapOf('mapping of nodes', '{ r1: router }', key, body);
  const name: Shape<NodesSection<T>> = {
    words: 'name',
    schema: textSchema,
    read(yaml, reading) {
      if (yaml.is !== 'text') return refuseType(yaml, 'a name', 'h1', reading);
      const names = readNodesKey(new Piece(yaml).trim(), reading);
      const value = body.read({ is: 'nothing', at: yaml.at }, reading);
      return names === undefined || value === undefined ? undefined : [[names, value]];
    },
  };
  const item = either('a name or a mapping', 'h1', { text: name, map });
  return mapped(oneOrMany(item), (lists) => lists.flat());
}
