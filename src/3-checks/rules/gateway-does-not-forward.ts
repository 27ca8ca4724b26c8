// Packets are sent through a node that keeps to itself what is not for it.
import { formatAddress } from '../../2-model/address.ts';
import type { Lab, Node, State } from '../../2-model/lab.ts';
import { defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import type { Span } from '../../diagnostics/span.ts';
import { isBridge } from '../interfaces.ts';
import type { Rule } from '../rule.ts';

const report = defineDiagnostic(
  'gateway-does-not-forward',
  'packets go through a node that does not forward',
  'warning',
);

/** The nodes with a namespace of their own that do not forward, by each of their addresses. */
function deafNodes(state: State): Map<string, Node> {
  const deaf = new Map<string, Node>();
  for (const node of state.nodes.values()) {
    if (node.netns === null || node.forward) continue;
    for (const { addresses } of node.interfaces) {
      for (const { cidr } of addresses) deaf.set(formatAddress(cidr), node);
    }
  }
  return deaf;
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
  const deaf = deafNodes(state);
  const told = ({ at }: { readonly at: Span }, node: Node) =>
    isMeant(node.name, lab) ? [] : [report({ at, label: `${node.name} does not forward`, help: mend(node) })];
  for (const { name, routes } of state.nodes.values()) {
    for (const route of routes) {
      const hops = route.hops.flatMap(({ via }) => (via && deaf.get(formatAddress(via))) ?? []);
      const node = hops.find((hop) => hop.name !== name);
      if (node !== undefined) yield* told(route, node);
    }
  }
  const names = new Map([...deaf.values()].map((node) => [node.name, node]));
  for (const check of checks) {
    if (check.is !== 'reach' || !check.expect) continue;
    const node = check.via.map((hop) => names.get(hop)).find((hop) => hop !== undefined);
    if (node !== undefined) yield* told(check, node);
  }
};
