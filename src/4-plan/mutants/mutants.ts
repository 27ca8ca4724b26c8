// The ways in which a plan can be wrong by one thing: an operation left out, or one of its words. A check has to notice each.
import type { Family } from '../../2-model/address.ts';
import type { Action, Operation, Plan, PlanStep } from '../plan.ts';
import { reasons } from '../reasons.ts';
import { type Altered, alterations } from './alterations.ts';
import { needsObjectOf } from './objects.ts';

/**
 * The machine on which a mutant is to be tried. What opens a firewall is missed only behind one, so there is a world with a firewall that
 * drops what is forwarded, as many machines have it, and with an outside that knows the way to the lab.
 */
export type World = 'plain' | 'firewall';

/** A plan that is wrong by one thing. */
export interface Mutant {
  readonly plan: Plan;
  /** The step from which on it is wrong. */
  readonly step: PlanStep;
  /** The operation that it is about, as it is in the right plan. */
  readonly operation: Operation;
  readonly altered: Altered;
  readonly world: World;
  /** The families in which what crosses a bridge has to go through the firewall: br_netfilter does that, where it is loaded. */
  readonly bridged: readonly Family[];
}

/** How an operation of a plan is judged. */
export interface Judged {
  readonly step: PlanStep;
  readonly operation: Operation;
  /**
   * `mutants`: by trying. `needed`: another operation cannot be carried out without the object that it makes, so set-up fails.
   * `care`: netgen adds it to every lab of this sort, whatever the lesson is about.
   */
  readonly by: 'mutants' | 'needed' | 'care';
  readonly mutants: readonly Mutant[];
}

/** A router passes on both families, in whichever the lab speaks. */
function isOfUnusedFamily({ action, reason }: Operation, operations: readonly Operation[]): boolean {
  if (action.do !== 'sysctl-set' || reason !== reasons.forwarding) return false;
  const family = action.key.startsWith('net.ipv6.') ? 6 : 4;
  return !operations.some((other) => other.action.do === 'address-add' && other.action.family === family);
}

/**
 * What netgen does in every lab of its sort without being asked: loopback interfaces are up, path filters are off in routers, routers pass on
 * families that nobody speaks, and what was opened in a firewall is closed when no step needs it.
 */
function isCare(operation: Operation, operations: readonly Operation[]): boolean {
  const { action, reason } = operation;
  if (action.do === 'forward-forget' || reason === reasons.noPathFilter) return true;
  if (isOfUnusedFamily(operation, operations)) return true;
  return action.do === 'link-set' && action.dev === 'lo' && action.alias !== undefined;
}

function whereTried(action: Action): Pick<Mutant, 'world' | 'bridged'> {
  if (action.do !== 'forward-accept') return { world: 'plain', bridged: [] };
  const bridged = JSON.stringify(action.in) === JSON.stringify(action.out);
  return { world: 'firewall', bridged: bridged ? action.families : [] };
}

/** The plan with other actions in the place of one; a table that later steps load again is wrong there as well. */
function planWith(plan: Plan, wrong: Operation, { actions, again }: Altered): Plan {
  let passed = false;
  const change = (operation: Operation): Operation[] => {
    if (operation === wrong) {
      passed = true;
      return actions.map((action) => ({ ...operation, action }));
    }
    const other = passed ? again?.(operation.action) : undefined;
    return [other === undefined ? operation : { ...operation, action: other }];
  };
  return { ...plan, steps: plan.steps.map((step) => ({ ...step, operations: step.operations.flatMap(change) })) };
}

function judge(plan: Plan, step: PlanStep, operation: Operation): Judged {
  const all = plan.steps.flatMap(({ operations }) => operations);
  if (isCare(operation, all)) return { step, operation, by: 'care', mutants: [] };
  const needed = all.some((other) => other !== operation && needsObjectOf(other.action, operation.action));
  const mutants = alterations(operation.action)
    .filter(({ actions }) => !needed || actions.length > 0)
    .map((altered): Mutant => {
      const wrong = planWith(plan, operation, altered);
      return { plan: wrong, step, operation, altered, ...whereTried(operation.action) };
    });
  return { step, operation, by: needed && mutants.length === 0 ? 'needed' : 'mutants', mutants };
}

/** Every operation of a plan, in order, and the mutants by which it is judged. */
export function judgedOperations(plan: Plan): Judged[] {
  return plan.steps.flatMap((step) => step.operations.map((operation) => judge(plan, step, operation)));
}
