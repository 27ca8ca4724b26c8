// A check that will not hold: the way of its packets is foretold.
import { foretell } from '../checks/list.ts';
import { defineDiagnostic } from '../diagnostics/diagnostic.ts';
import type { Rule } from './rule.ts';

const report = defineDiagnostic('check-will-not-hold', 'check that will not hold', 'warning');

/** The code of these warnings. */
export const foretold = report.code;

/** Warns of the first pair of each sentence that is foretold to fail. */
export const checkWillNotHold: Rule = function* ({ checks, state }) {
  let told: object | undefined;
  for (const check of checks) {
    if (check.at === told) continue;
    const found = foretell(check, state);
    if (found.is !== 'fails') continue;
    told = check.at;
    const { label, related } = found;
    yield report({ at: check.at, label, related, help: found.help() });
  }
};
