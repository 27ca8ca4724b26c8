// The options of a cable: subnet, mtu, state, kind, `at NODE:INTERFACE`, `from NODE`, and what only some kinds of link take.

import { nearest } from '../diagnostics/did-you-mean.ts';
import type { Text } from '../diagnostics/span.ts';
import { cableOptions, linkKinds } from '../kinds/kinds.ts';
import type { LinkOption } from '../kinds/link-kind.ts';

import type { Pair } from './cable-sides.ts';
import { expandRange, inStep, readEnds } from './names.ts';
import { joinOwn, ownOption } from './own-options.ts';
import { textSchema } from './phrase.ts';
import { Piece } from './piece.ts';
import { endpointMissing, unknownWord } from './problems.ts';
import type { Reading } from './reading.ts';
import { mtu, state, subnets } from './scalars.ts';
import { type Key, type Mapping, record, refuseType, type Shape, scalar } from './shape.ts';
import type { CableEnd, End, EndOptions } from './statements.ts';
import { always, formatEnd } from './targets.ts';
import { readMac } from './values.ts';

export const subnet = {
  shape: subnets,
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

/** The options of a cable that every kind of link takes. */
export const cableKeys = {
  subnet,
  mtu,
  state,
  kind: {
    shape: scalar('kind of link', 'veth', { enum: linkKinds.map(({ name }) => name) }, (piece) => piece.said),
    summary: 'What sort of link it is.',
    example: 'kind: veth',
  },
  between: {
    shape: sides,
    summary: 'The two ends, where the cable is not the key.',
    example: 'between: [r1, r2]',
  },
};

const allOptions = [cableOptions, ...linkKinds.map(({ options }) => options)];
/** Which of them its kind needs is known when the cable is put together: none is required here. */
const ownKeys: Readonly<Record<string, Key<Text>>> = Object.fromEntries(
  allOptions.flatMap(Object.keys).map((name) => {
    const key = ownOption(
      name,
      allOptions.flatMap((options) => options[name] ?? []),
    );
    return [name, { ...key, required: false }];
  }),
);

/** Those of them that `from NODE`, or `at NODE`, says of one end. */
const ownKeysBy = (word: LinkOption['perEnd']) =>
  Object.fromEntries(Object.entries(ownKeys).filter(([name]) => cableOptions[name]?.perEnd === word));

type AtEnd = Mapping<typeof endKeys, never>;

const optionsWhere = (clears: boolean) =>
  record('options of a cable', cableKeys, {
    prefixes: {
      at: {
        shape: record('options of an end', endKeys, { own: ownKeysBy('at'), clears }),
        summary: 'The interface at this node only; `at NODE:INTERFACE` where a node has several.',
        example: 'at r1: { mac: 02:00:00:00:00:01 }',
      },
      from: {
        shape: record('options of what an end sends', {}, { own: ownKeysBy('from'), clears }),
        summary: 'What this node sends only; takes the place of what the cable says.',
        example: 'from r1: { delay: 20ms }',
      },
    },
    own: ownKeys,
    clears,
  });

/** A mapping of options: of the cable, of its ends, of the kind of link. */
export const optionsOfCable = optionsWhere(false);
/** The same under `remove`, where an option may have nothing after it: then it goes, whatever it says. */
export const removedOptions = optionsWhere(true);

export type Options = Mapping<typeof cableKeys, AtEnd>;

function endOptions(
  { node, interface: name }: End,
  { fields, cleared, own }: AtEnd,
  mac: Text | undefined,
): EndOptions {
  return {
    node,
    own,
    ...(name === undefined ? {} : { interface: name }),
    ...(cleared.length === 0 ? {} : { cleared }),
    ...(mac === undefined ? {} : { mac }),
    ...(fields.mtu === undefined ? {} : { mtu: fields.mtu }),
    ...(fields.state === undefined ? {} : { state: fields.state }),
  };
}

/** The options of an end, with those that are said of it again: these count. */
export const joinEndOptions = (before: EndOptions, now: EndOptions): EndOptions => ({
  ...before,
  ...now,
  own: joinOwn(before.own, now.own),
  ...(before.cleared && { cleared: [...before.cleared, ...(now.cleared ?? [])] }),
});

function refuseStranger(
  stranger: End,
  word: string,
  piece: Piece,
  plugs: readonly CableEnd[],
  reading: Reading,
): undefined {
  const known = [...new Set(plugs.flatMap((plug) => [plug.node.text, formatEnd(plug)]))];
  const near = nearest(formatEnd(stranger), known) ?? known[0] ?? 'r1';
  const label = `${formatEnd(stranger)} is no end of this cable`;
  return reading.report(unknownWord({ at: piece.at, label, help: `write \`${word} ${near}\``, expected: [near] }));
}

/** What is said of single ends, for each of the pairs. Reports ends that no pair has. */
export function perEndOptions(
  of: Options,
  pairs: readonly Pair[],
  reading: Reading,
): readonly (readonly EndOptions[])[] {
  const plugs = pairs.flat();
  const perEnd = new Map<string, EndOptions>();
  const known = new Set(plugs.flatMap((plug) => [plug.node.text, formatEnd(plug)]));
  for (const { word, name: piece, value } of of.prefixed) {
    const ends = piece.items().flatMap((item) => readEnds(item, always, reading) ?? []);
    const stranger = ends.find((end) => !known.has(formatEnd(end)));
    if (stranger !== undefined) {
      refuseStranger(stranger, word, piece, plugs, reading);
      continue;
    }
    const macs = value.fields.mac;
    const endsWithMacs =
      macs === undefined ? ends.map((end) => [end, undefined] as const) : inStep(ends, macs.macs, macs.piece, reading);
    for (const [end, mac] of endsWithMacs ?? []) {
      const now = endOptions(end, value, mac);
      const before = perEnd.get(formatEnd(end));
      perEnd.set(formatEnd(end), before === undefined ? now : joinEndOptions(before, now));
    }
  }
  return pairs.map((pair) => {
    const named = new Set(pair.flatMap((plug) => [plug.node.text, formatEnd(plug)]));
    return [...named].flatMap((end) => perEnd.get(end) ?? []);
  });
}

/** True if a key is an option of a cable. */
export function isOption(key: string): boolean {
  return Object.hasOwn(cableKeys, key) || Object.hasOwn(ownKeys, key);
}
