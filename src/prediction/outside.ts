// Who is beyond the uplink: a stand-in, as `netgen verify` has one. It is a machine that knows the addresses of the lab's machine, and no way into the lab.
import { type Address, addressIn, type Family, parseAddress, parseCidr } from '../address.ts';
import type { Span } from '../diagnostics/span.ts';
import { hostKind, linkKinds } from '../kinds/kinds.ts';
import { interfacesOf, machineInterfaces, nodesIn, uplinkOf } from '../model/interfaces.ts';
import type {
  Check,
  Destination,
  Interface,
  InterfaceAddress,
  Netns,
  Node,
  Party,
  Route,
  State,
} from '../model/lab.ts';
import { makeWorld } from '../model/world.ts';
import { onceFor } from '../once-for.ts';
import { type Network, networkFor } from './stack.ts';

/** No node bears this name, for checks know it. */
export const outside = 'outside';

/** The one interface that the lab calls the machine's way out by; `uplink` where it names none. Of several, only the machine knows which is which. */
function uplinkName(state: State): string | undefined {
  const own = new Set(machineInterfaces(state).map((each) => each.name));
  const egresses = nodesIn(state, null).flatMap((node) => node.egresses);
  const named = new Set(egresses.flatMap((each) => (each.is === 'uplink' ? ['uplink'] : [each.name])));
  const [first = 'uplink', second] = [...named].filter((each) => !own.has(each));
  return second === undefined ? first : undefined;
}

/** The addresses that verify would give to the world beyond the machine; undefined where the lab leaves it none. */
const addressesBeyond = onceFor((state: State) => {
  const routes = [...state.nodes.values()].flatMap((node) => node.routes.map(({ to }) => to));
  const used = interfacesOf(state).flatMap((each) => each.addresses.map(({ cidr }) => cidr));
  return makeWorld([uplinkName(state) ?? 'uplink'], [...used, ...routes]);
});

interface Widened {
  readonly state: State;
  /** The addresses of the lab's machine on its uplink. */
  readonly uplink: readonly Address[];
}

const plainInterface = { optionsAt: [], up: true, options: {} } as const;

const written = (at: Span, ...texts: readonly (string | undefined)[]): InterfaceAddress[] =>
  texts.flatMap((text) => {
    const cidr = text === undefined ? undefined : parseCidr(text);
    return cidr === undefined ? [] : [{ cidr, at, from: 'author' }];
  });

/** A node of which nothing is said. */
const bareNode = (name: string, netns: Netns, at: Span): Node => ({
  ...{ name, at, kind: hostKind.name, netns, interfaces: [], routes: [], forward: false, forwardsAll: false },
  ...{ forwardAt: at, things: {}, egresses: [], published: [] },
  unknown: { treatsPackets: false, changesNetwork: false, listeners: [] },
});

/** The lab with the stand-in; undefined where the lab itself uses the uplink, or more than one. */
const widened = onceFor((state: State): Widened | undefined => {
  const [world, dev, first, kind] = [
    addressesBeyond(state),
    uplinkName(state),
    [...state.nodes.values()][0],
    linkKinds[0],
  ];
  if (kind === undefined || world === undefined || dev === undefined || first === undefined || uplinkOf(state))
    return undefined;
  const { at } = first;
  const [cable] = world.uplinks;
  const common = { ...plainInterface, at };
  const end = { ...common, role: 'end', segment: state.segments.length } as const;
  const far: Interface = { ...end, node: outside, name: 'eth0', addresses: written(at, cable?.far4, cable?.far6) };
  const near: Interface = {
    ...end,
    isUplink: true,
    node: 'host',
    name: dev,
    addresses: written(at, cable?.host4, cable?.host6),
  };
  const own = written(at, `${world.outside4}/32`, `${world.outside6}/128`);
  const alone: Interface = { ...common, node: outside, name: 'lo', role: 'loopback', addresses: own };
  const machine = state.nodes.get('host') ?? bareNode('host', null, at);
  const routes = far.addresses.map(({ cidr }): Route => {
    const { family } = cidr;
    return { at, family, type: 'unicast', to: { family, value: 0n, length: 0 }, hops: [{ via: addressIn(cidr), dev }] };
  });
  const ends = [
    { node: outside, interface: far.name },
    { node: 'host', interface: dev },
  ] as const;
  return {
    uplink: near.addresses.map(({ cidr }) => addressIn(cidr)),
    state: {
      nodes: new Map(state.nodes)
        .set('host', { ...machine, interfaces: [...machine.interfaces, near], routes: [...machine.routes, ...routes] })
        .set(outside, { ...bareNode(outside, outside, at), interfaces: [alone, far] }),
      links: [...state.links, { kind: kind.name, secondEnd: 'made', at, optionsAt: [], ends, options: {} }],
      segments: [...state.segments, { subnets: [], members: ends }],
    },
  };
});

/** An address that stands for all that are beyond. */
function addressOutside(state: State, family: Family): Address | undefined {
  const world = addressesBeyond(state);
  return world && parseAddress(family === 4 ? world.outside4 : world.outside6);
}

/** The stack of who takes part in a check; undefined for who is beyond the machine, where the lab has no stand-in for him. */
export const netnsOf = (state: State, party: Party): Netns | undefined =>
  party.is === 'node' ? party.netns : widened(state) && outside;

/** True of a check that who is beyond the machine takes part in, or that dials an address which only somebody there knows. */
export const isBeyond = ({ parties, dial }: Pick<Check, 'parties' | 'dial'>): boolean =>
  dial?.is === 'uplink-address' || dial?.is === 'outside-address' || parties.some(({ is }) => is === 'outside');

/** The address that is meant, with the stand-in's for those that are found where the lab runs; undefined where nobody knows it before. */
export function addressOf(state: State, destination: Destination, family: Family): Address | undefined {
  switch (destination.is) {
    case 'address':
      return destination.address;
    case 'outside-address':
      return addressOutside(state, family);
    case 'uplink-address':
      return widened(state)?.uplink.find((address) => address.family === family);
    case 'own-address':
      return undefined;
  }
}

/** The network that a question is about: the lab alone, or with who is beyond it. */
export const networkOf = (state: State, { isOutside = false }: { readonly isOutside?: boolean }): Network =>
  networkFor((isOutside ? widened(state)?.state : undefined) ?? state);
