// A lab as it stands after each of its steps, with every name resolved and every default filled.

import type { Address, Cidr, Family } from '../address.ts';
import type { Span, Text } from '../diagnostics/span.ts';
import type { Asking, Service, Written } from '../language/statements.ts';
import { onceFor } from '../once-for.ts';
import type { Block, Language, Localized, TranscriptCommand } from '../source/tutorial.ts';

/** A lab of one tutorial. A tutorial has one, or several that do not know of each other. */
export interface Lab {
  readonly name: string;
  readonly tutorial: LabTutorial;
  /** At least one. */
  readonly steps: readonly Step[];
}

/** What outputs need to know of the file that a lab comes from. */
export interface LabTutorial {
  readonly file: string;
  readonly name: string;
  readonly title: string;
  readonly language: Language;
}

export interface Step {
  /** From 1. */
  readonly number: number;
  /** For `--until`: as the author named it, else the number. */
  readonly name: string;
  /** The heading that the block stands under. */
  readonly title: string;
  readonly block: Block;
  /** The whole lab after this step, as if one block had said it all. */
  readonly state: State;
  readonly checks: readonly Check[];
  /** The commands of its `console` fences, in order. */
  readonly commands: readonly ShownCommand[];
}

/** The steps before the one of this number. */
export const stepsBefore = (steps: readonly Step[], number: number): readonly Step[] => steps.slice(0, number - 1);

/** A command that the lesson shows with what it prints. */
export interface ShownCommand extends TranscriptCommand {
  readonly in: Party;
}

export interface State {
  /** In the order written; `host` is there if the lab says something of it. */
  readonly nodes: ReadonlyMap<string, Node>;
  readonly links: readonly Link[];
  readonly segments: readonly Segment[];
}

/** The network namespace that something lives in: its name, or null for the machine's own. */
export type Netns = string | null;

export interface Node {
  readonly name: string;
  readonly at: Span;
  /** The name of its kind. `host` is a kind of its own here. */
  readonly kind: string;
  readonly netns: Netns;
  /** `lo` first if it has addresses of the author's, then the bridge that the node is for, then those without a cable, then the ends of cables, each in the order written. */
  readonly interfaces: readonly Interface[];
  readonly routes: readonly Route[];
  /** It passes packets on between its interfaces; which families follows from its addresses. */
  readonly forward: boolean;
  /** The author or the kind says so; otherwise it forwards only because it translates, and only what it translates. */
  readonly forwardsAll: boolean;
  /** What says whether it passes packets on: `forward`, a translation, the kind, else its name. */
  readonly forwardAt: Span;
  /** What the keys under it come to, by their names: read only through the keys, `sysctl.of(node)`. */
  readonly things: Readonly<Record<string, readonly unknown[]>>;
  readonly unknown: Unknown;
  /** By which interfaces packets of others leave it or come in, as far as its keys say. */
  readonly egresses: readonly Egress[];
  /** What it hands to others of what is dialled at it, from wherever that comes. */
  readonly published: readonly Service[];
}

/**
 * What an interface is to its ports: a bridge joins them into one segment, a bond makes one interface of them, on whose segment it is;
 * in a VRF each stays where it is, but its packets are routed by a table of their own.
 */
export type Master = 'bridge' | 'bond' | 'vrf';

export interface Interface {
  readonly node: string;
  readonly name: string;
  readonly at: Span;
  /** Where its state, MTU and MAC address are written; `valueAt`: where those that count are. */
  readonly optionsAt: readonly Span[];
  readonly valueAt?: { readonly mtu?: Span; readonly mac?: Span; readonly state?: Span };
  /** What it is: the loopback interface, one that has ports, the end of a cable or what leads on like one, or one that leads nowhere. */
  readonly role: 'loopback' | Master | 'end' | 'device';
  readonly addresses: readonly InterfaceAddress[];
  /** How it gets more of them while the lab runs. */
  readonly asks?: readonly Asking[];
  /** The segment it is on: index into `State.segments`. A loopback is on none. */
  readonly segment?: number;
  readonly up: boolean;
  readonly mtu?: number;
  readonly mac?: string;
  /** The bridge or bond of this node that it is a port of, and that speaks IP for it. */
  readonly master?: string;
  /** The VRF of this node that it is in. It speaks for itself, and what comes in there is routed by the table of the VRF. */
  readonly vrf?: string;
  /** What it stands on: in the same network stack. */
  readonly parent?: InterfaceRef;
  readonly remotes?: readonly Remote[];
  /** Of one that is no end of a cable: how it is made. */
  readonly device?: MadeDevice;
  /** Options that only some interfaces and cables take, by their names, and the `kind` of its cable; only the kinds that give them read them. */
  readonly options: Readonly<Record<string, Written<string>>>;
  /** It is the machine's own, no lab makes it, and the world is behind it. */
  readonly isUplink?: true;
  /** It is what the node is for, as the bridge of a switch: all cables of the node are ports of it, and readers know it by the node's name. */
  readonly standsForNode?: true;
  /** The name a person reads, where `name` is made up: `NODE:INTERFACE` of the far end. */
  readonly alias?: string;
}

/** What `ip link add type` makes, and why. */
export interface MadeDevice {
  readonly type: string;
  /** The words after the type. */
  readonly words: readonly string[];
  readonly reason: Localized;
  /** Why it gets an address, where that is not for the same reason as with any interface. */
  readonly addressReason?: Localized;
  /** Of one that has ports: why they are. */
  readonly portReason?: Localized;
  /** So many bytes less than its parent it carries. */
  readonly overhead?: number;
  /** It is there already, on the machine, and moves into the node. */
  readonly isMoved?: boolean;
  /** The nodes that have its other ends, by name. */
  readonly remotes?: readonly Text[];
}

/** True of an interface that gets an address of this family while the lab runs. */
export const asksFamily = ({ asks = [] }: Pick<Interface, 'asks'>, family: Family): boolean =>
  asks.some((each) => each.family === family);

/** Where an interface sends what is for somebody at another end. */
export interface Remote {
  readonly node: string;
  readonly address: Address;
  readonly at: Span;
}

export interface InterfaceAddress {
  readonly cidr: Cidr;
  readonly at: Span;
  readonly from: 'author' | 'subnet';
}

/** A layer-2 domain: a cable, or what bridges join. */
export interface Segment {
  /** The bridge or switch that makes it; undefined for a single cable. */
  readonly bridge?: string;
  readonly subnets: readonly Subnet[];
  readonly members: readonly InterfaceRef[];
}

export interface Subnet {
  readonly prefix: Cidr;
  readonly at: Span;
}

export interface InterfaceRef {
  readonly node: string;
  readonly interface: string;
}

/** A cable between two interfaces. */
export interface Link {
  /** The name of its kind. */
  readonly kind: string;
  /** Its second end is made with it, stands anyway and carries the first, or is made for itself. */
  readonly secondEnd: 'made' | 'parent' | 'own';
  readonly at: Span;
  /** Where its kind and the options of this kind are written. */
  readonly optionsAt: readonly Span[];
  readonly ends: readonly [InterfaceRef, InterfaceRef];
  /** The kind's own options, as its schema reads them. */
  readonly options: Readonly<Record<string, string>>;
  /** What the second end carries with these options hears others that it carries so, and not what is on its cable. */
  readonly isApart?: true;
}

export interface Route {
  readonly at: Span;
  readonly family: Family;
  readonly type: 'unicast' | 'blackhole' | 'unreachable' | 'prohibit';
  /** `0.0.0.0/0` or `::/0` for `default`. */
  readonly to: Cidr;
  /** Empty for the other types than unicast; several make one multipath route. */
  readonly hops: readonly Hop[];
  readonly src?: Address;
  readonly metric?: number;
  readonly table?: number;
  /** The VRF of the node that the table is of. */
  readonly vrf?: string;
  /** Nobody wrote it: it follows from the rest of the lab. */
  readonly isWorkedOut?: true;
}

export interface Hop {
  readonly via?: Address;
  readonly dev: string;
  readonly weight?: number;
}

/** What a node holds that nobody but the kernel can tell the effects of. */
export interface Unknown {
  /** How it treats packets follows from more than its routes and translations. */
  readonly treatsPackets: boolean;
  /** Interfaces and routes may come that the lab does not name. */
  readonly changesNetwork: boolean;
  /** Of each that may listen, the text that names its ports. */
  readonly listeners: readonly string[];
}

/** An interface that packets leave by or come in on: one of the node's, or the uplinks of the machine, found at run time. */
export type Egress = { readonly is: 'interface'; readonly name: string } | { readonly is: 'uplink' };

/** Who takes part in a check. `outside` is beyond the uplink. */
export type Party = { readonly is: 'node'; readonly name: string; readonly netns: Netns } | { readonly is: 'outside' };

/** An address that is known when compiling, or one that is found where the lab runs. */
export type Destination =
  | { readonly is: 'address'; readonly address: Address }
  /** The one that an interface gets while the lab runs. */
  | { readonly is: 'own-address'; readonly netns: Netns; readonly dev: string; readonly family: Family }
  /** An address of the machine on its uplink. */
  | { readonly is: 'uplink-address' }
  /** The stand-in beyond the uplink. */
  | { readonly is: 'outside-address' };

/** A sentence of `checks`, resolved: for one pair, one family, one service. The sentence in src/checks that it is of knows more of it. */
export interface Check {
  readonly is: string;
  /** The sentence for this one pair: `h1 reaches h3 tcp/80`. */
  readonly text: string;
  /** Why, in the author's words. */
  readonly note?: string;
  readonly at: Span;
  /** Milliseconds until it must hold; 0: at once. */
  readonly within: number;
  /** Whom it speaks of; first, where the command is typed that shows it. */
  readonly parties: readonly Party[];
  /** What is dialled. */
  readonly dial?: Destination;
  /** Nodes that packets must pass. */
  readonly passes?: { readonly family: Family; readonly nodes: readonly string[] };
  /** The node that is said to be the cause of a failure. */
  readonly because?: { readonly node?: string };
}

/** The interfaces of all that share the machine's own network stack. */
const machineStack = onceFor(({ nodes }: State): readonly Interface[] =>
  [...nodes.values()].filter(({ netns }) => netns === null).flatMap(({ interfaces }) => interfaces),
);

/** The interfaces with which a node speaks IP: its own, and on the machine itself those of all that share its namespace. */
export function stackOf(state: State, node: Node): readonly Interface[] {
  return node.netns === null ? machineStack(state) : node.interfaces;
}

const byName = onceFor(
  (interfaces: readonly Interface[]): ReadonlyMap<string, Interface> =>
    new Map(interfaces.toReversed().map((each) => [each.name, each])),
);

/** The interface of this name in a list that stays: those of a node, or of its stack. */
export function interfaceNamed(interfaces: readonly Interface[], name: string): Interface | undefined {
  // A switch has a thousand, most nodes have one or two, of which an index would be the larger part.
  return interfaces.length < 8 ? interfaces.find((each) => each.name === name) : byName(interfaces).get(name);
}
