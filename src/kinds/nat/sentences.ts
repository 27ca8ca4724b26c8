// The key `nat`: `masquerade lan out uplink`, `publish tcp/8080 to web tcp/80`.

import { type Address, type Cidr, formatAddress, formatCidr } from '../../address.ts';
import type { Span, Text } from '../../diagnostics/span.ts';
import { readAddress, readPrefixes } from '../../language/addresses.ts';
import { form } from '../../language/form.ts';
import { readInterfaces } from '../../language/names.ts';
import { wholeText, word, words } from '../../language/phrase.ts';
import type { Piece } from '../../language/piece.ts';
import { badValue } from '../../language/problems.ts';
import type { Reading } from '../../language/reading.ts';
import { sentence } from '../../language/sentence.ts';
import { oneOrMany } from '../../language/shape.ts';
import type { End, Service, Written } from '../../language/statements.ts';
import { always, formatEnd, nodeNames, readEndAndService, readOneEnd } from '../../language/targets.ts';
import { formatService, readService } from '../../language/values.ts';
import { nodeKey, wholeList } from '../node-key.ts';
import { type PrefixOrName, readPrefixesOrNames, textOfPlace } from '../routes/sentences.ts';
import { egressesOf, type Translation } from './translation.ts';

/** An interface of the node, the name of a node or switch that it leads to, or `uplink`. */
export interface EgressStatement {
  readonly at: Span;
  readonly name: Text;
}

export type NatStatement = MasqueradeStatement | PublishStatement | MapStatement;

export interface MasqueradeStatement {
  readonly is: 'masquerade';
  readonly at: Span;
  readonly text: string;
  readonly sources: readonly PrefixOrName[];
  readonly as?: Written<Address>;
  /** Empty: the one way out. */
  readonly out: readonly EgressStatement[];
}

export interface MapStatement {
  readonly is: 'map';
  readonly at: Span;
  readonly text: string;
  readonly source: Text;
  readonly as: Written<Cidr>;
  readonly out: readonly EgressStatement[];
}

export interface PublishStatement {
  readonly is: 'publish';
  readonly at: Span;
  readonly text: string;
  readonly service: Written<Service>;
  readonly to: End;
  readonly toService?: Written<Service>;
  readonly in: readonly EgressStatement[];
}

function readEgresses(piece: Piece, reading: Reading): readonly EgressStatement[] | undefined {
  const { at } = piece;
  // `host:uplink` is the same thing said in full.
  if (piece.text === 'uplink' || piece.text === 'host:uplink') return [{ at, name: { text: 'uplink', at } }];
  return readInterfaces(piece, reading)?.map((name) => ({ at, name }));
}

const namesOf = (list: readonly EgressStatement[]): string => list.map(({ name }) => name.text).join(', ');

const waysText = (out: readonly EgressStatement[]): string => (out.length === 0 ? '' : ` out ${namesOf(out)}`);

const out = {
  value: words('interfaces', 'eth0', readEgresses),
  summary:
    'Interfaces of this node, or nodes and switches they lead to; under `host` also `uplink`. Without it, the one way out: where the default route leads.',
};

const masquerade = form({
  summary: "What leaves through an interface gets this node's address as its source.",
  examples: ['masquerade lan', 'masquerade lan1..2 as 203.0.113.7 out wan', 'masquerade 10.0.0.0/8 out uplink'],
  verbs: ['masquerade'],
  elsewhere: ['snat', 'nat'],
  words: {
    masquerade: {
      value: words('prefixes or names', 'lan', readPrefixesOrNames),
      summary: 'Whose packets: switches and bridges are their subnets, nodes their addresses.',
    },
    as: {
      value: word('address', '203.0.113.7', readAddress),
      summary: 'This source address; without it, that of the interface.',
    },
    out,
  },
  build(values, { at }): NatStatement | undefined {
    const { masquerade: sources = [], out: ways = [], as } = values;
    const address = as === undefined ? '' : ` as ${formatAddress(as.value)}`;
    const text = `masquerade ${sources.map(textOfPlace).join(', ')}${address}${waysText(ways)}`;
    return { is: 'masquerade', at, text, sources, out: ways, ...(as === undefined ? {} : { as }) };
  },
});

const publish = form({
  summary: 'A port of this node leads to a port of another node.',
  examples: [
    'publish tcp/8080 to web tcp/80',
    'publish udp/5000..5010 to pc in wan',
    'publish tcp/443 to web in wan, lan',
  ],
  verbs: ['publish'],
  elsewhere: ['dnat', 'forward', 'redirect'],
  words: {
    publish: { value: word('service', 'tcp/8080', readService), summary: 'The port that is dialled at this node.' },
    to: {
      value: wholeText('node and service', 'web tcp/80', (piece, reading) => {
        const said = readEndAndService(piece, reading);
        const to = said === undefined ? undefined : readOneEnd(said.end, always, reading, 'one node');
        return to === undefined || said === undefined ? undefined : { to, service: said.service };
      }),
      summary: 'Where it leads: a node, and the port there if it is another one.',
      required: true,
    },
    in: {
      value: words('interfaces', 'wan', readEgresses),
      summary:
        'Only what comes in here. Without it, from everywhere but the network that the target is on; with this network among them, its nodes get there by this node, too (hairpin).',
    },
  },
  build(values, { at }): NatStatement | undefined {
    const { publish: service, to: target, in: entries = [] } = values;
    if (service === undefined || target === undefined) return undefined;
    const { to, service: toService } = target;
    const port = toService === undefined ? '' : ` ${formatService(toService.value)}`;
    const from = entries.length === 0 ? '' : ` in ${namesOf(entries)}`;
    const text = `publish ${formatService(service.value)} to ${formatEnd(to)}${port}${from}`;
    return {
      is: 'publish',
      at,
      text,
      service,
      to,
      in: entries,
      ...(toService === undefined ? {} : { toService }),
    };
  },
});

const map = form({
  summary:
    'A whole prefix, one to one and both ways: what leaves gets the address with the same host number, and what is dialled there comes in.',
  examples: ['map lan1 as 10.1.1.0/24 out wan'],
  verbs: ['map'],
  words: {
    map: {
      value: nodeNames(always, 'lan', 'map lan as 10.1.1.0/24'),
      summary: 'Whose addresses: a switch, bridge or node.',
    },
    as: {
      value: word('prefix', '10.1.1.0/24', (piece, reading) => readPrefixes(piece, reading)?.[0]),
      summary: 'The prefix that the others see. They need a route to it by this node.',
      required: true,
    },
    out,
  },
  build({ map: sources = [], as, out: ways = [] }, { at }, reading): NatStatement | undefined {
    const [source, second] = sources;
    if (second !== undefined) {
      const help = 'write a line for each, with a prefix of its own';
      return reading.report(badValue({ at: second.at, label: 'one name is wanted', help }));
    }
    if (source === undefined || as === undefined) return undefined;
    const text = `map ${source.text} as ${formatCidr(as.value)}${waysText(ways)}`;
    return { is: 'map', at, text, source, as, out: ways };
  },
});

/** The sentences of `nat`, in the order of the reference. */
export const natForms = [masquerade, publish, map];

export const nat = nodeKey<readonly NatStatement[], Translation>({
  name: 'nat',
  summary: 'Translations; they turn forwarding on.',
  example: 'nat: [masquerade lan out uplink]',
  stands: ({ bridge }) => bridge === undefined,
  shape: oneOrMany(sentence({ name: 'translation', forms: natForms })),
  merge: wholeList(({ text }) => text),
  says: ([first]) => (first === undefined ? {} : { forwards: [{ value: true, at: first.at, implied: true }] }),
  effects: {
    egresses: egressesOf,
    publishes: (each) => (each.is === 'publish' && each.in.length === 0 ? [each] : []),
  },
  badge: (translations) => translations.map(({ text }) => text),
  view: (translations) => translations.map(({ text }) => text),
});
