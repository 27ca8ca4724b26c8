// Routes: destinations and next hops from names to addresses and interfaces, one route a family.

import type { Family } from '../../address.ts';
import { type Diagnostic, defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import { nearest } from '../../diagnostics/did-you-mean.ts';
import type { Hop, Route } from '../../model/lab.ts';
import type { Draft, DraftNode } from '../../model/resolve/draft.ts';
import { resolveAuto } from './auto.ts';
import { destinations, isDirect, tableOfRoute } from './destinations.ts';
import { allHops, checkHops, type FoundHop } from './hops.ts';
import { routes } from './key.ts';
import type { RouteStatement } from './sentences.ts';

const noHop = defineDiagnostic('route-without-hop', 'route that does not say where to');
const unknownVrf = defineDiagnostic('unknown-vrf', 'VRF that the node does not have');
const mixedFamilies = defineDiagnostic('route-family', 'route whose parts are of different families');

function extras(
  draft: Draft,
  node: string,
  route: RouteStatement,
): Partial<Pick<Route, 'src' | 'metric' | 'table' | 'vrf'>> {
  const table = tableOfRoute(draft, node, route);
  return {
    ...(route.src === undefined ? {} : { src: route.src.value }),
    ...(route.metric === undefined ? {} : { metric: route.metric.value }),
    ...(table === undefined ? {} : { table }),
    ...(route.vrf === undefined ? {} : { vrf: route.vrf.text }),
  };
}

const withoutFamily = ({ family: _, ...hop }: FoundHop): Hop => hop;

/** True if the VRF that a route names is there, if it names one. */
function isOfVrf(draft: Draft, node: string, { vrf }: RouteStatement, diagnostics: Diagnostic[]): boolean {
  const own = [...(draft.nodes.get(node)?.interfaces.values() ?? [])].filter(({ role }) => role === 'vrf');
  if (vrf === undefined || own.some(({ name }) => name === vrf.text)) return true;
  const names = own.map(({ name }) => name);
  const close = nearest(vrf.text, names);
  const make = `add it to ${node}: \`interfaces: { ${vrf.text}: { kind: vrf, table: 10, ports: [eth0] } }\``;
  const help = names.length === 0 ? make : `write ${close ?? names.join(' or ')}, or ${make}`;
  diagnostics.push(unknownVrf({ at: vrf.at, label: `${node} has no such VRF`, help, expected: [close] }));
  return false;
}

/** The routes that a sentence means, one for each family of its destination and hops. `asked`: for a check, which needs no hop on a link. */
export function resolveRoute(
  draft: Draft,
  node: string,
  route: RouteStatement,
  diagnostics: Diagnostic[],
  asked = false,
): Route[] {
  const prefixes = destinations(draft, node, route, diagnostics);
  if (!isOfVrf(draft, node, route, diagnostics)) return [];
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
  const found = prefixes
    .map((to) => ({ to, fitting: hops.filter(({ family }) => family === to.family) }))
    .filter(({ to, fitting }) => fits(to.family) && (!needsHop || fitting.length > 0))
    .map(({ to, fitting }): Route => {
      const common = { at: route.at, family: to.family, type: route.type, to, ...extras(draft, node, route) };
      return { ...common, hops: unicast ? fitting.map(withoutFamily) : [] };
    });
  if (found.length === 0) {
    const label =
      route.src === undefined
        ? 'destination and next hop share no family'
        : 'destination, next hop and src share no family';
    diagnostics.push(
      mixedFamilies({ at: route.at, label, help: 'name a next hop that has an address of the destination’s family' }),
    );
  }
  return found;
}

/** The routes that a node's own list comes to. What an interface alone leads to comes before all others: their next hops may lie there. */
function resolveNode(draft: Draft, node: DraftNode, diagnostics: Diagnostic[]): void {
  const said = routes.said(node.declared.settings) ?? [];
  const found = new Map(said.map((route) => [route, resolveRoute(draft, node.name, route, diagnostics)]));
  const resolved = (some: readonly RouteStatement[]): Route[] => some.flatMap((route) => found.get(route) ?? []);
  const routed = resolved(said.filter((route) => !isDirect(route)));
  checkHops(draft, node.name, routed, diagnostics);
  node.routes.unshift(...resolved(said.filter(isDirect)));
  node.routes.push(...routed);
}

/** The routes of every node. */
export function resolveRoutes(draft: Draft, diagnostics: Diagnostic[]): void {
  for (const node of draft.nodes.values()) resolveNode(draft, node, diagnostics);
  resolveAuto(draft, diagnostics);
}
