// Interfaces of a node that are no end of a cable.

import { formatCidr } from '../../address.ts';
import { nearest } from '../../diagnostics/did-you-mean.ts';
import type { Text } from '../../diagnostics/span.ts';
import { mainAddress } from '../../language/addresses.ts';
import { readInterfaceMeant, readInterfaces, readNames } from '../../language/names.ts';
import { ownOption } from '../../language/own-options.ts';
import { textSchema } from '../../language/phrase.ts';
import type { Piece } from '../../language/piece.ts';
import { badValue } from '../../language/problems.ts';
import { mtu, state } from '../../language/scalars.ts';
import { either, mapOf, mapped, nothing, oneOrMany, record, type Shape, scalar } from '../../language/shape.ts';
import type { Written } from '../../language/statements.ts';
import { readMac } from '../../language/values.ts';
import type { Master } from '../../model/lab.ts';
import { type Addresses, addresses } from '../address/key.ts';
import { ForEach, nodeKey, Taken } from '../node-key.ts';
import type { DeviceKind } from './device-kind.ts';
import { deviceKinds } from './list.ts';

interface InterfaceStatement {
  readonly name: Text;
  readonly kind: DeviceKind;
  /** Options that only this kind takes. */
  readonly own: readonly { readonly key: Text; readonly value: Text }[];
  readonly addresses: Addresses;
  readonly mtu?: Written<number>;
  readonly mac?: Text;
  readonly state?: Written<'up' | 'down'>;
  /** Names of interfaces of the node, or of what they lead to. */
  readonly ports?: readonly Text[];
  /** The name of the interface below it, or of what that leads to. */
  readonly parent?: Text;
  /** The nodes at the other ends. */
  readonly remotes?: readonly Text[];
}

/** What is said of an interface before its addresses are given to each node. */
type Body = Omit<InterfaceStatement, 'name' | 'addresses'> & { readonly address?: ForEach<Addresses> };

const names = deviceKinds.map(({ name }) => name);
const [usual] = deviceKinds;

const kindWord = scalar('kind of interface', usual.name, { enum: names }, (piece, reading) => {
  if (names.includes(piece.text)) return piece.said;
  const meant = nearest(piece.text, names);
  const help = `write ${meant ?? names.join(' or ')}`;
  return reading.report(badValue({ at: piece.at, label: 'no such kind', help, expected: [meant] }));
});

const ownAddresses = addresses(mainAddress);

const common = {
  kind: { shape: kindWord, summary: 'What `ip link add type` makes.', example: `kind: ${usual.name}`, required: true },
  address: { shape: ownAddresses, summary: 'Its addresses.', example: 'address: 10.9.0.1/32' },
  mtu,
  mac: {
    shape: scalar('MAC address', '02:00:00:00:00:01', textSchema, (piece, reading) =>
      readMac(piece.text, piece, reading),
    ),
    summary: 'Its MAC address.',
    example: 'mac: "02:00:00:00:00:01"',
  },
  state,
};

const portNames = scalar('interfaces', '[eth0, eth1]', textSchema, (piece, reading) => {
  const read = (item: Piece) =>
    item.text.includes('..') ? readInterfaces(item, reading) : readInterfaceMeant(item, reading);
  const names = piece.items().map(read);
  return names.includes(undefined) ? undefined : names.flatMap((each) => each ?? []);
});

/** A bridge may wait for its ports; what would stand alone has them. */
const withPortsOf = (as: Master) => ({
  ports: {
    shape: mapped(oneOrMany(portNames), (all): readonly Text[] => all.flat()),
    summary: 'The interfaces of the node that it takes: by their names, or by the nodes that they lead to.',
    example: 'ports: [eth0, eth1]',
    required: as !== 'bridge',
  },
});

const withParentOf = (kind: DeviceKind) => ({
  parent: {
    shape: scalar('interface', 'eth0', textSchema, readInterfaceMeant),
    summary: 'The interface of the node that it stands on: by its name, or by the node that it leads to.',
    example: 'parent: eth0',
    required: kind.parent === 'required',
  },
});

const nodeNames = scalar('nodes', '[r1..3]', textSchema, (piece, reading) => {
  const names = piece.items().map((item) => readNames(item, [], reading));
  return names.includes(undefined) ? undefined : names.flatMap((each) => each ?? []);
});

const withRemotes = {
  remotes: {
    shape: mapped(oneOrMany(nodeNames), (all): readonly Text[] => all.flat()),
    summary: 'The nodes that have the other ends. Of nodes that say the same, each leaves itself out.',
    example: 'remotes: r1..3',
    required: true,
  },
};

/** The mapping of an interface of this kind. */
function bodyOf(kind: DeviceKind): Shape<Body> {
  const own = Object.fromEntries(
    Object.entries(kind.options).map(([name, option]) => [name, ownOption(name, [option])]),
  );
  const keys = {
    ...common,
    ...(kind.ports && withPortsOf(kind.ports.as)),
    ...(kind.parent && withParentOf(kind)),
    ...(kind.remotes && withRemotes),
  };
  return mapped(
    record('mapping', keys, { own }),
    ({ fields: { kind: _, ...fields }, own: options }): Body => ({
      kind,
      own: options,
      ...fields,
    }),
  );
}

const bodies = new Map(deviceKinds.map((kind) => [kind.name, bodyOf(kind)]));
const usualBody = bodyOf(usual);

/** The kind says which other keys there are; of one that is not there, only that is told. */
const body: Shape<Body> = {
  words: usualBody.words,
  schema: { anyOf: [...bodies.values()].map(({ schema }) => schema) },
  read(yaml, reading) {
    const said = yaml.is === 'map' ? yaml.entries.find(({ key }) => key.text === 'kind')?.value : undefined;
    if (said?.is !== 'text') return usualBody.read(yaml, reading);
    const known = bodies.get(said.text.trim());
    if (known === undefined) kindWord.read(said, reading);
    return known?.read(yaml, reading);
  },
};

const addressesAlone = mapped(ownAddresses, (address): Body => ({ kind: usual, own: [], address }));

const short: Shape<Body> = {
  ...addressesAlone,
  read(yaml, reading) {
    const kind = yaml.is === 'text' && names.includes(yaml.text.trim()) ? `{ kind: ${yaml.text.trim()} }` : undefined;
    if (kind === undefined) return addressesAlone.read(yaml, reading);
    const help = `write ${kind}`;
    return reading.report(badValue({ at: yaml.at, label: 'a kind stands in a mapping', help, expected: [kind] }));
  },
};

const value: Shape<Body> = either<Body>('addresses or a mapping', '10.9.0.1/32', {
  text: short,
  list: short,
  map: body,
});

const orWhole = either<Body | 'whole'>('addresses, a mapping or nothing', '10.9.0.1/32', {
  text: short,
  list: short,
  map: body,
  nothing: nothing<'whole'>('whole'),
});

const name = { pattern: '^[A-Za-z]', read: readInterfaceMeant };

/** The interfaces of each node of the key. */
function dealt(pairs: readonly (readonly [Text, Body])[]): ForEach<readonly InterfaceStatement[]> {
  const isShared = pairs.every(([, { address }]) => address?.isShared !== false);
  return new ForEach(isShared, (count, reading) => {
    const all = pairs.map(([of, { address, ...rest }]) => ({
      of,
      rest,
      each: address === undefined ? Array.from({ length: count }, (): Addresses => []) : address.deal(count, reading),
    }));
    if (all.some(({ each }) => each === undefined)) return undefined;
    return Array.from({ length: count }, (_, index) =>
      all.map(({ of, rest, each }) => ({ name: of, ...rest, addresses: each?.[index] ?? [] })),
    );
  });
}

const optionsOf = ({ own }: InterfaceStatement): Record<string, string> =>
  Object.fromEntries(own.map(({ key, value }) => [key.text, value.text]));

export const interfaces = nodeKey<readonly InterfaceStatement[]>({
  name: 'interfaces',
  summary:
    'Interfaces that are no end of a cable: addresses, or `{ kind, address, mtu, mac, state }` with what the kind takes besides.',
  example: 'interfaces: { lan9: 10.9.0.1/24 }',
  stands: ({ bridge }) => bridge === undefined,
  shape: mapped(mapOf('mapping of interfaces', '{ lan9: 10.9.0.1/24 }', name, value), dealt),
  removed: mapped(
    mapOf('mapping of interfaces', '{ lan9: }', name, orWhole),
    (pairs) =>
      new Taken<readonly InterfaceStatement[]>(
        dealt(pairs.flatMap(([of, said]) => (said === 'whole' ? [] : [[of, said] as const]))),
        pairs.flatMap(([of, said]) => (said === 'whole' ? [of] : [])),
      ),
  ),
  merge: {
    is: 'list',
    identity: (item) => item.name.text,
    content: (item) =>
      JSON.stringify([
        item.kind.name,
        optionsOf(item),
        item.addresses.map((each) => formatCidr(each.value)),
        item.mtu?.value,
        item.mac?.text,
        item.state?.value,
        item.ports?.map(({ text }) => text),
        item.parent?.text,
        item.remotes?.map(({ text }) => text),
      ]),
    place: (item) => item.name.at,
    changes: 'a named item',
  },
  says: (all) => ({
    devices: all.map((item) => ({
      name: item.name,
      type: item.kind.name,
      words: item.kind.words(optionsOf(item)),
      reason: item.kind.reason,
      options: Object.fromEntries(item.own.map(({ key, value: { text, at } }) => [key.text, { value: text, at }])),
      addresses: item.addresses,
      up: item.state?.value !== 'down',
      ...(item.mtu === undefined ? {} : { mtu: item.mtu }),
      ...(item.mac === undefined ? {} : { mac: item.mac }),
      ...(item.parent === undefined ? {} : { parent: item.parent }),
      ...(item.remotes === undefined ? {} : { remotes: item.remotes }),
      overhead: item.kind.overhead ?? 0,
      isMoved: item.kind.isMoved ?? false,
      ...(item.kind.ports && {
        ports: { ...item.kind.ports, names: item.ports ?? [] },
      }),
    })),
  }),
});
