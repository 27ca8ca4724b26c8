// A resource: one thing that a lab is made of, with the commands that make and undo it.

import { type Cidr, formatCidr, networkOf } from '../address.ts';
import type { Span } from '../diagnostics/span.ts';
import type { Netns } from '../model/lab.ts';
import type { Localized } from '../source/tutorial.ts';
import type { Command } from './command.ts';

/** What a resource takes of the machine itself, which somebody else may have already. */
export type Claim =
  | { readonly is: 'namespace'; readonly name: string }
  /** An interface on the machine. */
  | { readonly is: 'link'; readonly name: string }
  /** A prefix that the machine gets an address or a route of: `172.19.0.0/24`. */
  | { readonly is: 'subnet'; readonly prefix: string }
  /** A port that connections to the machine are taken at. */
  | { readonly is: 'port'; readonly protocol: 'tcp' | 'udp'; readonly first: number; readonly last: number }
  | { readonly is: 'setting'; readonly key: string }
  /** An nftables table of family inet on the machine. */
  | { readonly is: 'table'; readonly name: string }
  | { readonly is: 'file'; readonly path: string };

export type Need =
  | { readonly is: 'command'; readonly name: string }
  /** A type that `ip link add type` must know, where not every kernel does, with the words without which it does not ask. */
  | { readonly is: 'link type'; readonly name: string }
  /** What `modprobe` is told, lest the module makes a link of its own as it is loaded. */
  | { readonly is: 'module'; readonly name: string }
  /** A kind of queue that `tc qdisc add` must know. */
  | { readonly is: 'qdisc'; readonly name: string }
  /** An interface of the machine that the lab takes for itself. */
  | { readonly is: 'card'; readonly name: string }
  /** An interface that leads out. */
  | { readonly is: 'uplink' }
  /** An interface of the machine that the lab does not make. */
  | { readonly is: 'interface'; readonly name: string };

/** What a reader calls a resource, for "what changes": things of one noun are counted together. */
export interface Thing {
  readonly one: Localized;
  readonly many: Localized;
  /** What tells it from others of its noun; without a name it is only counted. */
  readonly name?: string;
  /** It only completes another resource, as setting up does: it is told of where it changes, not where it is made. */
  readonly completes?: boolean;
}

/** What can be changed of a resource while it stands: from one state to the next, the commands that differ are run. */
export interface Settable {
  /** Where this differs, or something that was set is not set any more, the resource is made anew. */
  readonly fixed: string;
  /** By what it sets, the command that sets it. */
  readonly commands: Readonly<Record<string, Command>>;
  /** Why a change of it is made; missing: as the resource itself. */
  readonly reason?: Localized;
}

/** A command whose answer tells how something stands. Those with the same `ask` are asked at once: `sysctl A B`, `cat A B`. */
export interface Question {
  readonly ask: readonly string[];
  readonly about?: string;
}

export interface Resource {
  /** What it is: the same key in two states is the same thing. */
  readonly key: string;
  /** Other keys under which it is known: the far end of a cable. */
  readonly alsoKeys?: readonly string[];
  /** The namespace that it lives in; null for the machine's own. */
  readonly netns: Netns;
  /** Keys of the resources that it lives in: it ends with any of them. */
  readonly within: readonly string[];
  /** Keys of the resources that it comes after: where one of them goes, comes or changes, it is made anew. */
  readonly after: readonly string[];
  readonly make: readonly Command[];
  /** Takes it away while what it lives in stays. Empty: it can only end with that. */
  readonly undo: readonly Command[];
  /** The undo is the author's own: the scripts note it before they make the resource, and run it first when the lab goes. */
  readonly undoIsNoted?: boolean;
  /** How it is changed while it stands; missing: every difference makes it anew. */
  readonly set?: Settable;
  /** Why, in one sentence. Resources in a row that share it are shown under it together. */
  readonly reason: Localized;
  readonly at: Span;
  /** Where else something is said of it: a change in a later step is told of there. */
  readonly places?: readonly Span[];
  readonly claims: readonly Claim[];
  readonly needs: readonly Need[];
  /** What to ask so that the answer tells whether it is still as it was made, beside addresses, routes, rules and links. */
  readonly question?: Question;
  readonly thing?: Thing;
}

type Empty = 'within' | 'after' | 'claims' | 'needs';

const none: readonly never[] = [];

/** A resource that lives in, comes after, claims and needs nothing but what is said. */
export const resourceOf = (said: Omit<Resource, Empty> & Partial<Pick<Resource, Empty>>): Resource => ({
  within: none,
  after: none,
  claims: none,
  needs: none,
  ...said,
});

/** How keys name a place: the machine is `host`. */
export const placeName = (netns: Netns): string => netns ?? 'host';

/** The key of a namespace. */
export const netnsKey = (netns: string): string => `netns ${netns}`;

/** The key of an interface. */
export const linkKey = (netns: Netns, dev: string): string => `link ${placeName(netns)}:${dev}`;

/** The key of what makes an interface a port of another one. */
export const portKey = (netns: Netns, dev: string): string => `port ${linkKey(netns, dev)}`;

/** What everything in a namespace lives in; nothing on the machine. */
export const withinNetns = (netns: Netns): readonly string[] => (netns === null ? [] : [netnsKey(netns)]);

/** The key of an address. */
export const addressKey = (netns: Netns, dev: string, cidr: Cidr): string =>
  `address ${placeName(netns)}:${dev} ${formatCidr(cidr)}`;

/** A subnet that the machine itself gets a way to. */
export function subnetClaim(netns: Netns, cidr: Cidr): Claim[] {
  return netns === null ? [{ is: 'subnet', prefix: formatCidr(networkOf(cidr)) }] : [];
}
