// Addresses and routes to pieces.
import type { Localized } from '../../1-source/tutorial.ts';
import { type Cidr, contains, formatAddress, formatCidr, sameAddress } from '../../2-model/address.ts';
import { type Interface, type Netns, type Node, type Route, type State, stackOf } from '../../2-model/lab.ts';
import { linkKey, type Piece, placeName, withinNetns } from '../piece.ts';
import type { AddressAction, RouteAction } from '../plan.ts';
import { reasons } from '../reasons.ts';
import { kindOf } from './links.ts';

function addressReason(node: Node, { role }: Interface): Localized {
  if (role === 'loopback') return reasons.mainAddress;
  return (role === 'bridge' ? kindOf(node).bridge?.addressReason : undefined) ?? reasons.address;
}

const addressKey = (netns: Netns, dev: string, cidr: Cidr): string =>
  `address ${placeName(netns)}:${dev} ${formatCidr(cidr)}`;

/**
 * The key of the first address of the same IPv4 subnet: the kernel sends from that one, and takes the others away with it
 * (__inet_del_ifa() of net/ipv4/devinet.c; sysctl promote_secondaries).
 */
function primaryOf(netns: Netns, { name, addresses }: Interface, cidr: Cidr): string | undefined {
  const first = addresses.find((other) => other.cidr.length === cidr.length && contains(other.cidr, cidr));
  return cidr.family === 6 || first === undefined || first.cidr === cidr
    ? undefined
    : addressKey(netns, name, first.cidr);
}

function addressPieces(state: State, node: Node, device: Interface, keys: ReadonlyMap<string, string>): Piece[] {
  const { netns } = node;
  const { subnets = [] } = device.segment === undefined ? {} : (state.segments[device.segment] ?? {});
  const link = keys.get(linkKey(netns, device.name)) ?? linkKey(netns, device.name);
  // The kernel drops the IPv6 addresses of an interface that goes down (ipv6 sysctl keep_addr_on_down).
  const kept = device.addresses.filter(({ cidr }) => device.up || cidr.family === 4);
  return kept.map(({ cidr, at, from }): Piece => {
    const address = formatCidr(cidr);
    const about = { netns, dev: device.name, address, family: cidr.family };
    const make: AddressAction = { do: 'address-add', ...about };
    return {
      key: addressKey(netns, device.name, cidr),
      within: [link, ...withinNetns(netns)],
      behind: primaryOf(netns, device, cidr),
      make,
      remove: { do: 'address-delete', ...about },
      undo: { with: link },
      probe: { list: 'addresses', netns, find: `${address} dev ${device.name}` },
      reason: addressReason(node, device),
      at,
      places: from === 'author' ? [] : subnets.map((subnet) => subnet.at),
    };
  });
}

/** The addresses of every interface. */
export function lowerAddresses(state: State, keys: ReadonlyMap<string, string>): Piece[] {
  return [...state.nodes.values()].flatMap((node) =>
    node.interfaces.flatMap((device) => addressPieces(state, node, device, keys)),
  );
}

/** The destination as `ip route` names it. */
export function destinationText({ to }: Pick<Route, 'to'>): string {
  return to.length === 0 ? 'default' : formatCidr(to);
}

function routeReason({ to, type, hops }: Route) {
  if (type !== 'unicast') return reasons.refusingRoute;
  if (hops.length > 1) return reasons.multipath;
  return to.length === 0 ? reasons.defaultRoute : reasons.route;
}

/**
 * The addresses that make the next hops reachable, and the one that the route sends from. The kernel refuses a next hop
 * that is on no connected subnet, and forgets routes with the last address of an interface or with their source.
 */
function groundOf(state: State, node: Node, { hops, src }: Route): string[] {
  return stackOf(state, node).flatMap(({ name, addresses }) => {
    const near = hops.flatMap(({ dev, via }) => (dev === name && via !== undefined ? [via] : []));
    const under = addresses.filter(
      ({ cidr }) => near.some((via) => contains(cidr, via)) || (src !== undefined && sameAddress(cidr, src)),
    );
    return under.map(({ cidr }) => addressKey(node.netns, name, cidr));
  });
}

function routePiece(state: State, node: Node, route: Route, keys: ReadonlyMap<string, string>): Piece {
  const { netns } = node;
  const { family, type, src, metric, table } = route;
  const to = destinationText(route);
  const about = {
    netns,
    family,
    type,
    to,
    hops: route.hops.map(({ via, dev, weight }) => ({
      dev,
      ...(via === undefined ? {} : { via: formatAddress(via) }),
      ...(weight === undefined ? {} : { weight }),
    })),
    ...(src === undefined ? {} : { src: formatAddress(src) }),
    ...(metric === undefined ? {} : { metric }),
    ...(table === undefined ? {} : { table }),
  };
  const make: RouteAction = { do: 'route-add', ...about };
  const remove: RouteAction = { do: 'route-delete', ...about };
  const devices = route.hops.map(({ dev }) => keys.get(linkKey(netns, dev)) ?? linkKey(netns, dev));
  // Where one of several links goes, IPv6 keeps the route by the others (fib6_ifdown() of net/ipv6/route.c).
  const outlives = family === 6 && route.hops.length > 1;
  const home = outlives ? undefined : (devices[0] ?? withinNetns(netns)[0]);
  const extras = [
    ...(table === undefined ? [] : [`table ${table}`]),
    ...(metric === undefined ? [] : [`metric ${metric}`]),
  ];
  return {
    key: ['route', placeName(netns), `ipv${family}`, to, ...extras].join(' '),
    within: [...(outlives ? [] : devices), ...withinNetns(netns)],
    on: [...(outlives ? devices : []), ...groundOf(state, node, route)],
    make,
    remove,
    undo: home === undefined ? remove : { with: home },
    probe: { list: 'routes', netns, find: to },
    reason: routeReason(route),
    at: route.at,
  };
}

/**
 * The route by the interfaces that are up, undefined if none of them is: the kernel takes no next hop by one that is
 * down. (A hop whose interface goes down later it forgets in IPv6, and in IPv4 keeps and goes round.)
 */
function standing(state: State, node: Node, route: Route): Route | undefined {
  const down = new Set(stackOf(state, node).flatMap(({ name, up }) => (up ? [] : [name])));
  const hops = route.hops.filter(({ dev }) => !down.has(dev));
  return hops.length === 0 && route.hops.length > 0 ? undefined : { ...route, hops };
}

/** The routes of every node. */
export function lowerRoutes(state: State, keys: ReadonlyMap<string, string>): Piece[] {
  return [...state.nodes.values()].flatMap((node) =>
    node.routes
      .flatMap((route) => standing(state, node, route) ?? [])
      .map((route) => routePiece(state, node, route, keys)),
  );
}
