// What a check may say that a node, or an interface of one, has: `r1 has route default via r2`. The word behind `has`, what it comes to, how the kernel is asked.
import type { Address, Cidr } from '../address.ts';
import type { CheckLine } from '../checks/check-line.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Piece } from '../language/piece.ts';
import type { Reading } from '../language/reading.ts';
import type { Check, Hop, Interface, Netns, State } from '../model/lab.ts';
import type { PrefixMap } from '../model/prefix-map.ts';
import type { Draft, DraftNode } from '../model/resolve/draft.ts';

/** What `has` and `has no` come to: a node, or an interface of it, has a thing, or has it not. */
export interface HasCheck extends Check {
  readonly is: 'has';
  readonly expect: boolean;
  readonly netns: Netns;
  readonly interface?: string;
  /** The word behind `has`, and what that comes to. */
  readonly what: { readonly is: string };
}

/** What a network stack has, as far as the lab tells. */
export interface Holdings {
  readonly netns: Netns;
  readonly interfaces: ReadonlyMap<string, Interface>;
  readonly tables: ReadonlyMap<number, PrefixMap<HeldRoute>>;
  /** The tables of VRFs, by name. */
  readonly vrfs: ReadonlyMap<string, number>;
}

interface HeldRoute {
  readonly to: Cidr;
  readonly type: string;
  readonly hops: readonly Hop[];
  readonly src?: Address;
  readonly metric: number;
}

/** `Said` is what stands behind the word, `Wanted` what is looked for at a node of a lab. */
export interface Possession<Said = unknown, Wanted extends object = object> {
  /** The word behind `has`. */
  readonly name: string;
  /** An interface has it, and not its node; or it may be asked of either. */
  readonly ofInterface?: true | 'too';
  /** The same with its article. */
  readonly noun: string;
  /** The word with what stands behind it, for the reference. */
  readonly summary: string;
  /** What may stand behind it. */
  readonly example: string;
  /** What a text behind the word says, each with its own text: ranges stand for several. */
  read(text: Piece, reading: Reading): readonly { readonly said: Said; readonly text: string }[] | undefined;
  /** What that means at this node; nothing where it had to report something. */
  resolve(said: Said, node: DraftNode, draft: Draft, diagnostics: Diagnostic[]): readonly Wanted[];
  lines(wanted: Wanted, check: HasCheck): readonly CheckLine[];
  /** Whether it is there, where the lab tells. */
  isThere?(wanted: Wanted, holdings: Holdings, check: HasCheck, state: State): boolean | undefined;
}

/** A possession of the list; what it says is known to itself alone. */
export const possession = <Said, Wanted extends object>(of: Possession<Said, Wanted>): Possession => of;
