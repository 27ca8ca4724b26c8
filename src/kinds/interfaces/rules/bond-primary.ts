// A bond whose primary port it cannot use: it is no port of it, or the mode knows none.
import { defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import { nearest } from '../../../diagnostics/did-you-mean.ts';
import { interfacesOf, portsOf } from '../../../model/interfaces.ts';
import type { Rule } from '../../../rules/rule.ts';
import { primaryOf } from '../bond.ts';

const report = defineDiagnostic('bond-primary', 'primary port that the bond cannot use');

/** Reports each such word (bond_option_primary_set() of drivers/net/bonding/bond_options.c). */
export const bondPrimary: Rule = ({ state }) =>
  interfacesOf(state).flatMap((bond) => {
    const { primary, mode } = bond.options;
    if (bond.role !== 'bond' || primary === undefined) return [];
    if (mode !== undefined && !/^active-backup$|^balance-[ta]lb$/.test(mode.value)) {
      const help = 'take `primary` out, or write `mode: active-backup`';
      return report({ at: primary.at, label: `with ${mode.value} no port comes first`, help });
    }
    const names = portsOf(state, bond).map(({ name }) => name);
    if (names.length === 0 || names.includes(primaryOf(state, bond) ?? '')) return [];
    const meant = nearest(primary.value, names) ?? names[0];
    return report({
      at: primary.at,
      label: `${primary.value} is no port of ${bond.name}`,
      help: `write \`primary: ${meant}\`, or add ${primary.value} to the ports`,
      expected: [meant],
    });
  });
