// Asks every rule about every step of a lab.

import { type Diagnostic, hasErrors } from '../diagnostics/diagnostic.ts';
import { isWithin } from '../diagnostics/span.ts';
import { blameStep } from '../model/broken-by-step.ts';
import type { Lab } from '../model/lab.ts';
import { isForetold } from './check-will-not-hold.ts';
import { rules } from './index.ts';

/** Who has a hundred problems of one code mends the first and asks again. */
const maxProblems = 100;

/** All that a lab gets wrong. One place gets one diagnostic of a code, at the first step that has the problem. */
export function checkLab(lab: Lab): Diagnostic[] {
  const found = new Map<string, Diagnostic>();
  for (const step of lab.steps) {
    for (const rule of rules) {
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
  const all = [...found.values()];
  // What is foretold of a check is told where nothing else is wrong with the lab, and no rule has said more of the check.
  const told = all.filter(({ code }) => !isForetold(code));
  if (hasErrors(told)) return told;
  return all.filter(({ code, at }) => !isForetold(code) || !told.some((other) => isWithin(other.at, at)));
}
