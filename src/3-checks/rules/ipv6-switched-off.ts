// An interface with addresses of IPv6 where a setting switches IPv6 off: the kernel takes them away, and takes no other.
import { formatCidr } from '../../2-model/address.ts';
import type { Interface, Node } from '../../2-model/lab.ts';
import { defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import { readableName } from '../interfaces.ts';
import type { Rule } from '../rule.ts';

const report = defineDiagnostic('ipv6-switched-off', 'address of IPv6 where IPv6 is switched off');

/** The setting that counts for an interface: its own, else that of all (disable_ipv6 in ip-sysctl.rst). */
function switchOf({ sysctls }: Node, { name }: Interface) {
  const setting = (of: string) => sysctls.find(({ key }) => key === `net.ipv6.conf.${of}.disable_ipv6`);
  return setting(name.replaceAll('.', '/')) ?? setting('all');
}

/** Reports the first such address of each interface. */
export const ipv6SwitchedOff: Rule = ({ state }) =>
  [...state.nodes.values()].flatMap((node) =>
    node.interfaces.flatMap((each) => {
      const address = each.addresses.find(({ cidr }) => cidr.family === 6);
      const off = switchOf(node, each);
      if (address === undefined || off === undefined || off.value === '0') return [];
      return report({
        at: off.at,
        label: `${readableName(each)} has ${formatCidr(address.cidr)}`,
        related: [{ at: address.at, label: 'an address of IPv6' }],
        help: 'take the setting away, or the addresses of IPv6',
      });
    }),
  );
