// An address on a port of a bridge or a bond: that takes every frame before the address is looked at.

import { formatCidr } from '../../../address.ts';
import { defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import { addressesOf, interfacesOf, masterOf } from '../../../model/interfaces.ts';
import type { Rule } from '../../../rules/rule.ts';

const report = defineDiagnostic('address-on-port', 'address on a port of a bridge or bond');

/** Reports each address on an interface that is a port. */
export const addressOnPort: Rule = ({ state }) =>
  addressesOf(interfacesOf(state).filter(({ master }) => master !== undefined)).map(({ cidr, at, interface: port }) => {
    const { name = '', role = 'bridge', standsForNode } = masterOf(state, port) ?? {};
    const said = `{ address: ${formatCidr(cidr)} }`;
    const under = standsForNode
      ? `\`${port.node}: ${said}\` under \`nodes\``
      : `address ${formatCidr(cidr)} under ${name}`;
    return report({ at, label: 'nobody answers to it here', help: `give it to the ${role}: ${under}` });
  });
