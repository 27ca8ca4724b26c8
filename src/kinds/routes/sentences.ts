// Routes: `10.2.0.0/24 via r2 metric 10`, `default via r1, r2 weight 2`, `blackhole 10.66.0.0/16`.

import { type Address, type Cidr, formatAddress, formatCidr } from '../../address.ts';
import type { Span, Text } from '../../diagnostics/span.ts';
import { looksLikeAddress, readAddress, readPrefixes } from '../../language/addresses.ts';
import { type Form, form, type Said, type Sentence } from '../../language/form.ts';
import { longestName, readInterfaceMeant, readNames } from '../../language/names.ts';
import { refuseWord, series, word, words } from '../../language/phrase.ts';
import { Piece } from '../../language/piece.ts';
import { incompleteSentence, unequalSequences, unknownWord } from '../../language/problems.ts';
import type { Reading } from '../../language/reading.ts';
import { sentence } from '../../language/sentence.ts';
import type { Shape } from '../../language/shape.ts';
import type { EndOrAddress, Written } from '../../language/statements.ts';
import { always, formatTarget, readTargets } from '../../language/targets.ts';
import { readNumber } from '../../language/values.ts';

export interface RouteStatement {
  readonly at: Span;
  /** As written, or for the mapping form and for ranges the sentence that says the same. */
  readonly text: string;
  readonly type: 'unicast' | 'blackhole' | 'unreachable' | 'prohibit';
  readonly to:
    | { readonly is: 'default'; readonly at: Span }
    /** Every subnet of the lab, by ways that are worked out. */
    | { readonly is: 'auto'; readonly at: Span }
    | { readonly is: 'cidr'; readonly at: Span; readonly cidr: Cidr }
    | { readonly is: 'name'; readonly at: Span; readonly name: Text };
  readonly hops: readonly { readonly to: EndOrAddress; readonly weight?: Written<number> }[];
  readonly dev?: Text;
  readonly src?: Written<Address>;
  readonly metric?: Written<number>;
  readonly table?: Written<number>;
  /** The VRF of whose table it is. */
  readonly vrf?: Text;
}

type Destination = RouteStatement['to'];
type Hop = RouteStatement['hops'][number];

/** A table is 32 bits wide (RTA_TABLE of linux/rtnetlink.h). */
export const mostTable = 4_294_967_295;
/** The number of `main`, which a route without a table is in (RT_TABLE_MAIN of linux/rtnetlink.h). */
const mainTable = 254;
/** The tables that ip knows by a name. */
export const numbersOfTables = new Map([
  ['default', 253],
  ['main', mainTable],
  ['local', 255],
]);

/** A prefix, or the name of what has some. */
export type PrefixOrName = Extract<RouteStatement['to'], { is: 'cidr' | 'name' }>;

export const textOfPlace = (place: PrefixOrName): string =>
  place.is === 'name' ? place.name.text : formatCidr(place.cidr);

/** Prefixes, addresses as the longest of them, and names. */
export function readPrefixesOrNames(piece: Piece, reading: Reading): readonly PrefixOrName[] | undefined {
  const { at } = piece;
  if (!looksLikeAddress(piece.text) && !piece.text.includes('/')) {
    return readNames(piece, always, reading)?.map((name) => ({ is: 'name', at, name }));
  }
  return readPrefixes(piece, reading, 'subnet or address')?.map(({ value }) => ({ is: 'cidr', at, cidr: value }));
}

function readDestinations(piece: Piece, reading: Reading): readonly Destination[] | undefined {
  const { at, text } = piece;
  if (text === 'default') return [{ is: 'default', at }];
  if (text !== 'auto') return readPrefixesOrNames(piece, reading);
  return reading.report(unknownWord({ at, label: 'nothing follows it', help: 'write `auto` as an item of its own' }));
}

/** One hop of the list, or a range of them: `r2`, `each spine1..2`, `r1 weight 2`. */
function readHops(
  item: Piece,
  reading: Reading,
  expected: readonly string[],
): readonly (Hop & { each: boolean })[] | undefined {
  const all = item.words();
  const each = all[0]?.text === 'each';
  const [target, weight, number, more] = each ? all.slice(1) : all;
  if (target === undefined) {
    return reading.report(
      incompleteSentence({ at: item.at, label: 'a hop is missing', help: 'write `via each r1..2`' }),
    );
  }
  if (weight === undefined) return readTargets(target, always, reading)?.map((to) => ({ to, each }));
  if (weight.text !== 'weight' || number === undefined || more !== undefined) {
    const at = (weight.text === 'weight' ? more : undefined) ?? weight;
    return weight.text === 'weight' && number === undefined
      ? reading.report(
          incompleteSentence({ at: weight.at, label: 'a number is missing after it', help: 'write `weight 2`' }),
        )
      : refuseWord(at, ['weight', ...expected], reading, true);
  }
  const value = readNumber(number, 1, 256, reading);
  const targets = readTargets(target, always, reading);
  return value === undefined ? undefined : targets?.map((to) => ({ to, each, weight: value }));
}

const destinations = words('default, prefixes or names', '10.2.0.0/24', readDestinations);

const parts = {
  dev: {
    value: word('interface', 'eth0', readInterfaceMeant, {
      type: 'string',
      maxLength: longestName,
    }),
    summary: 'Out of this interface, or of the one that leads to this node, bridge or switch.',
  },
  src: {
    value: word('address', '10.0.0.1', readAddress),
    summary: 'The source address of what this node sends itself.',
  },
  metric: {
    value: word('number', '10', (piece, reading) => readNumber(piece, 0, mostTable, reading)),
    summary: 'The lowest wins among routes to one destination.',
  },
  table: {
    value: word('number', '100', (piece, reading) =>
      readNumber(piece, 1, mostTable, reading, numbersOfTables.get(piece.text)),
    ),
    summary: 'A routing table, by its number. 254 is `main`, as without it.',
  },
  vrf: {
    value: word('VRF', 'red', readInterfaceMeant, { type: 'string', maxLength: longestName }),
    summary: 'The table of this VRF of the node.',
  },
};

const via = {
  value: series('hops', 'r2', readHops),
  summary:
    'The next hops: nodes, `NODE:INTERFACE`, or addresses; behind one of several, `weight N` gives it N shares of the flows.',
};

type Parts = Said<typeof parts & { via: typeof via }>;

/** What a route leads to, as it is written. */
export const textOfDestination = (to: Destination): string =>
  to.is === 'default' || to.is === 'auto' ? to.is : textOfPlace(to);

function textOf(route: Omit<RouteStatement, 'text'>): string {
  const hops = route.hops.map(
    (hop) => formatTarget(hop.to) + (hop.weight === undefined ? '' : ` weight ${hop.weight.value}`),
  );
  return [
    ...(route.type === 'unicast' ? [] : [route.type]),
    textOfDestination(route.to),
    ...(hops.length === 0 ? [] : [`via ${hops.join(', ')}`]),
    ...(route.dev === undefined ? [] : [`dev ${route.dev.text}`]),
    ...(route.src === undefined ? [] : [`src ${formatAddress(route.src.value)}`]),
    ...(route.metric === undefined ? [] : [`metric ${route.metric.value}`]),
    ...(route.table === undefined ? [] : [`table ${route.table.value}`]),
    ...(route.vrf === undefined ? [] : [`vrf ${route.vrf.text}`]),
  ].join(' ');
}

/** Several destinations and several hops run in step; one destination takes all hops, `each` gives all to every one. */
function pairHops(
  to: readonly Destination[],
  hops: readonly (Hop & { each: boolean })[],
  at: Span,
  reading: Reading,
): readonly (readonly Hop[])[] | undefined {
  const plain = hops.map(({ to: target, weight }) => (weight === undefined ? { to: target } : { to: target, weight }));
  if (to.length === 1 || plain.length <= 1 || hops.some(({ each }) => each)) return to.map(() => plain);
  if (to.length === plain.length) return plain.map((hop) => [hop]);
  const label = `${to.length} destinations, ${plain.length} hops`;
  const help = 'write `via each …` to give all hops to every destination';
  return reading.report(unequalSequences({ at, label, help }));
}

function buildRoutes(
  type: RouteStatement['type'],
  to: readonly Destination[],
  values: Parts,
  { at }: Sentence,
  reading: Reading,
): readonly RouteStatement[] | undefined {
  const hops = pairHops(to, values.via ?? [], at, reading);
  if (hops === undefined || !reading.affordThings(to.length, at)) return undefined;
  const { dev, src, metric, vrf } = values;
  if (vrf !== undefined && values.table !== undefined) {
    const help = `take \`table ${values.table.value}\` out`;
    return reading.report(unknownWord({ at: values.table.at, label: 'the VRF says which table', help }));
  }
  const table = values.table?.value === mainTable ? undefined : values.table;
  return to.map((one, index) => {
    const route = {
      at,
      type,
      to: one,
      hops: hops[index] ?? [],
      ...(dev === undefined ? {} : { dev }),
      ...(src === undefined ? {} : { src }),
      ...(metric === undefined ? {} : { metric }),
      ...(table === undefined ? {} : { table }),
      ...(vrf === undefined ? {} : { vrf }),
    };
    return { ...route, text: textOf(route) };
  });
}

const dest = { value: destinations, summary: '`default`, a prefix, or switches and bridges by name.', required: true };

const unicast = form({
  summary: 'A route to a destination.',
  examples: [
    '10.2.0.0/24 via r2',
    'default via r1, r2 weight 2',
    'lan2 via r2 metric 10',
    '10.9.0.0/24 dev eth1',
    '10.0.0.0/24 via r2 vrf red',
  ],
  verbs: ['to'],
  unsaid: 'verb',
  // A hop and what follows it: `r2 weight 2`, `r2 metric 10`.
  rest: (text) => !/^(default|\S*\/\S*)\s|\s(via|dev)\s/.test(text),
  words: { to: dest, via, ...parts },
  build: (values, sentence, reading) => buildRoutes('unicast', values.to ?? [], values, sentence, reading),
});

const refusals = {
  blackhole: 'silently',
  unreachable: 'with "host unreachable"',
  prohibit: 'with "administratively prohibited"',
};

function refusal(type: keyof typeof refusals): Form<readonly RouteStatement[]> {
  const { metric, table, vrf } = parts;
  const words = { dest, metric, table, vrf };
  return form({
    summary: `Packets to a destination are dropped, ${refusals[type]}.`,
    examples: [`${type} 10.66.0.0/16`],
    verbs: [type],
    object: 'dest',
    words,
    build: (values, sentence, reading) => buildRoutes(type, values.dest ?? [], values, sentence, reading),
  });
}

/** The sentences of `routes`, in the order of the reference. */
export const routeForms = [refusal('blackhole'), refusal('unreachable'), refusal('prohibit'), unicast];

const written = sentence({ name: 'route', forms: routeForms });

/** What stands under `routes`: a sentence, or `auto`. */
export const routeOrAuto: Shape<readonly RouteStatement[]> = {
  ...written,
  words: 'route, or auto',
  schema: { anyOf: [{ enum: ['auto'] }, written.schema] },
  fragment: (text) => text !== 'auto' && written.fragment?.(text) === true,
  read(yaml, reading) {
    if (yaml.is !== 'text' || yaml.text.trim() !== 'auto') return written.read(yaml, reading);
    const { at } = new Piece(yaml).trim();
    return [{ at, text: 'auto', type: 'unicast', to: { is: 'auto', at }, hops: [] }];
  },
};
