// A bridge with addresses of which a step changes the ports: it has the lowest MAC address of its ports, and its neighbours keep the old one.

import { defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import type { Interface, State } from '../../../model/lab.ts';
import type { Rule } from '../../../rules/rule.ts';

const report = defineDiagnostic('mac-follows-ports', 'bridge whose MAC address changes with its ports', 'warning');

const portsOf = (state: State, { node, name }: Interface): string =>
  (state.nodes.get(node)?.interfaces ?? []).flatMap((port) => (port.master === name ? [port.name] : [])).join(' ');

/** Warns of each bridge without a MAC address of its own that has other ports than in the step before (br_stp_recalculate_bridge_id() of net/bridge/br_stp_if.c). */
export const macFollowsPorts: Rule = ({ state, number }, lab) => {
  const earlier = lab.steps[number - 2]?.state;
  if (earlier === undefined) return [];
  return [...state.nodes.values()].flatMap(({ name: node, interfaces }) =>
    interfaces.flatMap((bridge) => {
      const isPlain = bridge.role === 'bridge' && !bridge.standsForNode && bridge.mac === undefined;
      const stood = earlier.nodes.get(node)?.interfaces.find(({ name }) => name === bridge.name);
      if (!isPlain || bridge.addresses.length === 0 || stood?.role !== 'bridge') return [];
      if (portsOf(state, bridge) === portsOf(earlier, stood)) return [];
      const label = 'neighbours look for it at the old one for a while';
      const help = `give ${bridge.name} one that stays: \`mac: "02:00:00:00:00:01"\``;
      return report({ at: bridge.at, label, help });
    }),
  );
};
