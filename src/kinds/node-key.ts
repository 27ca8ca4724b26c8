// What a key of a node knows of itself: `sysctl`, `routes`. The phases go through the list of keys; no other code names one.

import type { Cidr } from '../address.ts';
import type { Span, Text } from '../diagnostics/span.ts';
import type { Reading } from '../language/reading.ts';
import type { Shape } from '../language/shape.ts';
import type { NodeSettings, Service, Written } from '../language/statements.ts';
import type { Egress, Interface, Master, Node } from '../model/lab.ts';
import type { Localized } from '../source/tutorial.ts';
import type { NodeKind } from './node-kind.ts';

/** What a key says to each of the nodes that stand under one name, where that is not the same to all: `h1..2: { gateway: r1..2 }`. */
export class ForEach<Said> {
  /** True if it is the same to all after all. */
  readonly isShared: boolean;
  /** One for each of so many nodes; undefined if it had to report something. */
  readonly deal: (count: number, reading: Reading) => readonly Said[] | undefined;

  constructor(isShared: boolean, deal: (count: number, reading: Reading) => readonly Said[] | undefined) {
    this.isShared = isShared;
    this.deal = deal;
  }
}

/** What a key says under `remove`, where its items may also be taken away by their names alone. */
export class Taken<Said> {
  /** What must stand as it is said. */
  readonly said: Said | ForEach<Said>;
  readonly names: readonly Text[];

  constructor(said: Said | ForEach<Said>, names: readonly Text[]) {
    this.said = said;
    this.names = names;
  }
}

/** Items of one identity that may stand beside each other: routes to one destination in two families. */
export interface Beside<Item> {
  mayStand(standing: Item, item: Item): boolean;
  /** True if the one takes the place of the other under `change`. */
  meet(one: Item, other: Item): boolean;
  /** What to do about two that may not, which one block says. */
  readonly help: string;
}

/** How steps add to a list, change items of it and take them away. */
export interface ListMerge<Item> {
  readonly is: 'list';
  /** What makes an item the same item in another step. */
  identity(item: Item): string;
  /** All else that is said of it: two items of one identity may still differ. */
  content(item: Item): string;
  place(item: Item): Span;
  /** Under `change`: the whole list is replaced; an item, by its identity; an item by a name that the author gave it, and may have misspelt. */
  readonly changes: 'the list' | 'an item' | 'a named item';
  /** Of a list that has parts, which are replaced one by one: the part that an item is of. */
  part?(item: Item): string;
  readonly beside?: Beside<Item>;
}

/** That of a list which `change` replaces as a whole, where two items are the same if they say the same. */
export const wholeList = <Item extends { readonly at: Span }>(text: (item: Item) => string): ListMerge<Item> => ({
  is: 'list',
  identity: text,
  content: text,
  place: ({ at }) => at,
  changes: 'the list',
});

/** How a value that stands alone is compared with that of another step, and told to the author. */
export interface ScalarMerge<Value> {
  readonly is: 'scalar';
  text(value: Value): string;
  place(value: Value): Span;
}

/** How what a key says comes together over steps: where it says a list, item by item. */
export type Merge<Said> = [Said] extends [readonly (infer Item)[]] ? ListMerge<Item> : ScalarMerge<Said>;

/** What an interface is to its ports. */
export interface Ports {
  readonly as: Master;
  /** What cannot be a port of it, besides the loopback interface. */
  readonly refuses: readonly Interface['role'][];
  /** Why each of them is one. */
  readonly reason: Localized;
}

/** An interface that is no end of a cable. */
export interface Device {
  readonly name: Text;
  /** What `ip link add type` makes. */
  readonly type: string;
  /** The words after the type. */
  readonly words: readonly string[];
  readonly reason: Localized;
  /** Options that only some interfaces take, by their names. */
  readonly options: Readonly<Record<string, Written<string>>>;
  readonly addresses: readonly Written<Cidr>[];
  readonly up: boolean;
  readonly mtu?: Written<number>;
  readonly mac?: Text;
  /** Of one that has ports: what its kind says of them, and their names or those of the nodes that they lead to. */
  readonly ports?: Ports & { readonly names: readonly Text[] };
  /** What it stands on, by the name of that interface or of what it leads to. */
  readonly parent?: Text;
  /** So many bytes less than that it carries. */
  readonly overhead: number;
  /** It is there already, on the machine, and moves into the node. */
  readonly isMoved: boolean;
  /** The nodes that have its other ends. */
  readonly remotes?: readonly Text[];
}

/** What a key says of the bridge that its node is for. */
export interface BridgeOption {
  readonly name: string;
  readonly value: string;
  readonly at: Span;
}

/** What the model has to know before segments, addresses and routes can be worked out, whichever keys say it. */
export interface Says {
  /** Of the node's bridge, or of the node as a whole. */
  readonly addresses: readonly Written<Cidr>[];
  /** Of the segment that its bridge makes. */
  readonly subnets: readonly Written<Cidr>[];
  readonly devices: readonly Device[];
  readonly bridgeOptions: readonly BridgeOption[];
  /** It passes packets on, or it does not. `implied`: it has to, for something else that is said of it, and no more than that needs. */
  readonly forwards: readonly (Written<boolean> & { readonly implied?: true })[];
}

/** Answers what the keys of one node say. */
export type Saying = <What extends keyof Says>(what: What) => readonly Says[What][number][];

/** What things of a key do to packets and to the network; the first three so that nobody but the kernel can tell. */
export interface Effects<Thing> {
  /** How the node treats packets follows from more than its routes and translations. */
  readonly treatsPackets?: true;
  /** Interfaces and routes may come that the lab does not name. */
  readonly changesNetwork?: true;
  /** Something may listen: here is the text that names its ports. */
  listens?(thing: Thing): string;
  /** By which interfaces packets of others leave the node, or come in. */
  egresses?(thing: Thing): readonly Egress[];
  /** What the node hands to others of what is dialled at it, from wherever that comes. */
  publishes?(thing: Thing): readonly Service[];
}

/**
 * A key that may stand under a node, as its folder describes it. `Said` is what it says to one node, `Thing` each of the
 * things that this comes to in a lab.
 */
export interface NodeKeyWords<Said, Thing> {
  /** As it is written. */
  readonly name: string;
  /** For the reference and the schema. */
  readonly summary: string;
  readonly example: string;
  /** True of the kinds of nodes that it may stand under. */
  stands(kind: NodeKind): boolean;
  readonly shape: Shape<Said | ForEach<Said>>;
  /** Where it says something else under this kind; undefined: the kind is not said there. */
  shapeUnder?(kind: NodeKind): Shape<Said | ForEach<Said>>;
  /** Under `remove`, where that is more. */
  readonly removed?: Shape<Taken<Said>>;
  readonly merge: Merge<Said>;
  /** Where it speaks of what every node may have. */
  says?(said: Said): Partial<Says>;
  /** Where it speaks of something else: what that comes to; its kind adds what follows from the rest of the lab. */
  resolve?(said: Said): readonly Thing[];
  readonly effects?: Effects<Thing>;
  /** What stands in the node's box of a diagram, a line each. */
  badge?(things: readonly Thing[]): readonly string[];
  /** As `netgen inspect` shows the things of a node: texts, or values by name. */
  view?(things: readonly Thing[]): readonly string[] | Readonly<Record<string, string>>;
}

/** A key, with the one way to what it says and to what that comes to. */
export interface NodeKey<Said, Thing = never> extends NodeKeyWords<Said, Thing> {
  /** What it says to a node; undefined where it is not written. */
  said(settings: NodeSettings): Said | undefined;
  /** What it comes to at a node of a lab. */
  of(node: Pick<Node, 'things'>): readonly Thing[];
}

/** Any key of the list; what it says is known to itself alone. */
export type AnyNodeKey = Omit<NodeKey<unknown, unknown>, 'merge'> & {
  readonly merge: ListMerge<unknown> | ScalarMerge<unknown>;
};
/** Any key that says a list. */
export type ListKey = AnyNodeKey & { readonly merge: ListMerge<unknown> };
/** Any key that says one value. */
export type ScalarKey = AnyNodeKey & { readonly merge: ScalarMerge<unknown> };

const nothing: readonly never[] = [];

/** Makes a key of its description. */
export function nodeKey<Said, Thing = never>(words: NodeKeyWords<Said, Thing>): NodeKey<Said, Thing> {
  const { name } = words;
  // Nobody else writes under this name: the list of keys has each name once.
  return {
    ...words,
    said: (settings) => settings[name] as Said | undefined,
    of: ({ things }) => (things[name] as readonly Thing[] | undefined) ?? nothing,
  };
}
