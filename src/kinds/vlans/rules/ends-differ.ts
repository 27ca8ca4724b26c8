// A cable between two bridges with VLANs whose ends do not agree on them: a VLAN passes at one end alone, or has no tag at both, and another number at each.

import { type Diagnostic, defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import { bridgeOf, endsOf, readableName } from '../../../model/interfaces.ts';
import { type Interface, type State, stepsBefore } from '../../../model/lab.ts';
import type { Rule } from '../../../rules/rule.ts';
import { membershipOf, vlansOf } from '../membership.ts';
import { holds, writtenRange } from '../ranges.ts';

const alone = defineDiagnostic(
  'vlan-at-one-end',
  'VLAN that one end of a cable passes and the other does not',
  'warning',
);
const leak = defineDiagnostic('native-vlan-leak', 'frames without a tag that change their VLAN', 'warning');

type Ends = readonly [Interface, Interface];

/** The cables that join two bridges which keep VLANs apart. */
function betweenBridges(state: State): Ends[] {
  const isAware = (end: Interface) => {
    const bridge = bridgeOf(state, end);
    return bridge !== undefined && vlansOf(bridge) !== undefined;
  };
  return state.links.flatMap((link): Ends[] => {
    const [a, b] = endsOf(state, link);
    return a && b && isAware(a) && isAware(b) ? [[a, b]] : [];
  });
}

/** The first VLAN that passes with its tag at the one, and not at the other. */
function missingAt(other: Interface, one: Interface): Diagnostic | undefined {
  const there = membershipOf(other).tagged;
  const missing = membershipOf(one).tagged.find((range) => !holds(there, range));
  if (missing === undefined) return undefined;
  return alone({
    at: one.options['trunk']?.at ?? one.at,
    label: `${writtenRange(missing)} does not pass at ${readableName(other)}`,
    help: `let it through there too: \`trunk: [${[...there, missing].map(writtenRange).join(', ')}]\`, or take it away here`,
  });
}

const plainAt = ({ options: { vlan, native }, at }: Interface) => (vlan ?? native)?.at ?? at;

function problemOf([a, b]: Ends): Diagnostic | undefined {
  const [here, there] = [membershipOf(a).untagged, membershipOf(b).untagged];
  if (here === undefined || there === undefined || here === there) return missingAt(b, a) ?? missingAt(a, b);
  const related = [{ at: plainAt(a), label: `${here} at the other end` }];
  const help = `write the same at both ends, for example ${here}`;
  return leak({ at: plainAt(b), label: `${there} here`, related, help });
}

const namesOf = (ends: Ends): string => ends.map(({ node, name }) => `${node}:${name}`).join(' ');

/** Warns of each such cable. One that was well in an earlier step is so on purpose. */
export const endsDiffer: Rule = ({ state, number }, { steps }) =>
  betweenBridges(state).flatMap((ends) => {
    const problem = problemOf(ends);
    if (problem === undefined) return [];
    const earlier = stepsBefore(steps, number).flatMap((step) => betweenBridges(step.state));
    const wasWell = earlier.some((other) => namesOf(other) === namesOf(ends) && problemOf(other) === undefined);
    return wasWell ? [] : [problem];
  });
