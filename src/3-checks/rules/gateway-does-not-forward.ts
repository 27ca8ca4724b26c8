// Packets are sent through a node that keeps to itself what is not for it.
import { contains } from '../../2-model/address.ts';
import { type Hop, type Interface, type Lab, type Node, type Route, type State, stackOf } from '../../2-model/lab.ts';
import { defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import type { Span } from '../../diagnostics/span.ts';
import { interfacesBySegment, interfacesOf, isBridge, ownerOf } from '../interfaces.ts';
import type { Rule } from '../rule.ts';

const report = defineDiagnostic(
  'gateway-does-not-forward',
  'packets go through a node that does not forward',
  'warning',
);

/** True of a node with a namespace of its own that does not forward. */
const isDeaf = ({ netns, forward }: Node): boolean => netns !== null && !forward;

/** The node that a hop leads to: the one on that segment that has the address, for elsewhere another may have it too. */
function nodeAt(state: State, segments: readonly Interface[][], from: Node, { via, dev }: Hop): Node | undefined {
  const own = stackOf(state, from).find(({ name }) => name === dev);
  if (via === undefined || own?.segment === undefined) return undefined;
  const owner = ownerOf(segments[own.segment] ?? [], via);
  return owner === undefined ? undefined : state.nodes.get(owner.node);
}

/** True of a route to addresses of that node alone: what it leads to has arrived there. */
function endsAt(state: State, { to }: Route, { name }: Node): boolean {
  const owners = interfacesOf(state).filter(({ addresses }) => addresses.some(({ cidr }) => contains(to, cidr)));
  return owners.length > 0 && owners.every(({ node }) => node === name);
}

/** A lesson may show just this: a later step mends it, or a check names it as the cause. */
function isMeant(name: string, { steps }: Lab): boolean {
  return steps.some(
    ({ state, checks }) =>
      state.nodes.get(name)?.forward === true ||
      checks.some((check) => check.is === 'reach' && check.because?.node === name),
  );
}

function mend(node: Node): string {
  if (isBridge(node)) return `send the packets to a router on ${node.name}; a switch only joins cables`;
  return `make ${node.name} a router: \`${node.name}: { kind: router }\` under \`nodes\``;
}

/** Warns of routes and of `via` in checks that lead through such a node, unless a later step or a check says that it is meant. */
export const gatewayDoesNotForward: Rule = function* ({ state, checks }, lab) {
  const segments = interfacesBySegment(state);
  const told = ({ at }: { readonly at: Span }, node: Node) =>
    isMeant(node.name, lab) ? [] : [report({ at, label: `${node.name} does not forward`, help: mend(node) })];
  for (const from of state.nodes.values()) {
    for (const route of from.routes) {
      const hops = route.hops.flatMap((hop) => nodeAt(state, segments, from, hop) ?? []);
      const node = hops.find((hop) => hop !== from && isDeaf(hop) && !endsAt(state, route, hop));
      if (node !== undefined) yield* told(route, node);
    }
  }
  for (const check of checks) {
    if (check.is !== 'reach' || !check.expect) continue;
    const node = check.via.flatMap((name) => state.nodes.get(name) ?? []).find(isDeaf);
    if (node !== undefined) yield* told(check, node);
  }
};
