// A firewall that lets a request pass, and not what comes back.

import { type Cidr, contains } from '../../../address.ts';
import { defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import type { Node } from '../../../model/lab.ts';
import type { Rule } from '../../../rules/rule.ts';
import { type Hook, type Line, lines, nodesWithFirewall, policyAt } from '../key.ts';
import { unmended } from '../unmended.ts';

const report = defineDiagnostic('answers-dropped', 'firewall that stops the answers to what it accepts', 'warning');

/** Where answers to what passes here meet the firewall. */
const back: Readonly<Record<Hook, Hook>> = { forward: 'forward', input: 'output', output: 'input' };

const areIcmp = ({ services }: Line): boolean => services.every(({ protocol }) => protocol === 'icmp');

const meet = (outer: readonly Cidr[] | undefined, inner: readonly Cidr[] = []): boolean =>
  outer === undefined || inner.some((one) => outer.some((other) => contains(other, one)));

/** The ports that clients ask from, of which an answer goes to one (ip_local_port_range of ip-sysctl.rst). */
const [firstOfClients, lastOfClients] = [32_768, 60_999];

/** True of a line that takes what goes to any client by the protocols of the other. */
const takesClients = ({ services }: Line, asked: Line): boolean =>
  asked.services.length > 0 &&
  asked.services.every(({ protocol }) =>
    services.some((one) => one.protocol === protocol && one.port <= firstOfClients && one.lastPort >= lastOfClients),
  );

/** True of a line that lets answers to the other back. */
function takesBack(line: Line, asked: Line): boolean {
  if (line.hook !== back[asked.hook] || line.verdict !== 'accept' || line.state === 'invalid') return false;
  const isIcmp = areIcmp(line) && areIcmp(asked) && asked.services.length > 0;
  const isWide = line.services.length === 0 || isIcmp || takesClients(line, asked);
  return line.state === 'established' || (isWide && meet(line.from, asked.to) && meet(line.to, asked.from));
}

const unanswered = (node: Node): Line[] =>
  lines(node).filter(
    (line) =>
      line.verdict === 'accept' &&
      line.state === undefined &&
      policyAt(node, back[line.hook]) !== undefined &&
      !lines(node).some((other) => takesBack(other, line)),
  );

/** Warns of the first such line of each way, unless a later step mends it. */
export const answersDropped: Rule = ({ state }, lab) =>
  nodesWithFirewall(state).flatMap((node) => {
    const found = unmended(node, state, lab, unanswered);
    return (['forward', 'input', 'output'] as const).flatMap((hook) => {
      const line = found.find((one) => one.hook === hook);
      const policy = policyAt(node, back[hook]);
      if (line === undefined || policy === undefined) return [];
      const whose = { forward: '', input: ` from ${node.name}`, output: ` to ${node.name}` }[hook];
      return report({
        at: line.at,
        label: 'its answers do not come back',
        related: [{ at: policy.at, label: 'this stops them' }],
        help: `add \`accept established${whose}\` as the first line`,
      });
    });
  });
