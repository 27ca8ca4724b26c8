// Cables join switches in a ring: a broadcast goes round for ever, at the full speed of the machine.
import type { Link, State } from '../../2-model/lab.ts';
import { defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import { endsOf } from '../interfaces.ts';
import type { Rule } from '../rule.ts';

const report = defineDiagnostic('bridge-loop', 'cable that closes a ring of switches');

/** The two switches that a cable joins, if it does and both of its ends are up. */
function joined(state: State, link: Link): readonly [string, string] | undefined {
  const [first, second] = endsOf(state, link);
  if (first?.bridge === undefined || second?.bridge === undefined || !first.up || !second.up) return undefined;
  return [first.node, second.node];
}

/** Reports each cable that closes a ring, in the order written. */
export const bridgeLoop: Rule = function* ({ state }) {
  const islands = new Map<string, Set<string>>();
  for (const link of state.links) {
    const pair = joined(state, link);
    if (pair === undefined) continue;
    const [a, b] = pair.map((name) => islands.get(name) ?? new Set([name]));
    if (a === undefined || b === undefined) continue;
    if (a === b || pair[0] === pair[1])
      yield report({
        at: link.at,
        label: `${pair[0]} and ${pair[1]} are joined already`,
        help: 'take this cable away, or let it rest with `state: down`',
      });
    const both = new Set([...a, ...b]);
    for (const name of both) islands.set(name, both);
  }
};
