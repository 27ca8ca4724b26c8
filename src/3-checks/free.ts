// What is still free, for help texts that can be copied.
import {
  type Address,
  type Cidr,
  contains,
  formatCidr,
  isReservedHost,
  lastOf,
  networkOf,
  overlaps,
  sameAddress,
} from '../2-model/address.ts';

/** The next host address of `cidr`'s subnet that nobody has, as text; undefined where the subnet is full. */
export function freeAddress(cidr: Cidr, used: readonly Address[]): string | undefined {
  const subnet = networkOf(cidr);
  const inSubnet = used.filter(({ family, value }) => contains(subnet, { family, value }));
  const taken = new Set(inSubnet.map(({ value }) => value));
  const size = lastOf(cidr).value - subnet.value + 1n;
  // Among two more candidates than there are addresses taken or reserved, one is free.
  const tries = BigInt(taken.size) + 3n;
  for (let step = 1n; step <= tries && step < size; step++) {
    const candidate = { ...cidr, value: subnet.value + ((cidr.value - subnet.value + step) % size) };
    if (!taken.has(candidate.value) && !isReservedHost(candidate)) return formatCidr(candidate);
  }
  return undefined;
}

/** The next prefix of the same length that overlaps none of `used`, as text; undefined at the end of the address space. */
export function freePrefix(prefix: Cidr, used: readonly Cidr[]): string | undefined {
  const others = used.filter(({ family }) => family === prefix.family);
  let candidate = networkOf(prefix);
  for (let tries = 0; tries <= others.length; tries++) {
    const wall = others.find((other) => overlaps(other, candidate));
    if (wall === undefined) return sameAddress(candidate, networkOf(prefix)) ? undefined : formatCidr(candidate);
    const last = lastOf(wall).value > lastOf(candidate).value ? lastOf(wall) : lastOf(candidate);
    const next = last.value + 1n;
    if (next >= 1n << (prefix.family === 4 ? 32n : 128n)) return undefined;
    candidate = { ...prefix, value: next };
  }
  return undefined;
}
