// Cables: `r1 -- r2`, `r1 -- r2: 10.0.0.0/30`, `r1 -- r2: { subnet: …, mtu: 1400 }`, `{ between: [r1, r2] }`.
import type { Yaml, YamlEntry, YamlMap } from '../../1-source/tutorial.ts';
import { nearest } from '../../diagnostics/did-you-mean.ts';
import type { Span, Text } from '../../diagnostics/span.ts';
import { linkKinds } from '../../kinds/index.ts';
import type { Cidr } from '../address.ts';
import { dealSubnets, readSubnets, type Subnets } from './addresses.ts';
import { cutCable, type Pair, pairSides, readSide } from './cable-sides.ts';
import { expandRange, inStep, readNames } from './names.ts';
import { textSchema } from './phrase.ts';
import { Piece } from './piece.ts';
import { badValue, endpointMissing, unknownKey, unknownWord, yamlTrap } from './problems.ts';
import type { Reading } from './reading.ts';
import type { Fields, Json, JsonSchema, Key, Record_, Shape } from './shape.ts';
import { oneOrMany, record, refuseLater, refuseType, scalar } from './shape.ts';
import type { CableStatement, EndOptions, Written } from './statements.ts';
import { always } from './targets.ts';
import { readMac, readNumber, readOneOf } from './values.ts';

const laterKinds: Readonly<Record<string, string | undefined>> = Object.fromEntries(
  ['macvlan', 'ipvlan', 'vxlan', 'geneve', 'gre', 'ipip', 'sit', 'wireguard'].map((kind) => [
    kind,
    'join the two ends by a plain cable, without `kind`',
  ]),
);

function readKind(piece: Piece, reading: Reading): Text | undefined {
  const known = linkKinds.some(({ name }) => name === piece.text);
  const instead = known ? undefined : laterKinds[piece.text];
  return instead === undefined ? piece.said : refuseLater(piece.text, piece.at, instead, reading);
}

const mtu = {
  shape: scalar('number', '1400', { type: 'integer' }, (piece, reading) => readNumber(piece, 1, 1_000_000, reading)),
  summary: 'The longest packet, in bytes.',
  example: 'mtu: 1400',
};

const state = {
  shape: scalar('up or down', 'down', { enum: ['up', 'down'] }, (piece, reading) =>
    readOneOf(piece, ['up', 'down'], reading),
  ),
  summary: 'Plugged in and switched on, or not.',
  example: 'state: down',
};

/** Subnets of one cable, or of a range of them. */
export const subnet = {
  shape: oneOrMany(scalar('prefix', '10.0.0.0/24', textSchema, readSubnets)),
  summary: 'What addresses are dealt from: a prefix, a list of them, or `CIDR by /LEN`, cut into one piece each.',
  example: 'subnet: 10.0.0.0/30',
};

interface Macs {
  readonly piece: Piece;
  readonly macs: readonly Text[];
}

export const endKeys = {
  mac: {
    shape: scalar('MAC address', '02:00:00:00:00:01', { type: 'string' }, (piece, reading): Macs | undefined => {
      const macs = (expandRange(piece, reading) ?? []).map((text) => readMac(text, piece, reading));
      const good = macs.flatMap((mac) => (mac === undefined ? [] : [mac]));
      return good.length === 0 || good.length < macs.length ? undefined : { piece, macs: good };
    }),
    summary: 'The hardware address.',
    example: 'mac: 02:00:00:00:00:01',
  },
  mtu,
  state,
};

/** The sides of a cable in its mapping form, each an item of a list. */
const sides: Shape<readonly Piece[]> = {
  words: 'list of two ends',
  schema: { type: 'array', items: textSchema, minItems: 2, maxItems: 2 },
  read(yaml, reading) {
    const items = yaml.is === 'list' ? yaml.items : [];
    const texts = items.flatMap((item) => (item.is === 'text' ? [new Piece(item).trim()] : []));
    if (yaml.is !== 'list' || texts.length < items.length)
      return refuseType(yaml, 'a list of two ends', '[r1, r2]', reading);
    if (texts.length === 2) return texts;
    const label = `${texts.length} ends, two are wanted`;
    return reading.report(endpointMissing({ at: yaml.at, label, help: 'write `between: [r1, r2]`' }));
  },
};

export const cableKeys = {
  subnet,
  mtu,
  state,
  kind: {
    shape: scalar('kind of link', 'veth', { enum: linkKinds.map(({ name }) => name) }, readKind),
    summary: 'What sort of link it is.',
    example: 'kind: veth',
  },
  between: {
    shape: sides,
    summary: 'The two ends, where the cable is not the key.',
    example: 'between: [r1, r2]',
  },
};

const emulation = 'leave it out; write `exec` with `tc qdisc …` under the node if you need it now';
const laterKeys: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['delay', 'jitter', 'loss', 'duplicate', 'corrupt', 'reorder', 'rate'].map((key) => [key, emulation]),
  ),
  ...Object.fromEntries(['vlan', 'trunk', 'native'].map((key) => [key, 'use one switch for each LAN'])),
  ...Object.fromEntries(
    ['mode', 'id', 'port', 'outer'].map((key) => [key, 'leave it out: a plain cable has no such option']),
  ),
};

/** The options that only some kinds take, by key. */
const ownKeys: Readonly<Record<string, Key<Text>>> = Object.fromEntries(
  linkKinds.flatMap((kind) =>
    Object.entries(kind.options).map(([name, { summary, example, pattern }]) => {
      const read = (piece: Piece, reading: Reading): Text | undefined => {
        if (pattern.test(piece.text)) return piece.said;
        return reading.report(badValue({ at: piece.at, label: 'not what the option takes', help: `write ${example}` }));
      };
      return [name, { shape: scalar('value', example, textSchema, read), summary, example: `${name}: ${example}` }];
    }),
  ),
);

type AtEnd = Record_<typeof endKeys, never>;

const options = record('options of a cable', cableKeys, {
  later: laterKeys,
  laterPrefixes: { from: emulation },
  prefix: {
    word: 'at',
    name: 'NODE',
    key: {
      shape: record('options of an end', endKeys),
      summary: 'The interface at this node only.',
      example: 'at r1: { mac: 02:00:00:00:00:01 }',
    },
  },
  own: ownKeys,
});

type Options = Record_<typeof cableKeys, AtEnd>;

function endOptions(name: Text, { fields }: AtEnd, mac: Text | undefined): EndOptions {
  return {
    node: name,
    ...(mac === undefined ? {} : { mac }),
    ...(fields.mtu === undefined ? {} : { mtu: fields.mtu }),
    ...(fields.state === undefined ? {} : { state: fields.state }),
  };
}

/** What is said of single ends, by node. */
function readPerEnd(of: Options, pairs: readonly Pair[], reading: Reading): ReadonlyMap<string, readonly EndOptions[]> {
  const nodes = new Set(pairs.flatMap(([a, b]) => [a.node.text, b.node.text]));
  const perEnd = new Map<string, EndOptions[]>();
  for (const { name: piece, value } of of.prefixed) {
    const names = piece.items().flatMap((item) => readNames(item, always, reading) ?? []);
    const stranger = names.find(({ text }) => !nodes.has(text));
    if (stranger !== undefined) {
      const near = nearest(stranger.text, nodes) ?? pairs[0]?.[0].node.text ?? 'r1';
      const help = `write \`at ${near}\``;
      reading.report(
        unknownWord({ at: piece.at, label: `${stranger.text} is no end of this cable`, help, expected: [near] }),
      );
      continue;
    }
    const macs = value.fields.mac;
    const pairsOfNames =
      macs === undefined
        ? names.map((name) => [name, undefined] as const)
        : inStep(names, macs.macs, macs.piece, reading);
    for (const [name, mac] of pairsOfNames ?? []) {
      perEnd.set(name.text, [...(perEnd.get(name.text) ?? []), endOptions(name, value, mac)]);
    }
  }
  return perEnd;
}

function checkOwn(of: Options, reading: Reading): void {
  const kind = linkKinds.find(({ name }) => name === (of.fields.kind?.text ?? linkKinds[0]?.name));
  for (const { key } of of.own) {
    if (kind === undefined || Object.hasOwn(kind.options, key.text)) continue;
    const owner = linkKinds.find(({ options: own }) => Object.hasOwn(own, key.text));
    const help = `add \`kind: ${owner?.name}\`, or take it out`;
    reading.report(unknownKey({ at: key.at, label: `no option of ${kind.name}`, help }));
  }
}

/** Cables of these pairs, with their options. */
function finish(
  pairs: readonly Pair[],
  of: Options | undefined,
  at: Span,
  reading: Reading,
): readonly CableStatement[] {
  if (of === undefined) return pairs.map((ends) => ({ at, ends, own: [] }));
  checkOwn(of, reading);
  const { subnet: wanted, mtu: size, state: how, kind } = of.fields;
  const subnets = dealAll(wanted, pairs.length, reading);
  const perEnd = readPerEnd(of, pairs, reading);
  return pairs.map((ends, index) => {
    const single = ends.flatMap(({ node }) => perEnd.get(node.text) ?? []);
    return {
      at,
      ends,
      own: of.own,
      ...(kind === undefined ? {} : { kind }),
      ...(subnets === undefined ? {} : { subnet: subnets.flatMap((series) => series.slice(index, index + 1)) }),
      ...(size === undefined ? {} : { mtu: size }),
      ...(how === undefined ? {} : { state: how }),
      ...(single.length === 0 ? {} : { perEnd: single }),
    };
  });
}

function dealAll(
  subnets: readonly Subnets[] | undefined,
  count: number,
  reading: Reading,
): readonly (readonly Written<Cidr>[])[] | undefined {
  return subnets?.flatMap((one) => {
    const dealt = dealSubnets(one, count, reading);
    return dealt === undefined ? [] : [dealt];
  });
}

function noFields(subnets: readonly Subnets[], at: Span): Options {
  const fields: Fields<typeof cableKeys> = { subnet: subnets };
  return { at, fields, cleared: [], prefixed: [], own: [] };
}

/** The options of a cable. Those of a kind that comes later are not looked at. */
function readOptions(map: YamlMap, reading: Reading): Options | undefined {
  const kind = map.entries.find(({ key }) => key.text === 'kind')?.value;
  const later = kind?.is === 'text' && Object.hasOwn(laterKinds, kind.text);
  return later ? cableKeys.kind.shape.read(kind, reading) && undefined : options.read(map, reading);
}

function readValue(value: Yaml, reading: Reading): Options | undefined {
  if (value.is === 'map') return readOptions(value, reading);
  const subnets = subnet.shape.read(value, reading);
  return subnets === undefined ? undefined : noFields(subnets, value.at);
}

function readPair(left: Piece, right: Piece, at: Span, reading: Reading): readonly Pair[] | undefined {
  const sides = [readSide(left, reading), readSide(right, reading)] as const;
  return sides[0] === undefined || sides[1] === undefined ? undefined : pairSides(sides[0], sides[1], at, reading);
}

function readKeyed({ key, value }: YamlEntry, reading: Reading): readonly CableStatement[] | undefined {
  const cut = cutCable(new Piece(key).trim(), reading);
  const of = cut === undefined ? undefined : readValue(value, reading);
  const pairs = cut === undefined ? undefined : readPair(...cut, key.at, reading);
  return pairs === undefined || of === undefined ? undefined : finish(pairs, of, key.at, reading);
}

function readBetween(map: YamlMap, reading: Reading): readonly CableStatement[] | undefined {
  const of = readOptions(map, reading);
  const ends = of?.fields.between;
  if (of === undefined || ends === undefined) return undefined;
  const [left, right] = ends;
  if (left === undefined || right === undefined) return undefined;
  const pairs = readPair(left, right, map.at, reading);
  return pairs === undefined ? undefined : finish(pairs, of, map.at, reading);
}

function readMap(map: YamlMap, reading: Reading): readonly CableStatement[] | undefined {
  const [entry, second] = map.entries;
  if (entry === undefined) return refuseType(map, 'a cable', 'r1 -- r2', reading);
  if (map.entries.some(({ key }) => key.text === 'between')) return readBetween(map, reading);
  const { key, value } = entry;
  const { at } = key;
  if (value.is === 'nothing') {
    const help = 'take the colon out, or write a subnet or options after it';
    return reading.report(yamlTrap({ at, label: 'nothing stands after the colon', help }));
  }
  if (second !== undefined) {
    const help = 'write each cable as its own item, with `- ` before it';
    return reading.report(yamlTrap({ at: second.key.at, label: 'a second key in one item', help }));
  }
  return readKeyed(entry, reading);
}

function cableSchema(): JsonSchema {
  const value: Json = { anyOf: [subnet.shape.schema, options.schema] };
  const keyed: JsonSchema = {
    type: 'object',
    description: 'A cable with its subnet or its options.',
    patternProperties: { ' -- ': value },
    additionalProperties: false,
    minProperties: 1,
    maxProperties: 1,
  };
  const text: JsonSchema = { type: 'string', pattern: '\\s--\\s', examples: ['r1 -- r2', 'h1..4 -- lan'] };
  return { anyOf: [text, keyed, { ...options.schema, required: ['between'] }] };
}

/** One item of `links`. */
export const cable: Shape<readonly CableStatement[]> = {
  words: 'cable',
  schema: cableSchema(),
  fragment: (text) => !text.includes('--'),
  read(yaml, reading) {
    if (yaml.is === 'map') return readMap(yaml, reading);
    if (yaml.is !== 'text') return refuseType(yaml, 'a cable', 'r1 -- r2', reading);
    const piece = new Piece(yaml).trim();
    const cut = cutCable(piece, reading);
    const pairs = cut === undefined ? undefined : readPair(...cut, yaml.at, reading);
    return pairs === undefined ? undefined : finish(pairs, undefined, yaml.at, reading);
  },
};
