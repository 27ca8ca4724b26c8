// What a block says, word for word: sentences parsed, ranges and groups expanded, nothing resolved yet.

import type { Address, Cidr } from '../address.ts';
import type { Span, Text } from '../diagnostics/span.ts';

export interface Written<T> {
  readonly value: T;
  readonly at: Span;
}

/** One block, expanded. Its parts take effect in the order remove, change, add; then the checks are asked. */
export interface Statements {
  readonly at: Span;
  readonly lab?: Text;
  readonly step?: Text;
  readonly groups: readonly GroupStatement[];
  /** Under `change:`: groups whose members take the place of those that stand. */
  readonly groupChanges: readonly GroupStatement[];
  /** All groups as they stand after the block. */
  readonly groupsNow: ReadonlyMap<string, readonly Member[]>;
  readonly remove: Removals;
  readonly change: Content;
  readonly add: Content;
  readonly checks: readonly CheckStatement[];
}

/** A name of a node; where the text at `at` names a group, `member` is where the group has it. */
export interface Named extends Text {
  readonly member?: Span;
}

/** A member of a group; `of` is the group that it comes from, where the definition names that. */
export interface Member extends Named {
  readonly of?: string;
}

export interface GroupStatement {
  readonly name: Text;
  readonly members: readonly Member[];
}

export interface GroupRemoval {
  readonly name: Text;
  /** Those that it is said to have. */
  readonly members?: readonly Text[];
}

export interface Content {
  readonly nodes: readonly NodeStatement[];
  readonly cables: readonly CableStatement[];
  /** The names of all groups, which a misspelt name may be meant to be. */
  readonly groups: readonly string[];
}

/** One node under one key of `nodes`. The same node may come again under another key. */
export interface NodeStatement {
  readonly name: Text;
  /** How many nodes the key names: the narrower key wins, scalar by scalar. */
  readonly reach: number;
  readonly kind?: Text;
  readonly settings: NodeSettings;
  readonly keys: KeyPlaces;
}

/** What the keys that stand under a node say, by their names: read only through the keys, `sysctl.said(settings)`. */
export type NodeSettings = Readonly<Record<string, unknown>>;

export type KeyPlaces = ReadonlyMap<string, Span>;

/** A node, or one interface of it: `r1`, `r1:eth0`. */
export interface End {
  readonly at: Span;
  readonly node: Text;
  readonly interface?: Text;
}

export type EndOrAddress =
  | { readonly is: 'end'; readonly at: Span; readonly end: End }
  | { readonly is: 'address'; readonly at: Span; readonly address: Address };

/** Numbers from the one to the other. */
export interface Bounds {
  readonly from: number;
  readonly to: number;
}

/** `tcp/80`, `udp/5000..5010`, `icmp`. One port has `lastPort` equal to `port`; icmp has 0. */
export interface Service {
  readonly protocol: 'tcp' | 'udp' | 'icmp';
  readonly port: number;
  readonly lastPort: number;
}

export type PlaceStatement =
  | { readonly is: 'cidr'; readonly at: Span; readonly cidr: Cidr }
  /** `.7`, `::7`: that host number in the segment's subnet of the family. */
  | { readonly is: 'offset'; readonly at: Span; readonly family: 4 | 6; readonly number: bigint }
  /** `dhcp`, `slaac`: one that comes while the lab runs. */
  | ({ readonly is: 'asked' } & Asking);

/** How an end gets an address that is nowhere written: by the kind of this name. */
export interface Asking {
  readonly by: string;
  readonly family: 4 | 6;
  readonly at: Span;
}

export interface CableEnd {
  readonly at: Span;
  readonly node: Text;
  readonly interface?: Text;
  readonly places: readonly PlaceStatement[];
}

export interface CableStatement {
  readonly at: Span;
  readonly ends: readonly [CableEnd, CableEnd];
  /** The kind as written; default `veth`. */
  readonly kind?: Text;
  /** Of this one cable: a `CIDR by /LEN` is cut already. */
  readonly subnet?: readonly Written<Cidr>[];
  readonly mtu?: Written<number>;
  readonly state?: Written<'up' | 'down'>;
  /** `at NODE: { mac, mtu, state }`, `at NODE:INTERFACE: { … }`, `from NODE: { delay … }`. */
  readonly perEnd?: readonly EndOptions[];
  readonly own: readonly OwnOption[];
  /** Under `remove`: options that go whatever they say. */
  readonly cleared?: readonly Text[];
}

/** An option that kinds give: one that only some links take, or that stands for something at the ends. */
export interface OwnOption {
  readonly key: Text;
  readonly value: Text;
}

export interface EndOptions {
  readonly node: Text;
  /** Without it, of every end at the node. */
  readonly interface?: Text;
  readonly mac?: Text;
  readonly mtu?: Written<number>;
  readonly state?: Written<'up' | 'down'>;
  /** What only this end sends is treated so. */
  readonly own: readonly OwnOption[];
  /** Under `remove`: options that go whatever they say. */
  readonly cleared?: readonly Text[];
}

/** What a `remove:` takes away. */
export interface Removals {
  readonly groups: readonly GroupRemoval[];
  readonly nodes: readonly NodeRemoval[];
  readonly cables: readonly CableStatement[];
}

export interface NodeRemoval {
  readonly name: Text;
  /** The node with everything under it. */
  readonly whole: boolean;
  /** Keys that go with everything under them. */
  readonly keys: readonly Text[];
  /** Items of these keys that go by name, whatever they say. */
  readonly entries: readonly { readonly key: string; readonly name: Text }[];
  /** Values that must be the ones that stand. */
  readonly settings: NodeSettings;
}

/** A sentence of `checks` for one pair. The sentence in src/checks that it is of knows more of it. */
export interface CheckStatement {
  readonly is: string;
  readonly at: Span;
  readonly text: string;
  /** What else tells it from a check with the same text. */
  readonly details?: string;
  readonly note?: string;
  /** Milliseconds; undefined: the default of the sentence. */
  readonly within?: number;
}
