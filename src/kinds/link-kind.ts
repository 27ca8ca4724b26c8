// What a link kind knows of itself: its words in the language, and what `ip link add` is to make of it.

import type { Egress, Interface, Link, Netns, State } from '../model/lab.ts';
import type { Localized } from '../source/tutorial.ts';

export interface LinkEnd {
  readonly netns: Netns;
  readonly interface: Interface;
  /** The bridge that it is plugged into as it is made. */
  readonly master?: string;
}

/** What `ip link add` is to make. With `peer`, both ends are made in place, each in its own namespace, under its last name. */
export interface NewLink {
  readonly netns: Netns;
  readonly dev: string;
  /** What follows `type`: `veth`, `bridge` … */
  readonly type: string;
  /** The words after the type, ready for the command line: `['mode', 'bridge']`. */
  readonly words: readonly string[];
  /** The lower device, which may live in another namespace. */
  readonly parent?: { readonly netns: Netns; readonly dev: Egress };
  readonly master?: string;
  readonly mtu?: number;
  readonly mac?: string;
  readonly up: boolean;
  readonly alias?: string;
  readonly peer?: { readonly netns: Netns; readonly dev: string; readonly mtu?: number; readonly mac?: string };
  /** Keys of resources that it ends with, and of those that it comes after, besides its namespace and its parent. */
  readonly within?: readonly string[];
  readonly after?: readonly string[];
}

/** An option that only some links and interfaces take. */
export interface LinkOption {
  readonly summary: string;
  /** What it may be; of a list, each item. */
  readonly pattern: Pick<RegExp, 'test'>;
  readonly isList?: true;
  /** It has to be said. */
  readonly required?: true;
  /** One value that is right, for help texts; `meant`: what may be meant by one that is not. */
  readonly example: string;
  meant?(text: string): string | undefined;
  /** It can be said of one end alone: by `from NODE` what is about what that sends, by `at NODE` what is about the port there. */
  readonly perEnd?: 'from' | 'at';
}

/** A whole number from 1 on. */
export const numberUpTo = (most: number): LinkOption['pattern'] => ({
  test: (text) => /^[1-9]\d{0,9}$/.test(text) && Number(text) <= most,
});

/** Yes or no. */
export const isFlag: LinkOption['pattern'] = /^(?:true|false)$/;

export interface LinkKind {
  /** What the author writes after `kind:`. */
  readonly name: string;
  readonly summary: string;
  /** What `ip link add type` must know. */
  readonly type: string;
  /** Options besides the common ones. */
  readonly options: Readonly<Record<string, LinkOption>>;
  /** `made`: both ends are made with the link. `parent`: the second end exists already and carries the first. `own`: each end is made for itself. */
  readonly secondEnd: Link['secondEnd'];
  readonly reason: Localized;
  /** Of one with a parent: with these options its children hear each other, and not what is on its cable. */
  isApart?(options: Readonly<Record<string, string>>): boolean;
  /** The link to make, at the first of these ends. Addresses and the ends' state are the plan's business. */
  lower(link: Link, ends: readonly [LinkEnd, LinkEnd], state: State): NewLink;
}
