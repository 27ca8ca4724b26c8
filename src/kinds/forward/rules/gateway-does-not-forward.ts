// Packets are sent through a node that keeps to itself what is not for it.

import { type Family, families, formatCidr, fullLength } from '../../../address.ts';
import { defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import type { Span } from '../../../diagnostics/span.ts';
import { carriedLinks, interfacesOf, interfaceWith, ownBridgeOf, segmentOf } from '../../../model/interfaces.ts';
import type { Hop, Lab, Node, Route, State } from '../../../model/lab.ts';
import { PrefixMap } from '../../../model/prefix-map.ts';
import { forwardingKeys, interfaceInKey } from '../../../model/setting-key.ts';
import { onceFor } from '../../../once-for.ts';
import type { Rule } from '../../../rules/rule.ts';
import { type Setting, sysctl } from '../../sysctl/key.ts';

const report = defineDiagnostic(
  'gateway-does-not-forward',
  'packets go through a node that does not forward',
  'warning',
);

/** What the author has written of the switch itself; it counts for more than what the node is. */
const writtenSwitch = (node: Node, family: Family): Setting | undefined =>
  sysctl.of(node).find(({ key }) => key === forwardingKeys[family]);

/** What comes in by one of its interfaces is passed on, by the author's own word: IPv4 asks that interface (IN_DEV_FORWARD() of include/linux/inetdevice.h), IPv6 the whole stack. */
const isOnSomewhere = (node: Node, family: Family): boolean =>
  family === 4 &&
  sysctl
    .of(node)
    .some(({ key, value }) => key === `net.ipv4.conf.${interfaceInKey(key)}.forwarding` && value.trim() !== '0');

function forwards(node: Node, family: Family): boolean {
  const written = writtenSwitch(node, family);
  return isOnSomewhere(node, family) || (written === undefined ? node.forward : written.value.trim() !== '0');
}

/** True of a node with a namespace of its own that does not forward. */
const isDeaf = (node: Node, family: Family): boolean => node.netns !== null && !forwards(node, family);

/** The node that a hop leads to: the one on that segment that has the address, for elsewhere another may have it too. */
function nodeAt(state: State, from: Node, { via, dev }: Hop): Node | undefined {
  const owner = via && interfaceWith(segmentOf(state, from, dev), via);
  return owner && state.nodes.get(owner.node);
}

/** The nodes that have addresses of each prefix that some route leads to, by the prefix as text. What a parent hands to a child on another segment has arrived at the parent. */
const ownersOf = onceFor((state: State): ReadonlyMap<string, ReadonlySet<string>> => {
  const routes = [...state.nodes.values()].flatMap((node) => node.routes);
  const owners = new Map(routes.map(({ to }) => [formatCidr(to), { to, names: new Set<string>() }]));
  const byPrefix = new PrefixMap([...owners.values()].map(({ to, names }) => [to, names]));
  const handed = carriedLinks(state).filter(({ link }) => link.isApart);
  const parents = new Map(handed.map(({ child, carrier }) => [child, carrier.node]));
  for (const each of interfacesOf(state))
    for (const { cidr } of each.addresses)
      for (const names of byPrefix.holding(cidr)) names.add(parents.get(each) ?? each.node);
  return new Map([...owners].map(([text, { names }]) => [text, names]));
});

/** True of a route to addresses of that node alone, or to one that it has, whoever else has it: what it leads to has arrived there. */
function endsAt(state: State, { to }: Route, { name }: Node): boolean {
  const owners = ownersOf(state).get(formatCidr(to));
  return owners?.has(name) === true && (owners.size === 1 || to.length === fullLength(to.family));
}

/** The nodes, with a family, of which a lesson may show just this: in some step they forward, or a check names them as the cause. */
const meantIn = onceFor(({ steps }: Lab): ReadonlySet<string> => {
  const meant = new Set<string>();
  for (const { state, checks } of steps) {
    for (const family of families) {
      for (const node of state.nodes.values()) if (forwards(node, family)) meant.add(`${node.name} ${family}`);
      for (const check of checks) if (check.because?.node) meant.add(`${check.because.node} ${family}`);
    }
  }
  return meant;
});

function mend(node: Node, family: Family): string {
  const written = writtenSwitch(node, family);
  if (node.forward && written !== undefined) return `take \`${written.key}: ${written.value}\` away`;
  if (ownBridgeOf(node) !== undefined)
    return `send the packets to a router on ${node.name}; a switch only joins cables`;
  return `make ${node.name} a router: \`${node.name}: { kind: router }\` under \`nodes\``;
}

/** Warns of routes and of `via` in checks that lead through such a node, unless a later step or a check says that it is meant. */
export const gatewayDoesNotForward: Rule = function* ({ state, checks }, lab) {
  const told = ({ at }: { readonly at: Span }, node: Node, family: Family) =>
    meantIn(lab).has(`${node.name} ${family}`)
      ? []
      : [report({ at, label: `${node.name} does not forward`, help: mend(node, family) })];
  for (const from of state.nodes.values()) {
    for (const route of from.routes) {
      const hops = route.hops.flatMap((hop) => nodeAt(state, from, hop) ?? []);
      const { family } = route.to;
      const node = hops.find((hop) => hop !== from && isDeaf(hop, family) && !endsAt(state, route, hop));
      if (node !== undefined) yield* told(route, node, family);
    }
  }
  for (const check of checks) {
    if (check.passes === undefined) continue;
    const { family, nodes } = check.passes;
    const node = nodes.flatMap((name) => state.nodes.get(name) ?? []).find((each) => isDeaf(each, family));
    if (node !== undefined) yield* told(check, node, family);
  }
};
