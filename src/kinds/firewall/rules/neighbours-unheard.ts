// A firewall that stops neighbour discovery: IPv6 finds nobody by it, where IPv4 has ARP, which no firewall of this sort sees.

import { hasSubnet } from '../../../address.ts';
import { defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import type { Lab, Node } from '../../../model/lab.ts';
import type { Rule } from '../../../rules/rule.ts';
import { type Hook, type Line, lines, nodesWithFirewall, policyAt } from '../key.ts';

const report = defineDiagnostic('neighbours-unheard', 'firewall that stops IPv6 from finding neighbours', 'warning');

/** Everybody beside the node, or a whole subnet of them. */
const areMany = (far: Line['from']): boolean => far === undefined || far.some(hasSubnet);

function isDeaf(node: Node, hook: Hook): boolean {
  const speaks = node.interfaces.some(
    ({ role, addresses }) => role !== 'loopback' && addresses.some(({ cidr }) => cidr.family === 6),
  );
  const heard = lines(node).some(
    ({ hook: own, verdict, state, services, from, to }) =>
      own === hook &&
      areMany(hook === 'input' ? from : to) &&
      verdict === 'accept' &&
      state === undefined &&
      (services.length === 0 || services.some(({ protocol }) => protocol === 'icmp')),
  );
  return speaks && !heard && policyAt(node, hook) !== undefined;
}

/** Warns of a policy that does so, unless a later step mends it. */
export const neighboursUnheard: Rule = ({ state }, { steps }: Lab) =>
  nodesWithFirewall(state).flatMap((node) =>
    (
      [
        ['input', 'to'],
        ['output', 'from'],
      ] as const
    ).flatMap(([hook, side]) => {
      const end = steps.at(-1)?.state.nodes.get(node.name);
      const policy = policyAt(node, hook);
      if (policy === undefined || !isDeaf(node, hook) || (end && !isDeaf(end, hook))) return [];
      const help = `add \`accept ${side} ${node.name} icmp\`, which neighbour discovery is part of`;
      return report({ at: policy.at, label: `who is beside ${node.name} is not heard`, help });
    }),
  );
