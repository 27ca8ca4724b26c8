// Cables join switches in a ring: a broadcast goes round for ever, at the full speed of the machine.

import { defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import { DisjointSets } from '../../../disjoint-sets.ts';
import { bridgeOf, endsOf, readableName } from '../../../model/interfaces.ts';
import type { Link, State } from '../../../model/lab.ts';
import type { Rule } from '../../../rules/rule.ts';

const report = defineDiagnostic('bridge-loop', 'cable that closes a ring of switches');

/** The two bridges that a cable joins, if it does and both of its ends are up. One that runs the spanning tree protocol breaks each ring that it is in. */
function joined(state: State, link: Link): readonly [string, string] | undefined {
  const ends = endsOf(state, link).filter(({ up }) => up);
  const [first, second] = ends.flatMap((end) => bridgeOf(state, end) ?? []);
  if (first === undefined || second === undefined) return undefined;
  if ([first, second].some(({ options }) => options['stp']?.value === 'true')) return undefined;
  return [readableName(first), readableName(second)];
}

/** Reports each cable that closes a ring, in the order written. */
export const bridgeLoop: Rule = function* ({ state }) {
  const islands = new DisjointSets();
  for (const link of state.links) {
    const pair = joined(state, link);
    if (pair === undefined) continue;
    const [one, other] = pair;
    const isNew = islands.join(one, other);
    if (one === other) {
      const help = `leave ${one} out of one side; if a range or a group there holds it, give one of the two another name`;
      yield report({ at: link.at, label: `both ends are ${one}`, help });
    } else if (!isNew) {
      const help = 'take this cable away, or let it rest with `state: down`';
      yield report({ at: link.at, label: `${one} and ${other} are joined already`, help });
    }
  }
};
