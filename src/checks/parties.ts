// Who takes part in a check, in which families, and at which address it is dialled.
import {
  type Address,
  addressIn,
  type Cidr,
  contains,
  type Family,
  families,
  formatAddress,
  sameAddress,
} from '../address.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { End, EndOrAddress } from '../language/statements.ts';
import type { Destination, Party, Route } from '../model/lab.ts';
import {
  type Draft,
  type DraftInterface,
  type DraftNode,
  knownNames,
  speakingInterface,
  speakingInterfaces,
} from '../model/resolve/draft.ts';
import {
  askingInterface,
  familiesOf,
  interfacesTowards,
  sharedAddresses,
  targetAddress,
} from '../model/resolve/lookup.ts';
import { reportUnknownNode } from '../model/resolve/unknown-names.ts';
import { onceFor } from '../once-for.ts';

export interface Found {
  readonly to?: Party;
  readonly dial: Destination;
}

/** The party that a name means, or undefined with a diagnostic. */
export function partyOf(draft: Draft, name: End['node'], diagnostics: Diagnostic[]): Party | undefined {
  if (name.text === 'outside') return { is: 'outside' };
  const node = draft.nodes.get(name.text);
  if (node !== undefined) return { is: 'node', name: node.name, netns: node.netns };
  const known = () => {
    const { groups, nodes } = knownNames(draft);
    return { groups, nodes: new Map([...nodes, ['outside', undefined]]) };
  };
  reportUnknownNode(name, known, diagnostics);
  return undefined;
}

/** `host` and `outside` have both families: what they lack is a matter of the machine. */
export function partyFamilies(draft: Draft, { node, interface: device }: End): Set<Family> {
  if (node.text === 'host' || node.text === 'outside') return new Set(families);
  return familiesOf(draft, node.text, device?.text);
}

/** The addresses of an end as seen by `from`; for the machine without a shared segment, that on its uplink. */
export function dialOf(
  draft: Draft,
  from: End,
  to: End,
  family: Family,
  diagnostics: Diagnostic[],
): Destination | undefined {
  if (to.node.text === 'outside') return { is: 'outside-address' };
  const asker = from.node.text === 'outside' ? undefined : from.node.text;
  if (to.node.text === 'host' && to.interface === undefined) {
    const shared = asker === undefined ? [] : sharedAddresses(draft, asker, 'host');
    const found = shared.find(({ address }) => address.family === family);
    return found === undefined ? { is: 'uplink-address' } : { is: 'address', address: addressIn(found.address) };
  }
  const asking = askingInterface(draft, asker, to, family);
  if (asking !== undefined) {
    const netns = draft.nodes.get(asking.node)?.netns ?? null;
    return { is: 'own-address', netns, dev: asking.name, family };
  }
  const address = targetAddress(draft, asker, to, family, diagnostics);
  return address === undefined ? undefined : { is: 'address', address: addressIn(address) };
}

function literal(draft: Draft, from: End, address: Address): Found {
  const node = nodeWithAddress(draft, from, address);
  const dial: Destination = { is: 'address', address };
  return node === undefined ? { dial } : { dial, to: { is: 'node', name: node.name, netns: node.netns } };
}

/** Who answers at an end or a literal address, and what `from` dials to ask it. */
export function findTarget(
  draft: Draft,
  from: End,
  to: EndOrAddress,
  family: Family,
  diagnostics: Diagnostic[],
): Found | undefined {
  if (to.is === 'address') return literal(draft, from, to.address);
  const party = partyOf(draft, to.end.node, diagnostics);
  const dial = dialOf(draft, from, to.end, family, diagnostics);
  return party === undefined || dial === undefined ? undefined : { to: party, dial };
}

// ---- Who answers at a literal address: of several that have it, the one that a packet to it comes to.

/** The name of the network stack that a node speaks with: nodes on the machine share that of `host`. */
const stackOf = ({ nodes }: Draft, name: string): string => (nodes.get(name)?.netns === null ? 'host' : name);

/** The nodes that have each address, by the address as text: one of each network stack, in the order written. */
const owners = onceFor((draft: Draft): ReadonlyMap<string, ReadonlyMap<string, DraftNode>> => {
  const found = new Map<string, Map<string, DraftNode>>();
  for (const node of draft.nodes.values()) {
    const stack = stackOf(draft, node.name);
    for (const { cidr } of speakingInterfaces(draft, node.name).flatMap(({ addresses }) => addresses)) {
      const some = found.get(formatAddress(cidr)) ?? new Map<string, DraftNode>();
      found.set(formatAddress(cidr), some);
      if (!some.has(stack)) some.set(stack, node);
    }
  }
  return found;
});

const has = (device: DraftInterface, address: Address): boolean =>
  device.addresses.some(({ cidr }) => sameAddress(cidr, address));

/** Where a packet goes next: by this interface, to whoever has this address on its segment. */
interface Way {
  readonly prefix: Cidr;
  readonly device: DraftInterface;
  readonly next: Address;
}

function waysOf(draft: Draft, node: string, address: Address): Way[] {
  const near = interfacesTowards(draft, node, address).flatMap((device) =>
    device.addresses.flatMap(({ cidr }) => (contains(cidr, address) ? [{ prefix: cidr, device, next: address }] : [])),
  );
  const routes = draft.nodes.get(node)?.routes ?? [];
  const byRoute = routes.flatMap(({ to, table, hops }: Route) =>
    table !== undefined || !contains(to, address)
      ? []
      : hops.flatMap((hop) => {
          const device = speakingInterface(draft, node, hop.dev);
          return device === undefined ? [] : [{ prefix: to, device, next: hop.via ?? address }];
        }),
  );
  return [...near, ...byRoute];
}

/** The owner that a packet from `from` comes to, by the addresses and the routes of the nodes on its way. */
function ownerOnWay(draft: Draft, from: End, address: Address): DraftNode | undefined {
  const passed = new Set<string>();
  let node = from.node.text === 'outside' ? 'host' : stackOf(draft, from.node.text);
  let bound = from.interface?.text;
  while (!passed.has(node)) {
    passed.add(node);
    const own = speakingInterfaces(draft, node).find((device) => has(device, address));
    if (own !== undefined) return draft.nodes.get(own.node);
    const ways = waysOf(draft, node, address).filter(({ device }) => bound === undefined || device.name === bound);
    // What is near stands first: of two prefixes of one length, it counts.
    const [best, other] = ways.toSorted((a, b) => b.prefix.length - a.prefix.length);
    // Of several next hops, the kernel's hash chooses one.
    if (best !== undefined && best.prefix === other?.prefix) return undefined;
    const far = best?.device.segment?.members.find((member) => has(member, best.next));
    if (far === undefined) return undefined;
    node = stackOf(draft, far.node);
    bound = undefined;
  }
  return undefined;
}

/** The node that answers at an address that `from` dials; undefined where the address is nobody's, or the way leads to none who has it. */
export function nodeWithAddress(draft: Draft, from: End, address: Address): DraftNode | undefined {
  const [only, ...others] = owners(draft).get(formatAddress(address))?.values() ?? [];
  return others.length === 0 ? only : ownerOnWay(draft, from, address);
}
