// Interfaces of a node that are no end of a cable.
import { formatCidr } from '../../2-model/address.ts';
import { mainAddress } from '../../2-model/language/addresses.ts';
import { readInterfaceMeant } from '../../2-model/language/names.ts';
import { textSchema } from '../../2-model/language/phrase.ts';
import { badValue } from '../../2-model/language/problems.ts';
import { mtu, state } from '../../2-model/language/scalars.ts';
import {
  either,
  type Later,
  mapOf,
  mapped,
  nothing,
  record,
  refuseLater,
  type Shape,
  scalar,
} from '../../2-model/language/shape.ts';
import type { Written } from '../../2-model/language/statements.ts';
import { readMac } from '../../2-model/language/values.ts';
import type { Text } from '../../diagnostics/span.ts';
import { type Addresses, addresses } from '../address/key.ts';
import { ForEach, nodeKey, Taken } from '../node-key.ts';

interface InterfaceStatement {
  readonly name: Text;
  readonly addresses: Addresses;
  readonly mtu?: Written<number>;
  readonly mac?: Text;
  readonly state?: Written<'up' | 'down'>;
}

/** What is said of an interface before its addresses are given to each node. */
type Body = Omit<InterfaceStatement, 'name' | 'addresses'> & { readonly address?: ForEach<Addresses> };

/** Kinds of such interfaces that come later, each with what to do instead. */
const later: Later = Object.fromEntries(
  ['vlan', 'bridge', 'bond', 'vrf', 'vxlan', 'physical'].map((kind) => [
    kind,
    `write \`kind: dummy\`, or make it with \`exec\` and \`ip link add … type ${kind}\``,
  ]),
);

const kind = scalar('kind of interface', 'dummy', { enum: ['dummy'] }, (piece, reading) => {
  const instead = Object.hasOwn(later, piece.text) ? later[piece.text] : undefined;
  if (instead !== undefined) return refuseLater(piece.text, piece.at, instead, reading);
  if (piece.text === 'dummy') return piece.said;
  return reading.report(badValue({ at: piece.at, label: 'no such kind', help: 'write dummy', expected: ['dummy'] }));
});

const ownAddresses = addresses(mainAddress);

const dummy: Shape<Body> = mapped(
  record('mapping', {
    kind: { shape: kind, summary: 'What `ip link add type` makes: a `dummy`.', example: 'kind: dummy', required: true },
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
  }),
  ({ fields: { kind: _, ...fields } }) => fields,
);

/** Of a kind that comes later, only that is told: the rest of the mapping is its own. */
const body: Shape<Body> = {
  ...dummy,
  read(yaml, reading) {
    const said = yaml.is === 'map' ? yaml.entries.find(({ key }) => key.text === 'kind')?.value : undefined;
    const isLater = said?.is === 'text' && Object.hasOwn(later, said.text.trim());
    if (!isLater) return dummy.read(yaml, reading);
    kind.read(said, reading);
    return undefined;
  },
};

const short = mapped(ownAddresses, (address): Body => ({ address }));

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

const reason = {
  en: 'A dummy is an interface without a cable: its addresses are there as long as the node is.',
  'zh-CN': 'dummy 是没有网线的接口：只要节点在，它的地址就在。',
};

export const interfaces = nodeKey<readonly InterfaceStatement[]>({
  name: 'interfaces',
  summary:
    'Interfaces that are no end of a cable: addresses, or `{ kind: dummy, address, mtu, mac, state }`. Kinds that come later: ' +
    `${Object.keys(later)
      .map((one) => `\`${one}\``)
      .join(', ')}.`,
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
        item.addresses.map((each) => formatCidr(each.value)),
        item.mtu?.value,
        item.mac?.text,
        item.state?.value,
      ]),
    place: (item) => item.name.at,
    changes: 'a named item',
  },
  says: (all) => ({
    devices: all.map((item) => ({
      name: item.name,
      type: 'dummy',
      reason,
      addresses: item.addresses,
      up: item.state?.value !== 'down',
      ...(item.mtu === undefined ? {} : { mtu: item.mtu }),
      ...(item.mac === undefined ? {} : { mac: item.mac }),
    })),
  }),
});
