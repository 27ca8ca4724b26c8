// Addresses of later steps that are there in the place of those of an earlier one: when a role goes back to that, they go.
import type { Item } from './items.ts';

/** `h1 address 10.0.0.1/24 dev eth0` without the address: the interface. */
const interfaceOf = ({ gives: [fact = ''] }: Item): string => fact.replace(/ address \S+/, '');

const firstStep = ({ steps }: Item): number => Math.min(...steps);

/** The steps at which it is there, and after which some step does not have it any more. */
function leavingSteps({ steps }: Item, last: number): number[] {
  const missing = Array.from({ length: last }, (_, index) => index + 1).filter((step) => !steps.includes(step));
  const end = missing.at(-1) ?? 0;
  return steps.filter((step) => step < end);
}

/**
 * The addresses that are not to be left alone at some steps, as items with these for their steps: an address that the interface has
 * there is taken away later on, so one that only a later step gives it would stand beside that. `last` is the number of the last step.
 */
export function replacedAddresses(addresses: readonly Item[], last: number): Item[] {
  const leaving = new Map<string, Set<number>>();
  for (const item of addresses) {
    const steps = leaving.get(interfaceOf(item)) ?? new Set();
    leaving.set(interfaceOf(item), new Set([...steps, ...leavingSteps(item, last)]));
  }
  return addresses.flatMap((item) => {
    const steps = [...(leaving.get(interfaceOf(item)) ?? [])]
      .filter((step) => step < firstStep(item))
      .sort((a, b) => a - b);
    return steps.length === 0 ? [] : [{ ...item, steps }];
  });
}
