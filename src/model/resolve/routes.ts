// Routes: destinations and next hops from names to addresses and interfaces, one route a family.

import {
  type Address,
  type Cidr,
  contains,
  type Family,
  families,
  formatAddress,
  formatCidr,
  fullLength,
  isReservedHost,
  networkOf,
  sameAddress,
} from '../../address.ts';
import { type Diagnostic, defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import { oncePerPlace } from '../../diagnostics/sort.ts';
import { isSamePlace, isWithin, type Span } from '../../diagnostics/span.ts';
import type { EndOrAddress, GatewayStatement, RouteStatement } from '../../language/statements.ts';
import { formatTarget } from '../../language/targets.ts';
import { onceFor } from '../../once-for.ts';
import type { Hop, Route } from '../lab.ts';
import { reportAlreadyThere } from '../merge/already-there.ts';
import { byIdentity } from '../merge/identity.ts';
import { routeMerge } from '../merge/routes.ts';
import { PrefixMap } from '../prefix-map.ts';
import {
  bySegment,
  type Draft,
  type DraftInterface,
  type DraftNode,
  type DraftSegment,
  speakingInterface,
  speakingInterfaces,
} from './draft.ts';

import { reportHopsTwice } from './hop-twice.ts';
import {
  familiesOf,
  hasSubnet,
  interfaceMeant,
  interfacesTowards,
  isNode,
  nextHops,
  prefixesOf,
  reportNoPrefix,
} from './lookup.ts';

const gatewayNotOnLink = defineDiagnostic('gateway-not-on-link', 'next hop that is not on a connected subnet');
const noGateway = defineDiagnostic('no-gateway', 'gateway: auto without exactly one router');
const noHop = defineDiagnostic('route-without-hop', 'route that does not say where to');
const mixedFamilies = defineDiagnostic('route-family', 'route whose parts are of different families');

const everything: Readonly<Record<Family, Cidr>> = {
  4: { family: 4, value: 0n, length: 0 },
  6: { family: 6, value: 0n, length: 0 },
};

interface FoundHop extends Hop {
  readonly family: Family;
}

/** A destination that is reached by an interface, without a router. */
interface Direct {
  readonly dev: string;
  /** Undefined for the main one. */
  readonly table: number | undefined;
}

const isDirect = ({ type, hops, dev }: RouteStatement): boolean =>
  type === 'unicast' && hops.length === 0 && dev !== undefined;

/** What each node's own routes lead to by an interface alone: next hops may lie there too. */
const directRoutes = onceFor((draft: Draft) =>
  onceFor(({ name, says }: DraftNode): PrefixMap<Direct> => {
    const direct = says.routes.filter(isDirect).flatMap((route) => {
      const device = route.dev && interfaceMeant(draft, name, route.dev, []);
      if (device === undefined) return [];
      const table = route.table?.value;
      return destinations(draft, name, route, []).map((to) => [to, { dev: device.name, table }] as const);
    });
    return new PrefixMap(direct);
  }),
);

/** Where such routes lead to the address. */
function directTowards(draft: Draft, name: string, address: Address): readonly Direct[] {
  const node = draft.nodes.get(name);
  return node === undefined ? [] : directRoutes(draft)(node).holding(address);
}

/** fe80::/10 (RFC 4291 §2.5.6): on every link, so that only `dev` says which is meant. */
const linkLocal: Cidr = { family: 6, value: 0xfe80n << 112n, length: 10 };

/** `asked`: for a check, which may ask for an address wherever it is; the interface is empty where no subnet says it. */
function hopsTo(
  draft: Draft,
  node: string,
  to: EndOrAddress,
  diagnostics: Diagnostic[],
  out?: DraftInterface,
  asked = false,
): FoundHop[] {
  if (to.is === 'end') {
    return nextHops(draft, node, to.end, diagnostics, out).map(({ address, by }) => ({
      family: address.family,
      via: { family: address.family, value: address.value },
      dev: by.name,
    }));
  }
  const towards = interfacesTowards(draft, node, to.address)[0]?.name ?? directTowards(draft, node, to.address)[0]?.dev;
  const dev = asked && (towards === undefined || contains(linkLocal, to.address)) ? '' : towards;
  if (dev !== undefined) return [{ family: to.address.family, via: to.address, dev }];
  const near = speakingInterfaces(draft, node).slice(0, 3);
  const subnets = near.flatMap(({ addresses }) => addresses.map(({ at }) => at));
  diagnostics.push(
    gatewayNotOnLink({
      at: to.at,
      label: `no subnet of ${node} holds ${formatAddress(to.address)}`,
      related: subnets.slice(0, 3).map((at) => ({ at, label: `${node} is here` })),
      help: `write the address of a neighbour of ${node}, or its name`,
    }),
  );
  return [];
}

/** `default` without a next hop to tell the family: every family that the node has, or IPv4 for a node without addresses. */
function defaults(draft: Draft, node: string, { hops, dev }: RouteStatement): Cidr[] {
  if (hops.length > 0) return [everything[4], everything[6]];
  const own = familiesOf(draft, node, dev?.text);
  return own.has(6) ? [...(own.has(4) ? [everything[4]] : []), everything[6]] : [everything[4]];
}

/** The destinations of a route, by family. */
function destinations(draft: Draft, node: string, route: RouteStatement, diagnostics: Diagnostic[]): Cidr[] {
  const { to } = route;
  if (to.is === 'default') return defaults(draft, node, route);
  if (to.is === 'cidr') return [networkOf(to.cidr)];
  if (!isNode(draft, to.name, diagnostics)) return [];
  const prefixes = prefixesOf(draft, to.name.text).map(({ prefix }) => prefix);
  if (prefixes.length === 0) reportNoPrefix(to.name, diagnostics);
  return prefixes;
}

/** Says of a hop that is one of a range why the node gets it: a route takes all of its hops, where `gateway` gives each node its own. */
function explainRange(
  node: string,
  { to, hops, text }: RouteStatement,
  problem: Diagnostic,
  near: readonly FoundHop[][],
): Diagnostic {
  const alike = [...hops.entries()].filter(([, hop]) => isSamePlace(hop.to.at, problem.at));
  const good = alike.find(([index]) => (near[index]?.length ?? 0) > 0)?.[1].to;
  if (alike.length < 2 || problem.expected.length === 0 || good === undefined) return problem;
  const help =
    to.is === 'default'
      ? 'write the range under `gateway:`, which gives each node its own'
      : `write under each node a route with its own, as "${text.split(' via ')[0]} via ${formatTarget(good)}" under ${node}`;
  return { ...problem, help: `${node} gets all of these as hops: ${help}`, expected: [] };
}

function allHops(
  draft: Draft,
  node: string,
  route: RouteStatement,
  diagnostics: Diagnostic[],
  asked: boolean,
): FoundHop[] | undefined {
  const problems: Diagnostic[] = [];
  const device = route.dev === undefined ? undefined : interfaceMeant(draft, node, route.dev, problems);
  const found = route.hops.map(({ to, weight }) => {
    const onDevice = route.dev !== undefined && to.is === 'address' && contains(linkLocal, to.address);
    const named = device === undefined ? [] : [device.name];
    const some: FoundHop[] = onDevice
      ? named.map((dev) => ({ family: 6, via: to.address, dev }))
      : hopsTo(draft, node, to, problems, device, asked);
    const share = weight === undefined ? {} : { weight: weight.value };
    return some.map((hop) => ({ ...hop, dev: device?.name ?? hop.dev, ...share }));
  });
  if (problems.length > 0) {
    for (const problem of oncePerPlace(problems)) diagnostics.push(explainRange(node, route, problem, found));
    return undefined;
  }
  reportHopsTwice(route.hops, found, diagnostics);
  const hops = found.flat();
  if (device === undefined || hops.length > 0) return hops;
  return families.map((family) => ({ family, dev: device.name }));
}

function extras(route: RouteStatement): Partial<Pick<Route, 'src' | 'metric' | 'table'>> {
  return {
    ...(route.src === undefined ? {} : { src: route.src.value }),
    ...(route.metric === undefined ? {} : { metric: route.metric.value }),
    ...(route.table === undefined ? {} : { table: route.table.value }),
  };
}

const withoutFamily = ({ family: _, ...hop }: FoundHop): Hop => hop;

/**
 * The routes that a sentence means: one for each family that its destination and its hops share. Reports unknown names,
 * hops that are no neighbours, and parts of different families. `asked`: for a check, which needs no hop, and no hop that is on a link.
 */
export function resolveRoute(
  draft: Draft,
  node: string,
  route: RouteStatement,
  diagnostics: Diagnostic[],
  asked = false,
): Route[] {
  const prefixes = destinations(draft, node, route, diagnostics);
  const hops = allHops(draft, node, route, diagnostics, asked);
  if (hops === undefined || prefixes.length === 0) return [];
  const unicast = route.type === 'unicast';
  if (unicast && hops.length === 0 && !asked) {
    diagnostics.push(
      noHop({ at: route.at, label: 'no via and no dev', help: `add a next hop: "${route.text} via r1"` }),
    );
    return [];
  }
  const needsHop = unicast && hops.length > 0;
  const fits = (family: Family): boolean => route.src === undefined || route.src.value.family === family;
  const routes = prefixes
    .map((to) => ({ to, fitting: hops.filter(({ family }) => family === to.family) }))
    .filter(({ to, fitting }) => fits(to.family) && (!needsHop || fitting.length > 0))
    .map(({ to, fitting }): Route => {
      const common = { at: route.at, family: to.family, type: route.type, to, ...extras(route) };
      return { ...common, hops: unicast ? fitting.map(withoutFamily) : [] };
    });
  if (routes.length === 0) {
    const label =
      route.src === undefined
        ? 'destination and next hop share no family'
        : 'destination, next hop and src share no family';
    diagnostics.push(
      mixedFamilies({ at: route.at, label, help: 'name a next hop that has an address of the destination’s family' }),
    );
  }
  return routes;
}

/** Of many gateways that fit, so many are looked for. */
const mostGateways = 6;

/** The routers on the segments of a node, or one more than are looked for. */
function gatewaysOf(draft: Draft, node: string): string[] {
  const found = new Set<string>();
  for (const segment of bySegment(speakingInterfaces(draft, node)).keys()) {
    for (const { node: name } of gatewaysOn(draft)(segment)) {
      if (found.size > mostGateways) return [...found];
      if (name !== node) found.add(name);
    }
  }
  return [...found];
}

function autoGateway(draft: Draft, node: DraftNode, at: Span, diagnostics: Diagnostic[]): EndOrAddress | undefined {
  const names = gatewaysOf(draft, node.name);
  const [name, second] = names;
  if (name !== undefined && second === undefined) {
    return { is: 'end', at, end: { at, node: { text: name, at } } };
  }
  const number = names.length > mostGateways ? `more than ${mostGateways}` : names.length;
  const label = name === undefined ? 'no router on its segment' : `${number} routers on its segment`;
  const help = name === undefined ? `put a router on the segment of ${node.name}` : `name one: "gateway: ${name}"`;
  diagnostics.push(noGateway({ at, label, help, expected: names }));
  return undefined;
}

/** True if the member passes packets on. What a bridge on the machine is handed, the machine passes on. */
function isGateway(draft: Draft, { node: name, role, bridge }: DraftInterface): boolean {
  const member = draft.nodes.get(name);
  if (member === undefined || bridge !== undefined) return false;
  const node = role === 'bridge' && member.netns === null ? draft.nodes.get('host') : member;
  if (node === undefined) return false;
  const { translations, forwards } = node.says;
  return translations.length > 0 || (forwards[0]?.value ?? node.kind.forwards);
}

/** The members of each segment that pass packets on. */
const gatewaysOn = onceFor((draft: Draft) =>
  onceFor(({ members }: DraftSegment) => members.filter((member) => isGateway(draft, member))),
);

function gatewayRoutes(draft: Draft, node: DraftNode, gateway: GatewayStatement, diagnostics: Diagnostic[]): Route[] {
  const to = gateway.is === 'auto' ? autoGateway(draft, node, gateway.at, diagnostics) : gateway;
  if (to === undefined) return [];
  return hopsTo(draft, node.name, to, diagnostics).map(({ family, ...hop }) => ({
    at: gateway.at,
    family,
    type: 'unicast',
    to: everything[family],
    hops: [hop],
  }));
}

/** True if the address is everybody's on an IPv4 subnet of the interface (RFC 1122 §3.2.1.3). */
const isBroadcast = (device: DraftInterface | undefined, address: Address): boolean =>
  device?.addresses.some(
    ({ cidr }) =>
      cidr.length < 31 &&
      contains(cidr, address) &&
      isReservedHost({ ...address, length: cidr.length }) &&
      !sameAddress(address, networkOf(cidr)),
  ) ?? false;

/**
 * Reports a next hop that the kernel would refuse: it has to lie where its interface leads without a router
 * (fib_check_nh() of net/ipv4/fib_semantics.c, ip6_route_check_nh() of net/ipv6/route.c).
 */
function checkHop(
  draft: Draft,
  node: string,
  { at, table }: Route,
  { via, dev }: Hop,
  diagnostics: Diagnostic[],
): boolean {
  if (via === undefined || contains(linkLocal, via)) return true;
  const device = speakingInterface(draft, node, dev);
  const text = formatAddress(via);
  const help = `write the address of a neighbour of ${node}, or its name`;
  if (isBroadcast(device, via)) {
    diagnostics.push(gatewayNotOnLink({ at, label: `${text} is the broadcast address of ${node}:${dev}`, help }));
    return false;
  }
  const subnets = device?.addresses.map(({ cidr }) => cidr).filter(hasSubnet) ?? [];
  const near =
    subnets.some((cidr) => contains(cidr, via)) ||
    directTowards(draft, node, via).some(
      (direct) => direct.dev === dev && (direct.table === undefined || direct.table === table),
    );
  if (near) return true;
  const [other] = interfacesTowards(draft, node, via);
  const subnet = subnets.find(({ family }) => family === via.family);
  const mended =
    other !== undefined
      ? `${text} is reached by ${other.name}: leave "dev ${dev}" out`
      : subnet !== undefined
        ? `give it an address of ${formatCidr(networkOf(subnet))}, or ${node}:${dev} one of its subnet`
        : `say that it is there: "routes: [${text}/${fullLength(via.family)} dev ${dev}]"`;
  diagnostics.push(gatewayNotOnLink({ at, label: `no subnet of ${node}:${dev} holds ${text}`, help: mended }));
  return false;
}

/** Reports routes to one destination that were let stand beside each other, as names might have told apart their families, and did not. */
function reportSameFamily(
  { block }: Draft,
  found: ReadonlyMap<RouteStatement, readonly Route[]>,
  diagnostics: Diagnostic[],
): void {
  const named = [...found.keys()].filter(({ to }) => to.is !== 'cidr');
  for (const alike of byIdentity(routeMerge, named).values()) {
    const taken = new Map<Family, RouteStatement>();
    for (const route of alike) {
      const families = (found.get(route) ?? []).map(({ family }) => family);
      const same = families.map((family) => taken.get(family)).find((one) => one !== undefined && one !== route);
      if (same !== undefined) diagnostics.push(reportAlreadyThere(routeMerge, same, route, isWithin(same.at, block)));
      for (const family of families) if (!taken.has(family)) taken.set(family, route);
    }
  }
}

/**
 * All routes of a node: that of its gateway first, then its list. What an interface alone leads to comes before all that, as the next
 * hops of others may lie there.
 */
export function routesOf(draft: Draft, node: DraftNode, diagnostics: Diagnostic[]): Route[] {
  const { routes: said, gateways } = node.says;
  const first = gateways.flatMap((way) => gatewayRoutes(draft, node, way, diagnostics));
  const found = new Map(said.map((route) => [route, resolveRoute(draft, node.name, route, diagnostics)]));
  reportSameFamily(draft, found, diagnostics);
  const resolve = (some: readonly RouteStatement[]): Route[] => some.flatMap((route) => found.get(route) ?? []);
  const direct = resolve(said.filter(isDirect));
  const routed = [...first, ...resolve(said.filter((route) => !isDirect(route)))];
  for (const route of routed) route.hops.every((hop) => checkHop(draft, node.name, route, hop, diagnostics));
  return [...direct, ...routed];
}
