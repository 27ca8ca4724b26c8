// Asks every rule about every step of a lab.

import { type Diagnostic, hasErrors } from '../diagnostics/diagnostic.ts';
import { isWithin } from '../diagnostics/span.ts';
import { blameStep } from '../model/broken-by-step.ts';
import type { Lab } from '../model/lab.ts';
import { checkWillNotHold } from './check-will-not-hold.ts';
import { rules } from './index.ts';
import type { Rule } from './rule.ts';

/** Who has a hundred problems of one code mends the first and asks again. */
const maxProblems = 100;

/** What these rules say of a lab. One place gets one diagnostic of a code, at the first step that has the problem. */
function problemsOf(lab: Lab, asked: readonly Rule[]): Diagnostic[] {
  const found = new Map<string, Diagnostic>();
  for (const step of lab.steps) {
    for (const rule of asked) {
      let problems = 0;
      for (const diagnostic of rule(step, lab)) {
        problems += 1;
        if (problems > maxProblems) break;
        const { start, end } = diagnostic.at;
        const key = `${diagnostic.code} ${start.offset} ${end.offset}`;
        if (!found.has(key)) found.set(key, blameStep(diagnostic, step.block, step.name));
      }
    }
  }
  return [...found.values()];
}

/** All that a lab gets wrong. What is foretold of a check is asked where nothing else is wrong with the lab, and told where no rule has said more of it. */
export function checkLab(lab: Lab): Diagnostic[] {
  const told = problemsOf(
    lab,
    rules.filter((rule) => rule !== checkWillNotHold),
  );
  if (hasErrors(told)) return told;
  const foretold = problemsOf(lab, [checkWillNotHold]);
  return [...told, ...foretold.filter(({ at }) => !told.some((other) => isWithin(other.at, at)))];
}
