// Packets are sent through a node that keeps to itself what is not for it.
import { type Address, formatAddress } from '../../2-model/address.ts';
import type { Lab, Node, State } from '../../2-model/lab.ts';
import { type Diagnostic, defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import { isBridge } from '../interfaces.ts';
import type { Rule } from '../rule.ts';

const report = defineDiagnostic(
  'gateway-does-not-forward',
  'packets go through a node that does not forward',
  'warning',
);

/** The node that answers to each address on a segment, if it is one of its own namespace that never forwards in this lab. */
function deafNodes(state: State, lab: Lab): Map<string, Node> {
  const deaf = new Map<string, Node>();
  for (const node of state.nodes.values()) {
    if (node.netns === null || node.forward || isMeant(node.name, lab)) continue;
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

export const gatewayDoesNotForward: Rule = ({ state, checks }, lab) => {
  const deaf = deafNodes(state, lab);
  if (deaf.size === 0) return [];
  const owner = (via: Address | undefined) => (via === undefined ? undefined : deaf.get(formatAddress(via)));
  const found: Diagnostic[] = [];
  for (const { name, routes } of state.nodes.values()) {
    for (const { at, hops } of routes) {
      const node = hops.map(({ via }) => owner(via)).find((each) => each !== undefined && each.name !== name);
      if (node !== undefined) found.push(report({ at, label: `${node.name} does not forward`, help: mend(node) }));
    }
  }
  for (const check of checks) {
    if (check.is !== 'reach' || !check.expect) continue;
    const name = check.via.find((hop) => [...deaf.values()].some((node) => node.name === hop));
    const node = name === undefined ? undefined : state.nodes.get(name);
    if (node !== undefined)
      found.push(report({ at: check.at, label: `${node.name} does not forward`, help: mend(node) }));
  }
  return found;
};
