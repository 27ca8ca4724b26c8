// Addresses of later steps that are there in the place of those of an earlier one: when a role goes back to that, they go.
import type { Item } from './items.ts';

/** `h1 address 10.0.0.1/24 dev eth0` without the address: the interface. */
const interfaceOf = ({ gives: [fact = ''] }: Item): string => fact.replace(/ address \S+/, '');

const firstStep = ({ steps }: Item): number => Math.min(...steps);

/**
 * The addresses that are not to be left alone at some steps, as items with these for their steps: an address that the interface has
 * there is taken away later on, so one that only a later step gives it would stand beside that. `last` is the number of the last step.
 */
export function replacedAddresses(addresses: readonly Item[], last: number): Item[] {
  const leaves = ({ steps }: Item, step: number): boolean => {
    const after = Array.from({ length: last - step }, (_, index) => step + 1 + index);
    return steps.includes(step) && after.some((later) => !steps.includes(later));
  };
  return addresses.flatMap((item) => {
    const beside = addresses.filter((other) => interfaceOf(other) === interfaceOf(item));
    const before = Array.from({ length: firstStep(item) - 1 }, (_, index) => index + 1);
    const steps = before.filter((step) => beside.some((other) => leaves(other, step)));
    return steps.length === 0 ? [] : [{ ...item, steps }];
  });
}
