// The key `nat`: `masquerade lan out uplink`, `publish tcp/8080 to web tcp/80`.

import { type Address, formatAddress } from '../../address.ts';
import type { Span, Text } from '../../diagnostics/span.ts';
import { readAddress } from '../../language/addresses.ts';
import { form } from '../../language/form.ts';
import { readInterfaces } from '../../language/names.ts';
import { wholeText, word, words } from '../../language/phrase.ts';
import type { Piece } from '../../language/piece.ts';
import type { Reading } from '../../language/reading.ts';
import { sentence } from '../../language/sentence.ts';
import { oneOrMany } from '../../language/shape.ts';
import type { End, Service, Written } from '../../language/statements.ts';
import { always, formatEnd, nodeNames, readEndAndService, readOneEnd } from '../../language/targets.ts';
import { formatService, readService } from '../../language/values.ts';
import { nodeKey, wholeList } from '../node-key.ts';
import { egressesOf, type Translation } from './translation.ts';

/** An interface of the node, the name of a node or switch that it leads to, or `uplink`. */
export interface EgressStatement {
  readonly at: Span;
  readonly name: Text;
}

export type NatStatement = MasqueradeStatement | PublishStatement;

export interface MasqueradeStatement {
  readonly is: 'masquerade';
  readonly at: Span;
  readonly text: string;
  readonly sources: readonly Text[];
  readonly as?: Written<Address>;
  readonly out: readonly EgressStatement[];
}

export interface PublishStatement {
  readonly is: 'publish';
  readonly at: Span;
  readonly text: string;
  readonly service: Written<Service>;
  readonly to: End;
  readonly toService?: Written<Service>;
  readonly in?: EgressStatement;
}

function readEgresses(piece: Piece, reading: Reading): readonly EgressStatement[] | undefined {
  const { at } = piece;
  // `host:uplink` is the same thing said in full.
  if (piece.text === 'uplink' || piece.text === 'host:uplink') return [{ at, name: { text: 'uplink', at } }];
  return readInterfaces(piece, reading)?.map((name) => ({ at, name }));
}

const masquerade = form({
  summary: "What leaves through an interface gets this node's address as its source.",
  examples: ['masquerade lan out uplink', 'masquerade lan1..2 as 203.0.113.7 out wan'],
  verbs: ['masquerade'],
  words: {
    masquerade: {
      value: nodeNames(always, 'lan', 'masquerade lan out eth0'),
      summary: 'Whose packets: switches and bridges are their subnets, nodes their addresses.',
    },
    as: {
      value: word('address', '203.0.113.7', readAddress),
      summary: 'This source address; without it, that of the interface.',
    },
    out: {
      value: words('interfaces', 'eth0', readEgresses),
      summary: 'Interfaces of this node, or nodes and switches they lead to; under `host` also `uplink`.',
      required: true,
      toldLater: true,
    },
  },
  build(values, { at }): NatStatement | undefined {
    const { masquerade: sources = [], out = [], as } = values;
    const names = (list: readonly { readonly text: string }[]) => list.map(({ text }) => text).join(', ');
    const address = as === undefined ? '' : ` as ${formatAddress(as.value)}`;
    const text = `masquerade ${names(sources)}${address} out ${names(out.map(({ name }) => name))}`;
    return { is: 'masquerade', at, text, sources, out, ...(as === undefined ? {} : { as }) };
  },
});

const publish = form({
  summary: 'A port of this node leads to a port of another node.',
  examples: ['publish tcp/8080 to web tcp/80', 'publish udp/5000..5010 to pc in wan'],
  verbs: ['publish'],
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
      value: word('interface', 'uplink', (piece, reading) => readEgresses(piece, reading)?.[0]),
      summary: 'Only what comes in here.',
    },
  },
  build(values, { at }): NatStatement | undefined {
    const { publish: service, to: target, in: inlet } = values;
    if (service === undefined || target === undefined) return undefined;
    const { to, service: toService } = target;
    const port = toService === undefined ? '' : ` ${formatService(toService.value)}`;
    const from = inlet === undefined ? '' : ` in ${inlet.name.text}`;
    const text = `publish ${formatService(service.value)} to ${formatEnd(to)}${port}${from}`;
    return {
      is: 'publish',
      at,
      text,
      service,
      to,
      ...(toService === undefined ? {} : { toService }),
      ...(inlet === undefined ? {} : { in: inlet }),
    };
  },
});

const map = form({
  summary: 'A whole prefix, one to one.',
  examples: ['map lan1 as 10.1.1.0/24 out wan'],
  verbs: ['map'],
  words: {},
  later: { map: 'masquerade the prefix, and publish the ports that must be reached' },
  build: (): NatStatement | undefined => undefined,
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
