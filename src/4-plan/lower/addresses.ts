// Addresses and routes to resources.
import type { Localized } from '../../1-source/tutorial.ts';
import { type Cidr, contains, formatAddress, formatCidr, networkOf, sameAddress } from '../../2-model/address.ts';
import {
  type Interface,
  type InterfaceAddress,
  type Netns,
  type Node,
  type Route,
  type State,
  stackOf,
} from '../../2-model/lab.ts';
import { type Command, ip } from '../command.ts';
import * as netTools from '../older/net-tools.ts';
import { reasons } from '../reasons.ts';
import { type Claim, linkKey, placeName, type Resource, withinNetns } from '../resource.ts';
import { things } from '../things.ts';
import { kindOf } from './links.ts';

function addressReason(node: Node, { role }: Interface): Localized {
  if (role === 'loopback') return reasons.mainAddress;
  return (role === 'bridge' ? kindOf(node).bridge?.addressReason : undefined) ?? reasons.address;
}

const addressKey = (netns: Netns, dev: string, cidr: Cidr): string =>
  `address ${placeName(netns)}:${dev} ${formatCidr(cidr)}`;

/**
 * The first address of the same IPv4 subnet: the kernel sends from that one, and takes the others away with it
 * (__inet_del_ifa() of net/ipv4/devinet.c; sysctl promote_secondaries).
 */
function primaryOf(netns: Netns, { name, addresses }: Interface, cidr: Cidr): string[] {
  const first = addresses.find((other) => other.cidr.length === cidr.length && contains(other.cidr, cidr));
  return cidr.family === 6 || first === undefined || first.cidr === cidr ? [] : [addressKey(netns, name, first.cidr)];
}

/** `ip address add` and `delete`, with their older forms. IPv6 needs no search for duplicates where every address is written down. */
function addressCommands(netns: Netns, { name: dev, addresses, up, role }: Interface, cidr: Cidr) {
  const address = formatCidr(cidr);
  const before = addresses.slice(
    0,
    addresses.findIndex((other) => other.cidr === cidr),
  );
  // The loopback interface has 127.0.0.1 by its name.
  const index = before.filter((other) => other.cidr.family === 4).length + (role === 'loopback' ? 1 : 0);
  const about = { netns, dev, address, index, up };
  const nodad = cidr.family === 6 ? ['nodad'] : [];
  const make: Command = {
    ...ip(netns, 'address', 'add', address, 'dev', dev, ...nodad),
    older: netTools.addAddress(about),
  };
  const undo: Command = {
    ...ip(netns, 'address', 'delete', address, 'dev', dev),
    older: netTools.deleteAddress(about),
  };
  return { make: [make], undo: [undo] };
}

/** A subnet that the machine itself gets a way to. */
function subnetClaim(netns: Netns, cidr: Cidr): Claim[] {
  return netns === null ? [{ is: 'subnet', prefix: formatCidr(networkOf(cidr)) }] : [];
}

function addressResource(state: State, node: Node, own: Interface, { cidr, at, from }: InterfaceAddress): Resource {
  const { netns } = node;
  const { subnets = [] } = own.segment === undefined ? {} : (state.segments[own.segment] ?? {});
  return {
    key: addressKey(netns, own.name, cidr),
    netns,
    within: [linkKey(netns, own.name), ...withinNetns(netns)],
    after: primaryOf(netns, own, cidr),
    ...addressCommands(netns, own, cidr),
    reason: addressReason(node, own),
    at,
    places: from === 'author' ? [] : subnets.map((subnet) => subnet.at),
    claims: subnetClaim(netns, cidr),
    needs: [],
    thing: { ...things.address, name: formatCidr(cidr) },
  };
}

/** The addresses of every interface. */
export function lowerAddresses(state: State): Resource[] {
  return [...state.nodes.values()].flatMap((node) =>
    node.interfaces.flatMap((own) =>
      own.addresses
        // The kernel drops the IPv6 addresses of an interface that goes down (ipv6 sysctl keep_addr_on_down).
        .filter(({ cidr }) => own.up || cidr.family === 4)
        .map((address) => addressResource(state, node, own, address)),
    ),
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
  return stackOf(state, node).flatMap(({ name, addresses, up }) => {
    const near = hops.flatMap(({ dev, via }) => (dev === name && via !== undefined ? [via] : []));
    const under = addresses.filter(
      ({ cidr }) =>
        (up || cidr.family === 4) &&
        (near.some((via) => contains(cidr, via)) || (src !== undefined && sameAddress(cidr, src))),
    );
    return under.map(({ cidr }) => addressKey(node.netns, name, cidr));
  });
}

function routeCommand(verb: 'add' | 'delete', netns: Netns, route: Route): Command {
  const { family, type, hops, src, metric, table } = route;
  const to = destinationText(route);
  // Without a hop's address `default` does not say which family is meant.
  const bare = to === 'default' && family === 6 && !hops.some(({ via }) => via !== undefined);
  const extras = [
    ...(src === undefined ? [] : ['src', formatAddress(src)]),
    ...(metric === undefined ? [] : ['metric', String(metric)]),
    ...(table === undefined ? [] : ['table', String(table)]),
  ];
  const ways = hops.map(({ via, dev, weight }) => [
    ...(via === undefined ? [] : ['via', formatAddress(via)]),
    ...['dev', dev],
    ...(weight === undefined || hops.length < 2 ? [] : ['weight', String(weight)]),
  ]);
  // After the first `nexthop` ip takes nothing but hops.
  const rest =
    hops.length > 1 ? [...extras, ...ways.flatMap((way) => ['nexthop', ...way])] : [...ways.flat(), ...extras];
  const kind = type === 'unicast' ? [] : [type];
  const older = netTools.changeRoute(verb === 'add' ? 'add' : 'del', {
    ...{ netns, family, type, to, metric, table },
    hops: hops.map(({ via, dev }) => ({ dev, ...(via === undefined ? {} : { via: formatAddress(via) }) })),
    src: src === undefined ? undefined : formatAddress(src),
  });
  return { ...ip(netns, 'route', verb, ...kind, bare ? '::/0' : to, ...rest), older };
}

function routeResource(state: State, node: Node, route: Route): Resource {
  const { netns } = node;
  const { family, metric, table } = route;
  const to = destinationText(route);
  const devices = [...new Set(route.hops.map(({ dev }) => linkKey(netns, dev)))];
  // Where one of several links goes, IPv6 keeps the route by the others (fib6_ifdown() of net/ipv6/route.c).
  const outlives = family === 6 && route.hops.length > 1;
  const extras = [
    ...(table === undefined ? [] : [`table ${table}`]),
    ...(metric === undefined ? [] : [`metric ${metric}`]),
  ];
  const ours = table === undefined && to !== 'default' && route.type === 'unicast';
  return {
    key: ['route', placeName(netns), `ipv${family}`, to, ...extras].join(' '),
    netns,
    within: [...(outlives ? [] : devices), ...withinNetns(netns)],
    after: [...(outlives ? devices : []), ...groundOf(state, node, route)],
    make: [routeCommand('add', netns, route)],
    undo: [routeCommand('delete', netns, route)],
    reason: routeReason(route),
    at: route.at,
    claims: ours ? subnetClaim(netns, route.to) : [],
    needs: [],
    thing: { ...things.route, name: to },
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
export function lowerRoutes(state: State): Resource[] {
  return [...state.nodes.values()].flatMap((node) =>
    node.routes
      .flatMap((route) => standing(state, node, route) ?? [])
      .map((route) => routeResource(state, node, route)),
  );
}
