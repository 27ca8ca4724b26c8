// An interface with addresses of IPv6 where a setting switches IPv6 off: the kernel takes them away, and takes no other.

import { formatCidr } from '../../../address.ts';
import { defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import { readableName } from '../../../model/interfaces.ts';
import { inSettingKey, interfaceInKey } from '../../../model/setting-key.ts';
import type { Rule } from '../../../rules/rule.ts';
import { type Setting, sysctl } from '../key.ts';

const report = defineDiagnostic('ipv6-switched-off', 'address of IPv6 where IPv6 is switched off');

function switchesOf(sysctls: readonly Setting[]): ReadonlyMap<string, Setting> {
  const off = sysctls.filter(({ key, value }) => key.endsWith('.disable_ipv6') && value !== '0');
  return new Map(off.map((setting) => [interfaceInKey(setting.key) ?? '', setting]));
}

/** Reports the first such address of each interface. */
export const ipv6SwitchedOff: Rule = ({ state }) => {
  const nodes = [...state.nodes.values()];
  const ofMachine = switchesOf(nodes.flatMap((node) => (node.netns === null ? sysctl.of(node) : [])));
  return nodes.flatMap((node) => {
    const { netns, interfaces } = node;
    const switches = netns === null ? ofMachine : switchesOf(sysctl.of(node));
    if (switches.size === 0) return [];
    return interfaces.flatMap((each) => {
      const address = each.addresses.find(({ cidr }) => cidr.family === 6);
      // Its own setting or that of all, in whichever order they are set (disable_ipv6 in ip-sysctl.rst).
      const off = switches.get(inSettingKey(each.name)) ?? switches.get('all');
      if (address === undefined || off === undefined) return [];
      return report({
        at: off.at,
        label: `${readableName(each)} has ${formatCidr(address.cidr)}`,
        related: [{ at: address.at, label: 'an address of IPv6' }],
        help: 'take the setting away, or the addresses of IPv6',
      });
    });
  });
};
