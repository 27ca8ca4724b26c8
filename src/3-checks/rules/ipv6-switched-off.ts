// An interface with addresses of IPv6 where a setting switches IPv6 off: the kernel takes them away, and takes no other.
import { formatCidr } from '../../2-model/address.ts';
import type { Interface, Node } from '../../2-model/lab.ts';
import { inSettingKey } from '../../2-model/setting-key.ts';
import { defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import { readableName } from '../interfaces.ts';
import type { Rule } from '../rule.ts';

const report = defineDiagnostic('ipv6-switched-off', 'address of IPv6 where IPv6 is switched off');

/** What switches IPv6 off for an interface, in whichever order it is set: its own setting or that of all (disable_ipv6 in ip-sysctl.rst). */
function switchOf(settings: Node['sysctls'], { name }: Interface) {
  const keys = [inSettingKey(name), 'all'].map((of) => `net.ipv6.conf.${of}.disable_ipv6`);
  return settings.find(({ key, value }) => keys.includes(key) && value !== '0');
}

/** Reports the first such address of each interface. */
export const ipv6SwitchedOff: Rule = ({ state }) => {
  const nodes = [...state.nodes.values()];
  return nodes.flatMap(({ netns, sysctls, interfaces }) => {
    const settings = netns === null ? nodes.flatMap((node) => (node.netns === null ? node.sysctls : [])) : sysctls;
    if (settings.length === 0) return [];
    return interfaces.flatMap((each) => {
      const address = each.addresses.find(({ cidr }) => cidr.family === 6);
      const off = switchOf(settings, each);
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
