// Two VRFs of a node with one table: what each knows, the other knows too.
import { defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import type { Rule } from '../../../rules/rule.ts';
import { tableOf } from '../vrf.ts';

const report = defineDiagnostic('table-of-two-vrfs', 'table that two VRFs share');

/** Reports the later of two such VRFs, with a table that no VRF of the node has. */
export const tableOfTwoVrfs: Rule = ({ state }) =>
  [...state.nodes.values()].flatMap(({ interfaces }) => {
    const vrfs = interfaces.filter(({ role }) => role === 'vrf');
    const tables = vrfs.map(({ name }) => tableOf(interfaces, name));
    return vrfs.flatMap(({ name, options: { table } }, index) => {
      const first = vrfs[tables.indexOf(tables[index])];
      if (first === undefined || first.name === name || table === undefined) return [];
      const free = Math.max(...tables.map((each) => each ?? 0)) + 10;
      return report({
        at: table.at,
        label: `${first.name} has this table`,
        related: [{ at: first.options['table']?.at ?? first.at, label: 'first used here' }],
        help: `give ${name} a table of its own, for example ${free}`,
        expected: [String(free)],
      });
    });
  });
