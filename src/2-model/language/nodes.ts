// Nodes: what stands under a name in `nodes`, before it is given to each node that the name stands for.
import type { Yaml, YamlEntry, YamlList } from '../../1-source/tutorial.ts';
import type { Span, Text } from '../../diagnostics/span.ts';
import { nodeKinds } from '../../kinds/index.ts';
import type { Cidr } from '../address.ts';
import { inSubnet, mainAddress, nodeAddress, readCidrs } from './addresses.ts';
import { subnet } from './cable-options.ts';
import { readNames, reservedWords } from './names.ts';
import { checkItem, oneWord, said, textSchema, words } from './phrase.ts';
import { Piece } from './piece.ts';
import { badValue, wrongType } from './problems.ts';
import type { Reading } from './reading.ts';
import { routeForms } from './routes.ts';
import { sentence } from './sentence.ts';
import { checkSettingNumbers } from './setting-numbers.ts';
import type { Fields, Later, Mapping, Shape } from './shape.ts';
import { either, mapOf, mapped, nothing, oneOrMany, record, refuseType, scalar } from './shape.ts';
import type { ExecStatement, GatewayStatement, Written } from './statements.ts';
import { always, readTargets } from './targets.ts';
import { natForms } from './translations.ts';
import { readFileName, readFreeText, readSysctlKey } from './values.ts';

/** Values that are given out to the nodes of a key in step, and where they stand. */
export interface Series<T> {
  readonly at: Span;
  readonly values: readonly T[];
}

const flag: Shape<Written<boolean>> = scalar('true or false', 'true', { type: 'boolean' }, (piece, reading) => {
  const { text, at } = piece;
  if (text === 'true' || text === 'false') return { value: text === 'true', at };
  const meant = /^(yes|on|y|1)$/i.test(text) ? 'true' : /^(no|off|n|0)$/i.test(text) ? 'false' : text.toLowerCase();
  const expected = meant === 'true' || meant === 'false' ? [meant] : ['true', 'false'];
  return reading.report(badValue({ at, label: 'true or false', help: `write ${expected.join(' or ')}`, expected }));
});

const addressOf = (guess: typeof mainAddress): Shape<Series<Written<Cidr>>> =>
  scalar('address with length', '10.0.0.1/24', textSchema, (piece, reading) => {
    const values = readCidrs(piece, reading, guess);
    return values === undefined ? undefined : { at: piece.at, values };
  });

/** Words that lead out of the lab, are values elsewhere, or want a subnet: none is a neighbour. */
const isNoNeighbour = (text: string): boolean =>
  (reservedWords.has(text) && !always.includes(text)) || /^\.\d+$/.test(text);

const gateways = words(
  'node, NODE:INTERFACE, address, or auto',
  'r1',
  (piece, reading): readonly GatewayStatement[] | undefined => {
    const { at, text } = piece;
    if (text === 'auto') return [{ is: 'auto', at }];
    if (!isNoNeighbour(text)) return readTargets(piece, always, reading);
    const help = 'write the router or bridge beside the node, for example `gateway: r1`, or `gateway: auto`';
    return reading.report(badValue({ at, label: 'a neighbour is wanted', help }));
  },
);

const gateway: Shape<Series<GatewayStatement>> = {
  ...said(gateways),
  read(yaml, reading) {
    const values = said(gateways).read(yaml, reading);
    return values === undefined ? undefined : { at: yaml.at, values };
  },
};

const freeText = (lines: 'one line' | 'many lines'): Shape<Text> =>
  scalar('text', '"…"', { type: 'string' }, (piece, reading) => readFreeText(piece, lines, reading));

const commandLine = freeText('one line');

const exec: Shape<ExecStatement> = mapped(
  record('{ do, undo, unless }', {
    do: { shape: commandLine, summary: 'The command.', example: 'do: ip link add dummy0 type dummy', required: true },
    undo: {
      shape: commandLine,
      summary: 'What takes it back; required on the machine itself.',
      example: 'undo: ip link del dummy0',
    },
    unless: {
      shape: commandLine,
      summary: 'Succeeds when it is done already.',
      example: 'unless: ip link show dummy0',
    },
  }),
  ({ at, fields }) => (fields.do === undefined ? undefined : { at, ...fields, do: fields.do }),
);

/** A mapping of kernel settings with values of this shape. */
const sysctls = <T extends Text | 'whole'>(value: Shape<T>) =>
  mapped(
    mapOf('mapping of sysctls', '{ net.ipv4.ip_forward: 1 }', { pattern: '^net\\.', read: readSysctlKey }, value),
    (pairs, reading) =>
      pairs
        .filter(([key, of]) => of === 'whole' || checkSettingNumbers(key.text, of, reading))
        .map(([key, of]) => ({ key, value: of })),
  );

const sysctlValue: Shape<Text> = scalar('value', '1', textSchema, (piece, reading) =>
  readFreeText(piece, 'one line', reading),
);

/** A mapping of files with contents of this shape. */
const files = <T>(content: Shape<T>) =>
  mapped(
    mapOf(
      'mapping of files',
      '{ resolv.conf: nameserver 10.0.0.1 }',
      { pattern: '^[A-Za-z0-9_]', read: readFileName },
      content,
    ),
    (pairs) => pairs.map(([file, of]) => ({ file, content: of })),
  );

const fileContent = freeText('many lines');

/** The keys that stand under a node, besides its kind. */
export const nodeKeys = {
  address: {
    shape: oneOrMany(addressOf(nodeAddress)),
    summary: 'On a bridge or switch: of the device itself. Else on `lo`: the main address of the node.',
    example: 'address: 10.0.0.1/24',
  },
  subnet: {
    ...subnet,
    summary: 'The prefix of the segment, which addresses are dealt from.',
    example: 'subnet: 10.0.0.0/24',
  },
  overlap: { shape: flag, summary: 'The same subnet elsewhere in the lab is meant.', example: 'overlap: true' },
  gateway: {
    shape: gateway,
    summary: 'Short for `default via …`. `auto`: the one router on its segment.',
    example: 'gateway: r1',
  },
  routes: {
    shape: mapped(oneOrMany(sentence('route', routeForms, 'plain')), (lists) => lists.flat()),
    summary: 'Routes.',
    example: 'routes: [10.2.0.0/24 via r2]',
  },
  nat: {
    shape: oneOrMany(sentence('translation', natForms, 'plain')),
    summary: 'Translations; they turn forwarding on.',
    example: 'nat: [masquerade lan out uplink]',
  },
  forward: { shape: flag, summary: 'Passes packets on; a router does so by itself.', example: 'forward: true' },
  sysctl: {
    shape: sysctls(sysctlValue),
    summary:
      'Kernel settings. `net.ipv4.conf.all.forwarding` is `net.ipv4.ip_forward` by another name, and becomes it.',
    example: 'sysctl: { net.ipv4.ip_forward: 1 }',
  },
  etc: {
    shape: files(fileContent),
    summary:
      'Files that the node sees in `/etc`, in the place of those of the machine: they lie in `/etc/netns/NODE/`.',
    example: 'etc: { resolv.conf: nameserver 10.0.0.1 }',
  },
  run: {
    shape: oneOrMany(commandLine),
    summary: 'Foreground processes that live as long as the lab.',
    example: 'run: [python3 -m http.server 80]',
  },
  exec: {
    shape: oneOrMany(exec),
    summary: 'The escape hatch: commands, each with what takes it back and how to see that it is done.',
    example: 'exec: { do: ip link set lo up, unless: ip link show lo up }',
  },
};

/** Keys of nodes that come later, each with what to do instead. */
export const laterNodeKeys: Later = {
  vlans: 'use one switch for each LAN',
  rules: 'leave it out; `exec` with `ip rule add …` does it for now',
  firewall: 'leave it out; `exec` with `nft …` does it for now',
  interfaces: 'leave it out; the ends of cables are interfaces already',
  machine: 'leave it out: the lab lives on one machine',
};

/** Whether there is such a kind is asked once the lab is whole. */
export const kindKey = {
  shape: scalar('kind of node', 'router', { enum: nodeKinds.map(({ name }) => name) }, (piece) => piece.said),
  summary: 'What it is.',
  example: 'kind: router',
};

const keysWithKind = { kind: kindKey, ...nodeKeys };

/** What stands under a name of `nodes`. */
export type NodeBody = Mapping<typeof keysWithKind, never>;
/** What the keys of a node say, before ranges are given out. */
export type NodeFields = Fields<typeof nodeKeys>;

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

/** The mapping, where a length that is missing from its address is to be this. */
const bodyWith = (guess: typeof mainAddress) =>
  record(
    'mapping',
    { ...keysWithKind, address: { ...nodeKeys.address, shape: oneOrMany(addressOf(guess)) } },
    { later: laterNodeKeys, belongsElsewhere: nodeWithin },
  );
const body = bodyWith(nodeAddress);
const bridgeBody = bodyWith(inSubnet);
const otherBody = bodyWith(mainAddress);

/** The kind that is said in the mapping tells what its address is for. */
function bodyFor(yaml: Yaml): Shape<NodeBody> {
  const said = yaml.is === 'map' ? yaml.entries.find(({ key }) => key.text === 'kind')?.value : undefined;
  const kind = said?.is === 'text' ? nodeKinds.find(({ name }) => name === said.text.trim()) : undefined;
  if (kind === undefined) return body;
  return kind.bridge === undefined ? otherBody : bridgeBody;
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

/** A kind, a mapping, or nothing. */
export const nodeBody: Shape<NodeBody> = {
  ...kindOrBody,
  read: (yaml, reading) => (yaml.is === 'list' ? refuseList(yaml, reading) : kindOrBody.read(yaml, reading)),
};

/** The value that stands, or nothing, for whatever stands. */
const orWhole = (value: Shape<Text>): Shape<Text | 'whole'> =>
  either<Text | 'whole'>(`${value.words} or nothing`, '1', { text: value, nothing: nothing<'whole'>('whole') });

const removedKeys = {
  ...keysWithKind,
  sysctl: { ...nodeKeys.sysctl, shape: sysctls(orWhole(sysctlValue)) },
  etc: { ...nodeKeys.etc, shape: files(orWhole(fileContent)) },
};

/** What stands under a name of `nodes` in `remove`. */
export type RemovedBody = Mapping<typeof removedKeys, never>;

/** Under `remove`, a key may stand alone: then it goes with everything under it. */
const removedOf: Shape<RemovedBody | 'whole'> = either<RemovedBody | 'whole'>('a mapping or nothing', '{ routes: }', {
  map: record('mapping', removedKeys, { later: laterNodeKeys, clears: true }),
  nothing: nothing<'whole'>('whole'),
});

/** The names of keys in a list are not what a mapping is, but say which are meant. */
export const removedBody: Shape<RemovedBody | 'whole'> = {
  ...removedOf,
  read(yaml, reading) {
    const items = yaml.is === 'list' ? yaml.items : [];
    const keys = items.flatMap((item) =>
      item.is === 'text' && Object.hasOwn(removedKeys, item.text) ? [item.text] : [],
    );
    if (keys.length === 0) return removedOf.read(yaml, reading);
    return refuseType(yaml, removedOf.words, `{ ${keys.map((key) => `${key}:`).join(', ')} }`, reading);
  },
};

/** A key of `nodes`, and the nodes that it stands for. */
export interface NodesKey {
  readonly at: Span;
  readonly names: readonly Text[];
}

function readNodesKey(piece: Piece, reading: Reading): NodesKey | undefined {
  const names: Text[] = [];
  let good = true;
  for (const item of piece.items()) {
    if (!checkItem(item, 'h1, h2', reading)) return undefined;
    const word = oneWord(item, reading);
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
