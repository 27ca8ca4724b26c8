// What a rule is: one thing that a lab can get wrong.

import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Lab, Step } from '../model/lab.ts';

/**
 * Finds one kind of problem in the lab as it stands after `step`; `lab` tells what other steps say. It is asked for
 * every step, and need not remember what it has reported before. What it gives may be read in part only: a rule for
 * which each problem costs time is a generator.
 */
export type Rule = (step: Step, lab: Lab) => Iterable<Diagnostic>;
