// The resources of a lab after each step, and the commands that lead from one step to the next.

import type { Span } from '../diagnostics/span.ts';
import type { LabTutorial, Step } from '../model/lab.ts';
import type { Localized } from '../source/tutorial.ts';
import type { Command } from './command.ts';
import type { Resource } from './resource.ts';

/** Everything that the outputs of one lab are rendered from. */
export interface Plan {
  readonly lab: string;
  readonly tutorial: LabTutorial;
  readonly steps: readonly PlanStep[];
}

export interface PlanStep extends Omit<Step, 'block'> {
  readonly at: Span;
  /** All that stands after this step, in the order in which it would be made at once. */
  readonly resources: readonly Resource[];
  /** From the step before to this one: what goes, last first; then what changes and comes, in the order of the script. */
  readonly changes: readonly Change[];
  /** Back to the step before; missing at the first step, which goes with the lab. */
  readonly back?: readonly Change[];
}

export interface Change {
  readonly resource: Resource;
  readonly does: 'make' | 'set' | 'undo';
  /** Not empty, but for what has no command of its own. */
  readonly commands: readonly Command[];
  readonly reason: Localized;
  readonly at: Span;
}

/** Changes in a row that share their reason: scripts, pages and plan.json show them under it together. */
export function byReason(changes: readonly Change[]): { readonly reason: Localized; readonly changes: Change[] }[] {
  const groups: { readonly reason: Localized; readonly changes: Change[] }[] = [];
  for (const change of changes) {
    const last = groups.at(-1);
    if (last?.reason.en === change.reason.en) last.changes.push(change);
    else groups.push({ reason: change.reason, changes: [change] });
  }
  return groups;
}
