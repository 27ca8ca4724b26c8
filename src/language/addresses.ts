// Addresses and prefixes as an author writes them, with ranges in them: `10.0.(1..4).0/24`, `.7`, `10.0.0.0/24 by /31`.
import type { Address, Cidr, Family } from '../address.ts';
import { contains, formatCidr, fullLength, maskLength, networkOf, parseAddress, parseCidr } from '../address.ts';
import { expandRange } from './names.ts';
import type { Piece } from './piece.ts';
import { badAddress, badPrefix, oneForMany, prefixUsedUp, unknownWord } from './problems.ts';
import type { Reading } from './reading.ts';
import type { PlaceStatement, Written } from './statements.ts';

/** True if a word can only be an address: names start with a letter and have at most one colon. */
export function looksLikeAddress(text: string): boolean {
  return /^[\d(]/.test(text) || /:.*:/.test(text);
}

function refuseAddress(piece: Piece, text: string, tail: string, reading: Reading): undefined {
  const { at } = piece;
  const [, first, last] = /^([^-]*\d)-(\d[^-]*)$/.exec(piece.text) ?? [];
  const [label, help] =
    first === undefined
      ? text.includes(':')
        ? ['not an IPv6 address', `write it like 2001:db8::1${tail}`]
        : ['four numbers from 0 to 255 are wanted', `write it like 10.0.0.1${tail}`]
      : ['a range has two dots', `write ${first}..${last}`];
  return reading.report(badAddress({ at, label, help }));
}

/** Addresses without a length. */
export function readAddresses(piece: Piece, reading: Reading): readonly Address[] | undefined {
  const addresses: Address[] = [];
  for (const text of expandRange(piece, reading) ?? []) {
    const address = parseAddress(text);
    if (address === undefined) {
      const bare = text.split('/')[0] ?? '';
      if (parseAddress(bare) === undefined) return refuseAddress(piece, bare, '', reading);
      const help = `write ${bare}`;
      return reading.report(badAddress({ at: piece.at, label: 'no length is wanted here', help, expected: [bare] }));
    }
    addresses.push(address);
  }
  return addresses.length === 0 ? undefined : addresses;
}

/** One address without a length, and where it stands; of a range, the first. */
export function readAddress(piece: Piece, reading: Reading): Written<Address> | undefined {
  const [value] = readAddresses(piece, reading) ?? [];
  return value === undefined ? undefined : { value, at: piece.at };
}

/** What is wanted, where the length of an address cannot be read. `length` is that of a netmask, where one was written. */
type Guess = (address: Address, length?: number) => { readonly cidr: Cidr; readonly also?: string };

const usualLength = (family: Family): number => (family === 4 ? 24 : 64);
/** An address as the end of a cable has it, or a bridge. */
export const inSubnet: Guess = (address, length = usualLength(address.family)) => ({ cidr: { ...address, length } });
const network: Guess = (address, length) => ({ cidr: networkOf(inSubnet(address, length).cidr) });
const destination: Guess = (address, length = fullLength(address.family)) => network(address, length);

/** The main address of a node stands alone; with a shorter length, the node would take the whole subnet for its own. */
export const mainAddress: Guess = (address, length = fullLength(address.family)) => ({ cidr: { ...address, length } });
/** The address of a node whose kind is not said there. */
export const nodeAddress: Guess = (address, length) => ({
  ...mainAddress(address, length),
  ...(length === undefined ? { also: ', or on a bridge or switch the length of its subnet' } : {}),
});

function refusePrefix(piece: Piece, text: string, guess: Guess, reading: Reading): undefined {
  const [before = '', ...lengths] = text.split('/');
  const address = parseAddress(before);
  const { at } = piece;
  if (address === undefined)
    return refuseAddress(piece, before, lengths.length === 0 ? '/24' : `/${lengths[0]}`, reading);
  const masked = address.family === 4 && lengths.length === 1 ? maskLength(lengths[0] ?? '') : undefined;
  if (masked === undefined && lengths[0]?.includes('.') === true) {
    const help = `write a number from 0 to ${fullLength(address.family)} after the slash`;
    return reading.report(badPrefix({ at, label: 'no netmask, and no length', help }));
  }
  const { cidr, also = '' } = guess(address, masked);
  // What is missing to one address of a range is missing to all.
  const mended = piece.text.includes('..') ? `${piece.text.split('/')[0]}/${cidr.length}` : formatCidr(cidr);
  const missing = lengths.length === 0 ? 'length is missing' : `length is 0 to ${fullLength(address.family)}`;
  const label = masked === undefined ? missing : 'a netmask in the place of the length';
  return reading.report(badPrefix({ at, label, help: `write ${mended}${also}`, expected: [mended] }));
}

/** Addresses with their lengths, as an interface has them. */
export function readCidrs(
  piece: Piece,
  reading: Reading,
  guess: Guess = inSubnet,
): readonly Written<Cidr>[] | undefined {
  const texts = expandRange(piece, reading);
  if (texts === undefined) return undefined;
  const { at } = piece;
  const cidrs: Written<Cidr>[] = [];
  for (const text of texts) {
    const value = parseCidr(text);
    if (value === undefined) return refusePrefix(piece, text, guess, reading);
    cidrs.push({ value, at });
  }
  return cidrs;
}

/** Prefixes: no bit beyond the length may be set. Where one address may be meant too, it is a prefix of full length. */
export function readPrefixes(
  piece: Piece,
  reading: Reading,
  meant: 'subnet' | 'subnet or address' = 'subnet',
): readonly Written<Cidr>[] | undefined {
  const cidrs = readCidrs(piece, reading, meant === 'subnet' ? network : destination);
  const odd = cidrs?.find(({ value }) => networkOf(value).value !== value.value);
  if (odd === undefined) return cidrs;
  const prefix = formatCidr(networkOf(odd.value));
  const single = formatCidr({ ...odd.value, length: fullLength(odd.value.family) });
  const help = meant === 'subnet' ? `write ${prefix}` : `write ${prefix}, or ${single} for the one address`;
  const expected = meant === 'subnet' ? [prefix] : [prefix, single];
  return reading.report(
    badPrefix({ at: piece.at, label: `bits after the first ${odd.value.length} are set`, help, expected }),
  );
}

/** Subnets before they are given out: as many as were written, or to be cut from one prefix. */
export interface Subnets {
  readonly piece: Piece;
  readonly prefixes: readonly Written<Cidr>[];
  /** Length of the pieces of `CIDR by /LEN`. */
  readonly by?: number;
}

/** `CIDR` or `CIDR by /LEN`. */
export function readSubnets(piece: Piece, reading: Reading): Subnets | undefined {
  const [cidr, by, length, more] = piece.words();
  if (cidr === undefined) return undefined;
  const prefixes = readPrefixes(cidr, reading);
  const [prefix] = prefixes ?? [];
  if (prefixes === undefined || prefix === undefined) return undefined;
  if (by === undefined) return { piece, prefixes };
  const cut = /^\/(\d{1,3})$/.exec(length?.text ?? '');
  const longest = fullLength(prefix.value.family);
  const least = prefix.value.length;
  if (by.text === 'by' && cut !== null && more === undefined && prefixes.length === 1) {
    const number = Number(cut[1]);
    if (number >= least && number <= longest) return { piece, prefixes, by: number };
  }
  const label = `\`by\` and a length, /${least} to /${longest}`;
  const help = `write it like ${cidr.text} by /${Math.min(longest, least + 6)}, or several with commas between them`;
  return reading.report(badPrefix({ at: piece.at, label, help }));
}

/** The subnets of `count` things, one each, in order. */
export function dealSubnets(subnets: Subnets, count: number, reading: Reading): readonly Written<Cidr>[] | undefined {
  const { piece, prefixes, by } = subnets;
  const { at } = piece;
  const [first] = prefixes;
  if (first === undefined) return undefined;
  if (by === undefined) {
    if (prefixes.length === count) return prefixes;
    const label = `${prefixes.length} for ${count}`;
    const help = `write ${formatCidr(first.value)} by /${first.value.family === 4 ? 30 : 64}, one piece for each`;
    return reading.report(oneForMany({ at, label, help }));
  }
  const { value } = first;
  const size = 1n << BigInt(fullLength(value.family) - by);
  const last = { ...value, value: value.value + size * BigInt(count) - 1n };
  if (!contains(value, last)) {
    const pieces = 1n << BigInt(by - value.length);
    const label = `${pieces} ${pieces === 1n ? 'piece' : 'pieces'} for ${count}`;
    const help = 'write a shorter prefix, or a longer length behind `by`';
    return reading.report(prefixUsedUp({ at, label, help }));
  }
  return Array.from({ length: count }, (_, index) => ({
    value: { ...value, value: value.value + size * BigInt(index), length: by },
    at,
  }));
}

/** `10.0.0.1/24`, `.7` or `::7`, each with a range or without. */
export function readPlaces(piece: Piece, reading: Reading): readonly PlaceStatement[] | undefined {
  const { at, text } = piece;
  if (/^[A-Za-z][^:]*$/.test(text)) {
    const help = 'write an address like 10.0.0.1/24 or .1, or a comma before it';
    return reading.report(unknownWord({ at, label: 'no address', help }));
  }
  if (!/^(\.[\d(]|::[^/]*$)/.test(text)) {
    return readCidrs(piece, reading)?.map(({ value: cidr }) => ({ is: 'cidr', at, cidr }));
  }
  const family: Family = text.startsWith('::') ? 6 : 4;
  const places: PlaceStatement[] = [];
  for (const one of expandRange(piece, reading) ?? []) {
    const address = family === 6 ? parseAddress(one) : { value: BigInt(/^\.\d{1,9}$/.test(one) ? one.slice(1) : -1) };
    if (address === undefined || address.value < 0n) return refuseAddress(piece, one, '', reading);
    places.push({ is: 'offset', at, family, number: address.value });
  }
  return places.length === 0 ? undefined : places;
}
