// The keys of a block, and the sections of `change:` and `remove:`.

import { checkForms } from '../checks/list.ts';
import { cable, removedCable } from './cables.ts';
import { checkWord, nameSource } from './names.ts';
import { nodeBody, nodesSection, removedBody } from './nodes.ts';
import { said, series } from './phrase.ts';
import type { Piece } from './piece.ts';
import { sentence } from './sentence.ts';
import {
  either,
  type Fields,
  type Key,
  type Later,
  mapOf,
  mapped,
  nothing,
  oneOrMany,
  record,
  type Shape,
  scalar,
} from './shape.ts';

const name = scalar('name', 'two-routers', { type: 'string', pattern: `^${nameSource}$` }, (piece, reading) =>
  checkWord(piece, reading) ? piece.said : undefined,
);

/** Members are read where it is known which of them are groups. */
const members = said(series('names of nodes', 'h1..4', (item): readonly Piece[] => [item]));

const groupKey = { pattern: '^[A-Za-z]', read: (piece: Piece): Piece => piece };

const groups = {
  shape: mapOf('mapping of groups', '{ clients: h1..4 }', groupKey, members),
  summary: 'Words for several nodes.',
  example: 'groups: { clients: h1..4 }',
};

const nodes = {
  shape: nodesSection(nodeBody),
  summary: 'What there is: names with a kind, a mapping, or nothing.',
  example: 'nodes: { r1: router, h1..4: { gateway: r1 } }',
};

const links = {
  shape: mapped(oneOrMany(cable), (lists) => lists.flat()),
  summary: 'What joins them.',
  example: 'links: [r1 -- h1: 10.0.0.0/24]',
};

const checks = {
  shape: mapped(oneOrMany(sentence({ name: 'check', forms: checkForms, notes: true })), (lists) => lists.flat()),
  summary: 'What must hold at the end of this step.',
  example: 'checks: [h1 reaches r1]',
};

export const laterBlockKeys: Later = { machines: 'leave it out: the lab lives on one machine' };

const change = record('a block of groups, nodes, links', { groups, nodes, links }, { later: laterBlockKeys });

interface RemovedGroup {
  readonly name: Piece;
  readonly members?: readonly Piece[];
}

const removedNames = mapped(members, (names) => names.map((piece): RemovedGroup => ({ name: piece })));

const removedMembers = either<readonly Piece[] | 'whole'>('names of nodes or nothing', 'h1..4', {
  text: members,
  list: members,
  nothing: nothing<'whole'>('whole'),
});

const removedGroups: Shape<readonly RemovedGroup[]> = either('names of groups', 'clients', {
  text: removedNames,
  list: removedNames,
  map: mapped(mapOf('mapping of groups', '{ clients: }', groupKey, removedMembers), (pairs) =>
    pairs.map(([key, said]) => ({ name: key, ...(said === 'whole' ? {} : { members: said }) })),
  ),
});

const remove = record(
  'a block of groups, nodes, links',
  {
    groups: { shape: removedGroups, summary: 'Words that are no groups any more.', example: 'groups: clients' },
    nodes: {
      shape: nodesSection(removedBody),
      summary: 'Nodes with everything under them, or keys and values of nodes.',
      example: 'nodes: { r2: { routes: [10.0.1.0/24 via r1] } }',
    },
    links: {
      shape: mapped(oneOrMany(removedCable), (lists) => lists.flat()),
      summary: 'Cables, or options of cables.',
      example: 'links: [r1 -- h1]',
    },
  },
  { later: laterBlockKeys },
);

export const blockKeys = {
  lab: {
    shape: name,
    summary: 'Starts a lab, or goes on with it. Without it, the lab before goes on.',
    example: 'lab: two-routers',
  },
  step: { shape: name, summary: 'Names this step. Without it, its number is its name.', example: 'step: break' },
  groups,
  nodes,
  links,
  checks,
  change: {
    shape: change,
    summary: 'What takes the place of something that stands.',
    example: 'change: { nodes: { h1: { gateway: r2 } } }',
  },
  remove: {
    shape: { ...remove, read: (yaml, reading) => reading.withEarlierGroups(() => remove.read(yaml, reading)) },
    summary: 'What is taken away.',
    example: 'remove: { links: [r1 -- h1] }',
  } satisfies Key<unknown>,
};

/** What `change:` and a block itself have in common. */
export type BlockFields = Pick<Fields<typeof blockKeys>, 'nodes' | 'links'>;

export const block = record('mapping', blockKeys, { later: laterBlockKeys });
