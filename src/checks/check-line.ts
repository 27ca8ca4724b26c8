// How a check is asked, as data: lines of commands that a person would type, each behind words that say what must come of it.
import { type Address, type Family, formatAddress } from '../address.ts';
import type { Bounds } from '../language/statements.ts';
import type { Destination, Netns, Party } from '../model/lab.ts';
import type { Localized } from '../source/tutorial.ts';

/** A value that is known only where the check is asked. */
export type Known =
  /** An address beyond the machine that answers. */
  | { readonly is: 'outside-address'; readonly family: Family }
  /** A namespace there; `perhaps`: nothing, where nobody has named one. */
  | { readonly is: 'outside-netns'; readonly perhaps?: true }
  /** The address of the machine for those outside. */
  | { readonly is: 'machine'; readonly family: Family }
  | GotAddress;

/** The address that an interface has got; of IPv6, the one for its link alone, or the other. */
export interface GotAddress {
  readonly is: 'got-address';
  readonly netns: Netns;
  readonly dev: string;
  readonly family: Family;
  readonly scope: 'global' | 'link';
}

/** A word of a command line, not quoted; in pieces where only a part of it is known. */
export type CheckWord = string | Known | readonly (string | Known)[];

/**
 * What must come of the command behind it.
 *
 * - `within SECONDS`: it works, or begins to before so many seconds are over
 * - `fails PATTERN`: it fails, and in that way
 * - `prints PATTERN`, `lacks PATTERN`: it works, and a line of what it prints is like that, or none is
 * - `prints_lines PATTERN`: it works, and what it prints is like that as a whole
 * - `ends STATUS`: it ends with that status
 * - `arrives NETNS COUNTER[|COUNTER]`: it works, and one of these counters of the kernel has risen there
 * - `filters NETNS VERDICT`: it works, and a rule of a firewall there that drops or rejects has counted more packets
 * - `takes FROM TO`: the median round trip of the pings behind it is so many milliseconds
 * - `loses FROM TO`: so many percent of the pings behind it are lost
 * - `hops`: the ping behind it tells who holds it on its way
 *
 * Words without a command behind them: `beyond NAME...` skips the check where nobody has told that of the outside;
 * `listen NETNS PROTOCOL PORT [SECONDS]` sees to it that somebody listens there.
 */
export type Verb =
  | 'within'
  | 'fails'
  | 'prints'
  | 'prints_lines'
  | 'lacks'
  | 'ends'
  | 'arrives'
  | 'filters'
  | 'takes'
  | 'loses'
  | 'hops'
  | Preparing;
type Preparing = 'beyond' | 'listen';

export interface Clause {
  readonly verb: Verb;
  readonly words: readonly CheckWord[];
}

export interface CheckLine {
  readonly clauses: readonly Clause[];
  /** Empty behind a word that needs no command. */
  readonly argv: readonly CheckWord[];
  readonly comment?: Localized;
  /** The line that shows what the sentence says; the others make sure that it shows it for the right reason. */
  readonly main?: boolean;
}

/** Where something runs: on the machine (null), in a namespace, or outside of the machine. */
export type Place = Netns | { readonly is: 'outside' };

export const partyPlace = (party: Party): Place => (party.is === 'outside' ? party : party.netns);

export const netnsOutside: Known = { is: 'outside-netns' };

/** A command at a place. */
export function at(place: Place, ...argv: readonly CheckWord[]): CheckWord[] {
  if (place === null) return [...argv];
  return ['ip', 'netns', 'exec', typeof place === 'string' ? place : netnsOutside, ...argv];
}

/** `ip` at a place. */
export function ipAt(place: Place, ...words: readonly CheckWord[]): CheckWord[] {
  if (place === null) return ['ip', ...words];
  return ['ip', '-n', typeof place === 'string' ? place : netnsOutside, ...words];
}

/** A place as a word of `arrives` and `listen`. */
export const placeWord = (place: Place): CheckWord =>
  place === null ? 'host' : typeof place === 'string' ? place : netnsOutside;

/** What is dialled. */
export function addressWord(dial: Destination, family: Family): string | Known {
  switch (dial.is) {
    case 'address':
      return formatAddress(dial.address);
    case 'own-address':
      return { ...dial, is: 'got-address', scope: 'global' };
    case 'uplink-address':
      return { is: 'machine', family };
    case 'outside-address':
      return { is: 'outside-address', family };
  }
}

const clause = (verb: Verb, ...words: readonly CheckWord[]): Clause => ({ verb, words });

/** Milliseconds as a clause; none where it is asked once. */
export const within = (milliseconds: number): Clause[] =>
  milliseconds === 0 ? [] : [clause('within', String(Math.ceil(milliseconds / 1000)))];
export const fails = (pattern: string): Clause => clause('fails', pattern);
export const prints = (pattern: CheckWord): Clause => clause('prints', pattern);
export const lacks = (pattern: CheckWord): Clause => clause('lacks', pattern);
export const ends = (status: number): Clause => clause('ends', String(status));
export const arrives = (place: Place, counters: string): Clause => clause('arrives', placeWord(place), counters);
export const filters = (place: Place, verdict: 'drop' | 'reject'): Clause =>
  clause('filters', placeWord(place), verdict);
export const spans = (verb: 'takes' | 'loses', { from, to }: Bounds): Clause => clause(verb, String(from), String(to));
export const hops: Clause = clause('hops');
export const printsLines = (pattern: string): Clause => clause('prints_lines', pattern);

/** What has to be told of the outside: all of it in one line. */
export function beyond(...known: readonly Known[]): CheckLine[] {
  const names = known.flatMap((each) => (isOutside(each) ? [outsideName(each)] : []));
  return names.length === 0 ? [] : [{ clauses: [clause('beyond', ...new Set(names))], argv: [] }];
}

type Outside = Extract<Known, { is: `outside-${string}` }>;
const isOutside = (known: Known): known is Outside => known.is === 'outside-netns' || known.is === 'outside-address';

/** The variable of the environment that tells it. */
export const outsideName = (known: Outside): string =>
  known.is === 'outside-netns' ? 'OUTSIDE_NETNS' : `OUTSIDE_ADDRESS${known.family === 6 ? '6' : ''}`;

interface Service {
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
}

/** A line without a command. `patienceSeconds`: for so many seconds what is there may still begin to. */
export const listen = (place: Place, service: Service, family: Family, patienceSeconds = 0): CheckLine => {
  const there =
    typeof place === 'object' && place !== null ? { ...netnsOutside, perhaps: true as const } : placeWord(place);
  const more = patienceSeconds === 0 ? [] : [String(patienceSeconds)];
  const protocol = `${service.protocol}${family === 6 ? '6' : ''}`;
  return { clauses: [clause('listen', there, protocol, String(service.port), ...more)], argv: [] };
};

/** The addresses of a family. */
export const ofFamily = (addresses: readonly Address[], family: Family): Address[] =>
  addresses.filter((address) => address.family === family);

/** One of these addresses, as a pattern. */
export function oneOfPattern(addresses: readonly Address[]): string {
  const names = [...new Set(addresses.map(formatAddress))];
  return names.length === 1 ? names.join('') : `(${names.join('|')})`;
}

/** The line that waits until an interface has got its address. */
export const hasGot = (dev: string, netns: Netns, family: Family, milliseconds: number): CheckLine => ({
  clauses: [...within(milliseconds || 5000), prints('inet')],
  argv: ipAt(netns, `-${family}`, 'address', 'show', 'dev', dev, 'scope', 'global', '-tentative'),
});

/** The line that looks for a pattern in what a command prints of the node. */
export const shown = (
  { within: time, expect }: { readonly within: number; readonly expect: boolean },
  argv: readonly CheckWord[],
  pattern: CheckWord,
): CheckLine => ({
  clauses: [...within(time), expect ? prints(pattern) : lacks(pattern)],
  argv,
  main: true,
});
