// A VXLAN interface of a node, and another one or the end of a cable, with the same number and port.

import { defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import { interfacesOf } from '../../../model/interfaces.ts';
import type { Interface, State } from '../../../model/lab.ts';
import type { Rule } from '../../../rules/rule.ts';
import { tunnelAt } from '../../tunnel/outer.ts';
import { networkOf, numberAndPort, vxlan } from '../vxlan.ts';

const report = defineDiagnostic('vxlan-twice', 'VXLAN number used twice in one node');

/** What tells a VXLAN end from others of its node: two sockets, of IPv4 and of IPv6, may have the same port. */
function identity(state: State, own: Interface): string | undefined {
  const isCable = own.options['kind']?.value === vxlan.name;
  if (!isCable && networkOf(own) === undefined) return undefined;
  const { family } = tunnelAt(state, own)?.near.address ?? own.remotes?.[0]?.address ?? { family: 4 };
  return `${state.nodes.get(own.node)?.netns} ${family} ${numberAndPort(own)}`;
}

/** Reports the later ones: the kernel refuses them (vxlan_config_validate() of drivers/net/vxlan/vxlan_core.c). Two cables are told of by `tunnel-twice`. */
export const vxlanTwice: Rule = ({ state }) => {
  const first = new Map<string, Interface>();
  return interfacesOf(state).flatMap((own) => {
    const key = identity(state, own);
    if (key === undefined) return [];
    const earlier = first.get(key);
    first.set(key, earlier ?? own);
    if (earlier === undefined || (networkOf(own) ?? networkOf(earlier)) === undefined) return [];
    const label = `${earlier.name} has this number already`;
    const related = [{ at: earlier.at, label: 'this one' }];
    return report({ at: own.options['id']?.at ?? own.at, label, related, help: 'give one of the two another `id`' });
  });
};
