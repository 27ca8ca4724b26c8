// Routes: destinations and next hops from names to addresses and interfaces, one route a family.
import { type Diagnostic, defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import type { Span } from '../../diagnostics/span.ts';
import { type Cidr, contains, type Family, families, formatAddress, networkOf } from '../address.ts';
import type { Hop, Route } from '../lab.ts';
import type { EndOrAddress, GatewayStatement, RouteStatement } from '../language/statements.ts';
import { type Draft, type DraftInterface, type DraftNode, speakingInterfaces } from './draft.ts';
import { familiesOf, findInterface, interfaceTowards, isNode, nextHops, prefixesOf, reportNoPrefix } from './lookup.ts';

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

function hopsTo(draft: Draft, node: string, to: EndOrAddress, diagnostics: Diagnostic[]): FoundHop[] {
  if (to.is === 'end') {
    return nextHops(draft, node, to.end, diagnostics).map(({ address, by }) => ({
      family: address.family,
      via: { family: address.family, value: address.value },
      dev: by.name,
    }));
  }
  const by = interfaceTowards(draft, node, to.address);
  if (by !== undefined) return [{ family: to.address.family, via: to.address, dev: by.name }];
  const subnets = speakingInterfaces(draft, node).flatMap(({ addresses }) => addresses.map(({ at }) => at));
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

/** fe80::/10 (RFC 4291 §2.5.6): on every link, so that only `dev` says which is meant. */
const linkLocal: Cidr = { family: 6, value: 0xfe80n << 112n, length: 10 };

function allHops(draft: Draft, node: string, route: RouteStatement, diagnostics: Diagnostic[]): FoundHop[] | undefined {
  const before = diagnostics.length;
  const device = route.dev === undefined ? undefined : findInterface(draft, node, route.dev, diagnostics);
  const hops = route.hops.flatMap(({ to, weight }) => {
    const onDevice = route.dev !== undefined && to.is === 'address' && contains(linkLocal, to.address);
    const named = device === undefined ? [] : [device.name];
    const found: FoundHop[] = onDevice
      ? named.map((dev) => ({ family: 6, via: to.address, dev }))
      : hopsTo(draft, node, to, diagnostics);
    return found.map((hop) => (weight === undefined ? hop : { ...hop, weight: weight.value }));
  });
  if (diagnostics.length > before) return undefined;
  if (device === undefined) return hops;
  if (hops.length > 0) return hops.map((hop) => ({ ...hop, dev: device.name }));
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
 * hops that are no neighbours, and parts of different families. `hopless` allows a route without a hop, for checks.
 */
export function resolveRoute(
  draft: Draft,
  node: string,
  route: RouteStatement,
  diagnostics: Diagnostic[],
  hopless = false,
): Route[] {
  const prefixes = destinations(draft, node, route, diagnostics);
  const hops = allHops(draft, node, route, diagnostics);
  if (hops === undefined || prefixes.length === 0) return [];
  const unicast = route.type === 'unicast';
  if (unicast && hops.length === 0 && !hopless) {
    diagnostics.push(
      noHop({ at: route.at, label: 'no via and no dev', help: `add a next hop: "${route.text} via r1"` }),
    );
    return [];
  }
  const needsHop = unicast && hops.length > 0;
  const routes = prefixes
    .map((to) => ({ to, fitting: hops.filter(({ family }) => family === to.family) }))
    .filter(({ fitting }) => !needsHop || fitting.length > 0)
    .map(({ to, fitting }): Route => {
      const common = { at: route.at, family: to.family, type: route.type, to, ...extras(route) };
      return { ...common, hops: unicast ? fitting.map(withoutFamily) : [] };
    });
  if (routes.length === 0) {
    const label = 'destination and next hop share no family';
    diagnostics.push(
      mixedFamilies({ at: route.at, label, help: 'name a next hop that has an address of the destination’s family' }),
    );
  }
  return routes;
}

function autoGateway(draft: Draft, node: DraftNode, at: Span, diagnostics: Diagnostic[]): EndOrAddress | undefined {
  const own = speakingInterfaces(draft, node.name).flatMap(({ segment }) => segment ?? []);
  const routers = own.flatMap(({ members }) => members.filter((member) => isGateway(draft, member, node.name)));
  const names = [...new Set(routers.map((member) => member.node))];
  const [name, second] = names;
  if (name !== undefined && second === undefined) {
    return { is: 'end', at, end: { at, node: { text: name, at } } };
  }
  const label = name === undefined ? 'no router on its segment' : `${names.length} routers on its segment`;
  const help = name === undefined ? `put a router on the segment of ${node.name}` : `name one: "gateway: ${name}"`;
  diagnostics.push(noGateway({ at, label, help, expected: names }));
  return undefined;
}

/** True if the member passes packets on. What a bridge on the machine is handed, the machine passes on. */
function isGateway(draft: Draft, { node: name, role }: DraftInterface, asking: string): boolean {
  const member = draft.nodes.get(name);
  if (member === undefined || name === asking || role === 'port') return false;
  const node = role === 'bridge' && member.netns === null ? draft.nodes.get('host') : member;
  if (node === undefined) return false;
  const { forward, nat = [] } = node.declared.settings;
  return nat.length > 0 || (forward?.value ?? node.kind.forwards);
}

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

/** All routes of a node: that of its gateway first, then its list. */
export function routesOf(draft: Draft, node: DraftNode, diagnostics: Diagnostic[]): Route[] {
  const { gateway, routes = [] } = node.declared.settings;
  const first = gateway === undefined ? [] : gatewayRoutes(draft, node, gateway, diagnostics);
  return [...first, ...routes.flatMap((route) => resolveRoute(draft, node.name, route, diagnostics))];
}
