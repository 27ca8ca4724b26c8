// What is still free, for help texts that can be copied.

import {
  type Address,
  type Cidr,
  type Family,
  formatCidr,
  isReservedHost,
  lastOf,
  networkOf,
  sameAddress,
} from '../address.ts';
import { onceFor } from '../once-for.ts';

/** Addresses in a row, the last one included. */
interface Run {
  readonly first: bigint;
  readonly last: bigint;
}

const byFirst = (a: Run, b: Run): number => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0);

/** The same addresses in as few runs as there are, in order. */
function joined(runs: readonly Run[]): readonly Run[] {
  const found: Run[] = [];
  for (const run of runs.toSorted(byFirst)) {
    const before = found.at(-1);
    if (before === undefined || run.first > before.last + 1n) found.push(run);
    else if (run.last > before.last) found.splice(-1, 1, { first: before.first, last: run.last });
  }
  return found;
}

type Taken = Readonly<Record<Family, readonly Run[]>>;

function takenBy<T extends Address>(used: readonly T[], run: (one: T) => Run): Taken {
  const of = (family: Family) => joined(used.filter((one) => one.family === family).map(run));
  return { 4: of(4), 6: of(6) };
}

const takenAddresses = onceFor(
  (used: readonly Address[]): Taken => takenBy(used, ({ value }) => ({ first: value, last: value })),
);

const takenPrefixes = onceFor(
  (used: readonly Cidr[]): Taken =>
    takenBy(used, (cidr) => ({ first: networkOf(cidr).value, last: lastOf(cidr).value })),
);

/** The place of the first run that does not end before the address. */
function placeAfter(runs: readonly Run[], address: bigint): number {
  let [low, high] = [0, runs.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((runs[middle]?.last ?? 0n) < address) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The first host address from this one on to the end of the subnet that is in none of the runs. */
function nextHost(from: Cidr, runs: readonly Run[]): Cidr | undefined {
  const last = lastOf(from).value;
  let { value } = from;
  for (let place = placeAfter(runs, value); value <= last; ) {
    const run = runs[place];
    if (run !== undefined && run.first <= value) {
      value = run.last + 1n;
      place += 1;
    } else if (isReservedHost({ ...from, value })) value += 1n;
    else return { ...from, value };
  }
  return undefined;
}

/** The next host address of `cidr`'s subnet that nobody has, as text; undefined where the subnet is full. `used` is looked through once. */
export function freeAddress(cidr: Cidr, used: readonly Address[]): string | undefined {
  const runs = takenAddresses(used)[cidr.family];
  const above = { ...cidr, value: cidr.value + 1n };
  const found = cidr.value === lastOf(cidr).value ? undefined : nextHost(above, runs);
  const free = found ?? nextHost(networkOf(cidr), runs);
  return free === undefined || sameAddress(free, cidr) ? undefined : formatCidr(free);
}

/** The next prefix of the same length that overlaps none of `used`, as text; undefined at the end of the address space. `used` is looked through once. */
export function freePrefix(prefix: Cidr, used: readonly Cidr[]): string | undefined {
  const runs = takenPrefixes(used)[prefix.family];
  let candidate = networkOf(prefix);
  for (let place = placeAfter(runs, candidate.value); ; place++) {
    const wall = runs[place];
    const last = lastOf(candidate).value;
    if (wall === undefined || wall.first > last) break;
    if (wall.last < candidate.value) continue;
    const next = networkOf({ ...prefix, value: wall.last }).value + (last - candidate.value) + 1n;
    if (next >= 1n << (prefix.family === 4 ? 32n : 128n)) return undefined;
    candidate = { ...prefix, value: next };
  }
  return sameAddress(candidate, networkOf(prefix)) ? undefined : formatCidr(candidate);
}
