// A line of a firewall that no packet can come to: one before it takes them all, or they do not cross the node.

import { type Cidr, contains } from '../../../address.ts';
import { defineDiagnostic, type Particulars } from '../../../diagnostics/diagnostic.ts';
import type { Node, State } from '../../../model/lab.ts';
import type { Rule } from '../../../rules/rule.ts';
import { nat } from '../../nat/sentences.ts';
import { type Line, lines, nodesWithFirewall } from '../key.ts';
import { familiesOfLine } from '../lower.ts';
import { unmended } from '../unmended.ts';

const report = defineDiagnostic('line-never-fits', 'firewall line that no packet comes to', 'warning');

const holds = (outer: readonly Cidr[] | undefined, inner: readonly Cidr[] | undefined): boolean =>
  outer === undefined || inner?.every((one) => outer.some((other) => contains(other, one))) === true;

/** True if whatever the other line fits has fitted this one. */
function covers(one: Line, other: Line): boolean {
  const isSame = <Of extends 'state' | 'in' | 'out'>(of: Of) => one[of] === undefined || one[of] === other[of];
  const isDialled = ({ protocol, port, lastPort }: Line['services'][number]) =>
    one.services.some((all) => all.protocol === protocol && all.port <= port && lastPort <= all.lastPort);
  const services = one.services.length === 0 || (other.services.length > 0 && other.services.every(isDialled));
  return (
    services &&
    isSame('state') &&
    isSame('in') &&
    isSame('out') &&
    holds(one.from, other.from) &&
    holds(one.to, other.to)
  );
}

/** True if senders and receivers are all in one subnet: they do not ask a router. */
const areNeighbours = ({ segments }: State, { from = [], to = [] }: Line): boolean =>
  from.length > 0 &&
  to.length > 0 &&
  segments.some(({ subnets }) =>
    [...from, ...to].every((cidr) =>
      subnets.some(({ prefix }) => prefix.family === cidr.family && contains(prefix, cidr)),
    ),
  );

const publishesInside = (node: Node): boolean =>
  nat.of(node).some((each) => each.is === 'publish' && each.in.length > 0);

/** Why no packet comes to it; undefined where some may. */
function obstacle(line: Line, node: Node, state: State): Omit<Particulars, 'at'> | undefined {
  if (line.hook === 'forward' && !node.forward) {
    const bridge = node.interfaces.find(({ role }) => role === 'bridge');
    if (bridge !== undefined) {
      const help = `make ${node.name} a router with a subnet on each side`;
      return { label: `what only crosses ${bridge.name} meets no firewall`, help };
    }
    const help = `for what comes in here write \`to ${node.name}\`, for what it sends \`from ${node.name}\``;
    return { label: `nothing crosses ${node.name}: it does not forward`, help };
  }
  if (node.netns === null && (line.hook === 'input' ? line.in : line.hook === 'output' && line.out) === 'uplink')
    return { label: 'what the machine itself says by its uplink is not of the lab', help: 'take the line away' };
  if (familiesOfLine(line).length === 0)
    return { label: 'one has IPv4 alone, the other IPv6', help: 'name two that have addresses of one family' };
  // What neighbours dial at a port that is published to them crosses the node.
  if (line.hook === 'forward' && !publishesInside(node) && areNeighbours(state, line))
    return {
      label: `on one subnet, they do not cross ${node.name}`,
      help: 'put one of them on another subnet, or take the line away',
    };
  const all = lines(node).filter(({ hook }) => hook === line.hook);
  const before = all.slice(0, all.indexOf(line)).find((one) => covers(one, line));
  return (
    before && {
      label: 'the line before takes all that fits',
      related: [{ at: before.at, label: 'it is asked first' }],
      help: 'put the narrower line first, or take it away',
    }
  );
}

/** Warns of such lines, unless a later step mends them. */
export const lineNeverFits: Rule = ({ state }, lab) =>
  nodesWithFirewall(state).flatMap((node) =>
    unmended(node, state, lab, (each, at) => lines(each).filter((line) => obstacle(line, each, at))).flatMap((line) => {
      const said = obstacle(line, node, state);
      return said === undefined ? [] : report({ at: line.at, ...said });
    }),
  );
