// What the state of a lab says of who can talk to whom: who are neighbours, where a packet goes next.
import { type Address, addressIn, type Cidr, contains, type Family, sameAddress } from '../address.ts';
import { interfacesWith, linkAt, masterOf, nodesIn, parentOf, portsOf, vrfOf } from '../model/interfaces.ts';
import {
  asksFamily,
  type Interface,
  interfaceNamed,
  type Netns,
  type Party,
  type Route,
  type State,
  stackOf,
} from '../model/lab.ts';

/** The interfaces of a network stack. */
export function interfacesIn(state: State, netns: Netns): readonly Interface[] {
  const [node] = nodesIn(state, netns);
  return node === undefined ? [] : stackOf(state, node);
}

export const addressesIn = (state: State, netns: Netns): Address[] =>
  interfacesIn(state, netns).flatMap(({ addresses }) => addresses.map(({ cidr }) => addressIn(cidr)));

/** The network stacks that have an address: one, but where the same subnet is meant twice. */
export function ownersOf(state: State, address: Address): Netns[] {
  const found = interfacesWith(state, address).flatMap(({ node }) => state.nodes.get(node) ?? []);
  return [...new Set(found.map(({ netns }) => netns))];
}

/** The commands of a node's processes that name this port, so that these will be who listens there. */
export function serversAt(state: State, party: Party, port: number): string[] {
  const spoken = new RegExp(`(?<!\\d)${port}(?!\\d)`);
  const nodes = party.is === 'outside' ? [] : nodesIn(state, party.netns);
  return nodes.flatMap(({ unknown }) => unknown.listeners.filter((text) => spoken.test(text)));
}

/** Nobody but netgen has said how it treats packets. */
export const isPlain = (state: State, netns: Netns): boolean =>
  nodesIn(state, netns).every(({ unknown }) => !unknown.treatsPackets);

/** Both ends of its cable are up, and the bridge behind it. A link that is not a cable tells us nothing. */
export function isConnected(state: State, each: Interface): boolean {
  const { role, up } = each;
  if (role === 'bridge') return up;
  if (each.remotes !== undefined) return up;
  const below = parentOf(state, each);
  if (below !== undefined) return up && isConnected(state, below);
  if (role === 'bond') return up && portsOf(state, each).some((port) => isConnected(state, port));
  const { link, far } = linkAt(state, each) ?? {};
  if (!up || link?.secondEnd !== 'made' || !far?.up) return false;
  return far.master === undefined || masterOf(state, far)?.up === true;
}

/** Somebody at the other end of a cable, or of a switch, and the address that he answers at. */
export interface Neighbour {
  readonly netns: Netns;
  readonly node: string;
  readonly address: Address;
}

function bridgeOwners({ segments, nodes }: State, segment: number | undefined): Netns[] {
  const members = segment === undefined ? [] : (segments[segment]?.members ?? []);
  return members.flatMap(({ node, interface: name }) => {
    const owner = nodes.get(node);
    const found = interfaceNamed(owner?.interfaces ?? [], name);
    return owner !== undefined && (found?.role === 'bridge' || found?.master !== undefined) ? [owner.netns] : [];
  });
}

/** The VRF that what is bound to an interface is in. */
export function vrfOfBound(state: State, netns: Netns, bound: string | undefined): string | undefined {
  const found = interfacesIn(state, netns).find(({ name }) => name === bound);
  return found && vrfOf(found);
}

/** Those that answer a ping from here, or from a VRF here, as far as the lab tells: nobody on the way has rules of his own. */
export function neighboursOf(state: State, netns: Netns, family: Family, vrf?: string): Neighbour[] {
  if (!isPlain(state, netns)) return [];
  const all = [...state.nodes.values()].flatMap((node) => node.interfaces.map((each) => ({ node, each })));
  return interfacesIn(state, netns).flatMap((own) => {
    if (own.segment === undefined || own.vrf !== vrf || !isConnected(state, own)) return [];
    if (!bridgeOwners(state, own.segment).every((owner) => isPlain(state, owner))) return [];
    const mine = own.addresses.map(({ cidr }) => cidr).filter((cidr) => cidr.family === family);
    return all.flatMap(({ node, each }): Neighbour[] => {
      if (each.segment !== own.segment || node.netns === netns) return [];
      if (!isPlain(state, node.netns) || !isConnected(state, each)) return [];
      const near = each.addresses.find(({ cidr }) =>
        mine.some((cidr2) => contains(cidr2, cidr) && contains(cidr, cidr2)),
      );
      return near === undefined ? [] : [{ netns: node.netns, node: node.name, address: addressIn(near.cidr) }];
    });
  });
}

/** A stack and an address hear each other: there is a cable, or a switch, and all of it is up. */
export function isLinked(state: State, netns: Netns, address: Address): boolean {
  const near = interfacesIn(state, netns).filter((own) => own.segment !== undefined && isConnected(state, own));
  return interfacesWith(state, address).some(
    (each) => isConnected(state, each) && near.some(({ segment }) => segment === each.segment),
  );
}

/** Where a stack sends what goes to an address. */
export type Way =
  | { readonly is: 'own' }
  | { readonly is: 'next'; readonly address: Address; readonly dev: string }
  | { readonly is: 'refused'; readonly type: Route['type'] }
  | { readonly is: 'none' }
  /** The machine has routes of its own, and daemons and commands of the author's add some. */
  | { readonly is: 'unknown' };

interface Candidate {
  readonly to: Cidr;
  readonly way: Way;
}

/** What the lab says of the routing of a stack: its subnets and its routes. What a VRF has no route to, the main table may. */
export function wayTo(state: State, netns: Netns, target: Address, vrf?: string): Way {
  const interfaces = interfacesIn(state, netns).filter((each) => each.vrf === vrf);
  const own = interfaces.flatMap(({ addresses }) => addresses.map(({ cidr }) => addressIn(cidr)));
  if (own.some((address) => sameAddress(address, target))) return { is: 'own' };
  const connected = interfaces.flatMap((each): Candidate[] =>
    each.up
      ? each.addresses.map(({ cidr }) => ({ to: cidr, way: { is: 'next', address: target, dev: each.name } }))
      : [],
  );
  const routed = nodesIn(state, netns).flatMap(({ routes }) =>
    routes.flatMap(({ table, vrf: its, to, type, hops: [hop] }): Candidate[] => {
      if (its !== vrf || (its === undefined && table !== undefined && table !== 254)) return [];
      if (hop === undefined) return [{ to, way: { is: 'refused', type } }];
      // It goes with its interface (fib_sync_down_dev() of net/ipv4/fib_semantics.c).
      if (interfaces.some((each) => each.name === hop.dev && !each.up)) return [];
      return [{ to, way: { is: 'next', address: hop.via ?? target, dev: hop.dev } }];
    }),
  );
  const fitting = [...connected, ...routed].filter(({ to }) => to.family === target.family && contains(to, target));
  const best = fitting.reduce<Candidate | undefined>(
    (a, b) => (a !== undefined && a.to.length >= b.to.length ? a : b),
    undefined,
  );
  const more =
    netns === null ||
    interfaces.some((each) => asksFamily(each, target.family)) ||
    nodesIn(state, netns).some(({ unknown }) => unknown.changesNetwork);
  if (best === undefined && vrf !== undefined) return wayTo(state, netns, target);
  return best?.way ?? { is: more ? 'unknown' : 'none' };
}

/** The addresses of the interface by which a stack sends what goes to an address. */
export function addressesTowards(state: State, netns: Netns, target: Address): Address[] {
  const way = wayTo(state, netns, target);
  const device = way.is === 'next' ? way.dev : undefined;
  return interfacesIn(state, netns)
    .filter(({ name }) => name === device)
    .flatMap(({ addresses }) => addresses.map(({ cidr }) => addressIn(cidr)))
    .filter(({ family }) => family === target.family);
}

/** True of a port that a stack hands on to another node, whatever it comes in by. */
export const isPublishedAt = (
  state: State,
  netns: Netns,
  service?: { readonly protocol: string; readonly port: number },
): boolean =>
  nodesIn(state, netns).some(({ published }) =>
    published.some(
      ({ protocol, port, lastPort }) =>
        protocol === service?.protocol && port <= service.port && service.port <= lastPort,
    ),
  );
