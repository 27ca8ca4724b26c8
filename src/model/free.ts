// What is still free, for help texts that can be copied.

import { type Address, type Cidr, formatCidr, fullLength, isReservedHost, lastOf, networkOf } from '../address.ts';
import { onceFor } from '../once-for.ts';

const keyOf = ({ family, value }: Address): string => `${family} ${value}`;

const takenBy = onceFor((used: readonly Address[]) => new Set(used.map(keyOf)));

/** So many addresses are looked at: of many reports each looks for one. */
const mostTries = 1000n;

/** The next host address of `cidr`'s subnet that nobody has, as text; undefined where there is none near. */
export function freeAddress(cidr: Cidr, used: readonly Address[]): string | undefined {
  const taken = takenBy(used);
  const first = networkOf(cidr).value;
  const size = lastOf(cidr).value - first + 1n;
  for (let step = 1n; step < size && step <= mostTries; step++) {
    const host = { ...cidr, value: first + ((cidr.value - first + step) % size) };
    if (!isReservedHost(host) && !taken.has(keyOf(host))) return formatCidr(host);
  }
  return undefined;
}

const inOrder = onceFor((used: readonly Cidr[]) =>
  used.map((cidr) => ({ family: cidr.family, first: networkOf(cidr).value, last: lastOf(cidr).value })).sort(byFirst),
);

const byFirst = (a: { first: bigint }, b: { first: bigint }): number =>
  Number(a.first > b.first) - Number(a.first < b.first);

/** The next prefix of the same length that overlaps none of `used`, as text; undefined at the end of the address space. */
export function freePrefix(prefix: Cidr, used: readonly Cidr[]): string | undefined {
  const size = lastOf(prefix).value - networkOf(prefix).value + 1n;
  let { value } = networkOf(prefix);
  for (const { family, first, last } of inOrder(used)) {
    if (family === prefix.family && first < value + size && last >= value) value = (last / size + 1n) * size;
  }
  const isOut = value >= 1n << BigInt(fullLength(prefix.family));
  return isOut || value === networkOf(prefix).value ? undefined : formatCidr({ ...prefix, value });
}
