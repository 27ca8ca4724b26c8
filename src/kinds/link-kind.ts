// What a link kind knows of itself: its words in the language, and the operations that make a link of it.
import type { Localized } from '../1-source/tutorial.ts';
import type { Interface, Link, Netns } from '../2-model/lab.ts';
import type { LinkAdd } from '../4-plan/plan.ts';

/** One end of a link with all that is known of it. */
export interface LinkEnd {
  readonly netns: Netns;
  readonly interface: Interface;
}

/** An option that only this kind of link takes. */
export interface LinkOption {
  readonly summary: string;
  /** What it may be. */
  readonly pattern: RegExp;
  /** One value that is right, for help texts. */
  readonly example: string;
}

/** A kind of link. */
export interface LinkKind {
  /** What the author writes after `kind:`. */
  readonly name: string;
  /** One line for the language reference. */
  readonly summary: string;
  /** What `ip link add type` must know. */
  readonly type: string;
  /** Options besides the common ones. */
  readonly options: Readonly<Record<string, LinkOption>>;
  /** `made`: both ends are made with the link. `parent`: the second end exists already and carries the first. */
  readonly secondEnd: 'made' | 'parent';
  /** True of a link whose parent carries no other beside it. */
  readonly isAlone?: (link: Link) => boolean;
  /** Why it is made, for the reader. */
  readonly reason: Localized;
  /** The one command that makes it. Addresses and the ends' state are the plan's business. */
  lower(link: Link, ends: readonly [LinkEnd, LinkEnd]): LinkAdd;
}
