// A cable that is said to be access port and trunk at once, or the native VLAN of no trunk.

import { type Diagnostic, defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import { endsOf } from '../../../model/interfaces.ts';
import type { Interface } from '../../../model/lab.ts';
import type { Rule } from '../../../rules/rule.ts';

const report = defineDiagnostic('access-and-trunk', 'access port and trunk at once');

/** Reports cables with `vlan` and `trunk` or `native`, and those with `native` alone. */
export const accessAndTrunk: Rule = ({ state }) =>
  state.links.flatMap((link) => {
    const [first] = endsOf(state, link).flatMap(reportPort);
    return first ?? [];
  });

function reportPort({ options: { vlan, trunk, native } }: Interface): Diagnostic[] {
  const other = trunk ?? native;
  if (vlan !== undefined && other !== undefined) {
    const help = `leave \`vlan\` out, and write \`native: ${vlan.value}\` for what passes without a tag`;
    const related = [{ at: other.at, label: 'a trunk' }];
    return [report({ at: vlan.at, label: 'an access port', related, help })];
  }
  if (native === undefined || trunk !== undefined) return [];
  return [report({ at: native.at, label: 'of no trunk', help: `write \`vlan: ${native.value}\`, or add \`trunk\`` })];
}
