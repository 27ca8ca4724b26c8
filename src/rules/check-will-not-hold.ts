// A check that will not hold: the way of its packets is foretold.
import { foretell } from '../checks/list.ts';
import { defineDiagnostic } from '../diagnostics/diagnostic.ts';
import { groupBy } from '../group-by.ts';
import type { Rule } from './rule.ts';

const report = defineDiagnostic('check-will-not-hold', 'check that will not hold', 'warning');

/** The code of these warnings. */
export const foretold = report.code;

/** So many pairs of a sentence are foretold: `h1..1000 reach h1..1000` are a million. */
const mostPairs = 200;

/** Warns of the first pair of each sentence that is foretold to fail. */
export const checkWillNotHold: Rule = function* ({ checks, state }) {
  for (const pairs of groupBy(checks, ({ at }) => at).values()) {
    for (const check of pairs.slice(0, mostPairs)) {
      const found = foretell(check, state);
      if (found.is !== 'fails') continue;
      const { label, related } = found;
      yield report({ at: check.at, label, related, help: found.help() });
      break;
    }
  }
};
