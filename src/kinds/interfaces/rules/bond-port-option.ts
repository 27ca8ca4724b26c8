// An MTU or a MAC address of a port of a bond: the bond gives it its own.
import { defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import { interfacesOf, masterOf } from '../../../model/interfaces.ts';
import type { Rule } from '../../../rules/rule.ts';

const report = defineDiagnostic('bond-port-option', 'MTU or MAC address of a port of a bond');

/** Reports each of them that differs from that of the bond (bond_enslave() of drivers/net/bonding/bond_main.c). */
export const bondPortOption: Rule = ({ state }) =>
  interfacesOf(state).flatMap((port) => {
    const bond = masterOf(state, port);
    if (bond?.role !== 'bond') return [];
    return (['mtu', 'mac'] as const).flatMap((option) => {
      const at = port.valueAt?.[option];
      const [own, its] = [port, bond].map((each) => `${each[option]}`.toLowerCase());
      if (at === undefined || own === its) return [];
      const help = `write it under ${bond.name}: \`${option}: ${option === 'mac' ? `"${own}"` : own}\``;
      return report({ at, label: `${bond.name} gives ${port.name} its own`, help });
    });
  });
