// IPv4 and IPv6 addresses and prefixes as numbers. Text forms: RFC 4291 §2.2 to read, RFC 5952 to write.

/** The version of the Internet Protocol. */
export type Family = 4 | 6;

/** Both families, IPv4 first. */
export const families: readonly Family[] = [4, 6];

export interface Address {
  readonly family: Family;
  readonly value: bigint;
}

/** An address with the length of its prefix: `10.0.0.7/24` keeps the 7. */
export interface Cidr extends Address {
  readonly length: number;
}

const width = (family: Family): number => (family === 4 ? 32 : 128);

function parseIpv4(text: string): bigint | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  let value = 0n;
  for (const part of parts) {
    // A leading zero is octal to some tools and decimal to others, so it is refused.
    if (!/^(0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return undefined;
    value = value * 256n + BigInt(part);
  }
  return value;
}

function parseGroups(text: string): number[] | undefined {
  if (text === '') return [];
  const groups: number[] = [];
  const parts = text.split(':');
  for (const [index, part] of parts.entries()) {
    if (part.includes('.') && index === parts.length - 1) {
      const tail = parseIpv4(part);
      if (tail === undefined) return undefined;
      groups.push(Number(tail >> 16n), Number(tail & 0xffffn));
    } else if (/^[0-9a-fA-F]{1,4}$/.test(part)) {
      groups.push(Number.parseInt(part, 16));
    } else {
      return undefined;
    }
  }
  return groups;
}

function parseIpv6(text: string): bigint | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const head = parseGroups(halves[0] ?? '');
  const tail = halves.length === 2 ? parseGroups(halves[1] ?? '') : [];
  if (head === undefined || tail === undefined) return undefined;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head, ...new Array<number>(missing).fill(0), ...tail];
  return groups.reduce((value, group) => value * 65536n + BigInt(group), 0n);
}

/** Reads an address, or gives undefined. */
export function parseAddress(text: string): Address | undefined {
  const family: Family = text.includes(':') ? 6 : 4;
  const value = family === 6 ? parseIpv6(text) : parseIpv4(text);
  return value === undefined ? undefined : { family, value };
}

/** Reads `ADDRESS/LENGTH`, or gives undefined. */
export function parseCidr(text: string): Cidr | undefined {
  const [before = '', after = '', ...rest] = text.split('/');
  const address = parseAddress(before);
  if (address === undefined || rest.length > 0 || !/^(0|[1-9]\d{0,2})$/.test(after)) return undefined;
  const length = Number(after);
  return length > width(address.family) ? undefined : { ...address, length };
}

/** The length that a netmask stands for, or one with its bits turned over, as `0.0.0.255`; undefined for any other text. */
export function maskLength(text: string): number | undefined {
  const value = parseIpv4(text);
  if (value === undefined) return undefined;
  const bits = value.toString(2).padStart(32, '0');
  const length = /^(1*0*|0+1+)$/.test(bits) ? bits.lastIndexOf(bits.charAt(0)) + 1 : undefined;
  return value === 0n ? 0 : length;
}

function formatIpv4(value: bigint): string {
  const number = Number(value);
  return `${number >>> 24}.${(number >>> 16) & 255}.${(number >>> 8) & 255}.${number & 255}`;
}

function formatIpv6(value: bigint): string {
  const groups = Array.from({ length: 8 }, (_, i) => Number((value >> BigInt(112 - 16 * i)) & 0xffffn));
  let best = { start: 0, length: 1 };
  for (let start = 0; start < 8; start++) {
    let length = 0;
    while (start + length < 8 && groups[start + length] === 0) length++;
    if (length > best.length) best = { start, length };
  }
  const text = (from: number, to?: number) =>
    groups
      .slice(from, to)
      .map((group) => group.toString(16))
      .join(':');
  // inet_ntop(3), by which ip prints, writes what holds an address of IPv4 with dots.
  if (best.start === 0 && (best.length === 6 || (best.length === 5 && groups[5] === 0xffff))) {
    return `::${best.length === 5 ? 'ffff:' : ''}${formatIpv4(value)}`;
  }
  return best.length < 2 ? text(0) : `${text(0, best.start)}::${text(best.start + best.length)}`;
}

/** Writes an address in its one normal form. */
export function formatAddress({ family, value }: Address): string {
  if (family === 6) return formatIpv6(value);
  return formatIpv4(value);
}

/** Writes `ADDRESS/LENGTH`. */
export function formatCidr(cidr: Cidr): string {
  return `${formatAddress(cidr)}/${cidr.length}`;
}

const ones: readonly bigint[] = Array.from({ length: 129 }, (_, count) => (1n << BigInt(count)) - 1n);

const hostBits = ({ family, length }: Cidr): bigint => ones[width(family) - length] ?? 0n;

/** The prefix itself, its host bits zero: `10.0.0.7/24` gives `10.0.0.0/24`. */
export function networkOf(cidr: Cidr): Cidr {
  return { ...cidr, value: cidr.value & ~hostBits(cidr) };
}

/** The last address of the prefix: in IPv4 the broadcast address. */
export function lastOf(cidr: Cidr): Cidr {
  return { ...cidr, value: cidr.value | hostBits(cidr) };
}

/** The length of a single address: 32 or 128. */
export function fullLength(family: Family): number {
  return width(family);
}

/** True of an address that has neighbours: one of full length is alone. */
export const hasSubnet = ({ family, length }: Cidr): boolean => length < fullLength(family);

/** A prefix as `ip` and `nft` write it: a single address without its length. */
export const formatPrefix = (cidr: Cidr): string =>
  cidr.length === fullLength(cidr.family) ? formatAddress(cidr) : formatCidr(cidr);

/** The address itself, without what else a value says: its prefix, its place. */
export const addressIn = ({ family, value }: Address): Address => ({ family, value });

/** True if the address, or the whole inner prefix, lies in `outer`. */
export function contains(outer: Cidr, inner: Address | Cidr): boolean {
  if (outer.family !== inner.family) return false;
  if ('length' in inner && inner.length < outer.length) return false;
  const rest = hostBits(outer);
  return (inner.value | rest) === (outer.value | rest);
}

/** True if the two prefixes share an address. */
export function overlaps(a: Cidr, b: Cidr): boolean {
  return contains(a, b) || contains(b, a);
}

/** True if both are the same address; lengths do not matter. */
export function sameAddress(a: Address, b: Address): boolean {
  return a.family === b.family && a.value === b.value;
}

/** True if no host of `cidr`'s subnet may have the address: network and broadcast in IPv4, `::0` (the anycast of RFC 4291 §2.6.1) in IPv6. */
export function isReservedHost(cidr: Cidr): boolean {
  if (width(cidr.family) - cidr.length <= 1) return false;
  const own = cidr.value & hostBits(cidr);
  return own === 0n || (cidr.family === 4 && own === hostBits(cidr));
}

/** True within fe80::/10, which is on every segment of IPv6 (RFC 4291 §2.5.6): only an interface says which is meant. */
export const isLinkLocal = ({ family, value }: Address): boolean => family === 6 && value >> 118n === 0x3fan;
