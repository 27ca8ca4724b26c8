// What kinds tell the prediction: what a node does to packets, and what becomes of frames on their way between two interfaces.
import type { Address, Cidr, Family } from '../address.ts';
import type { Span } from '../diagnostics/span.ts';
import type { Service } from '../language/statements.ts';
import type { Interface, State } from '../model/lab.ts';
import type { Localized } from '../source/tutorial.ts';

/** Which packets something is about; what is not said fits all. */
export interface Fits {
  readonly family?: Family;
  readonly from?: readonly Cidr[];
  readonly to?: readonly Cidr[];
  /** Interfaces that it comes in by, or leaves by. */
  readonly in?: readonly string[];
  readonly notIn?: string;
  readonly out?: readonly string[];
  /** Only what the stack itself sends, or only what it does not. */
  readonly own?: boolean;
  /** One of these is dialled; empty: whatever. */
  readonly services?: readonly Service[];
  /** What connection tracking says of it. */
  readonly state?: 'established' | 'invalid';
}

/** A rule of policy routing: what fits is looked up in the table. */
export interface TableRule extends Fits {
  readonly priority: number;
  readonly table: number;
  readonly text: string;
}

/** Where packets meet a firewall. */
export type Hook = 'forward' | 'input' | 'output';

/** A rule of a chain, or its policy, which stands last. */
export interface Filter extends Fits {
  readonly hook: Hook;
  readonly verdict: 'accept' | 'drop' | 'reject';
  /** What a reject tells the sender; without it, that the port is unreachable. */
  readonly with?: string;
  readonly text: string;
  readonly at: Span;
}

/** A rule of address translation, which is asked of the first packet of a connection. */
export interface Rewrite extends Fits {
  /** The source as it leaves, or the destination as it comes in, where that is an address of the node. */
  readonly of: 'source' | 'destination';
  /** Undefined: the address of the interface that it leaves by (masquerade). */
  readonly becomes?: Address;
  /** The address with the same host number in another prefix, which nobody needs to have. */
  readonly counterpart?: (of: Address) => Address;
  /** Of a source: only where the destination has been translated here. */
  readonly isDialled?: boolean;
  /** The port dialled becomes this one, and the next the next. */
  readonly toPort?: number;
  /** Of a destination: what the node itself dials is translated too. */
  readonly ownToo?: boolean;
  readonly text: string;
}

/** What a kind knows of packets at one node. */
export interface Carry {
  readonly rules?: readonly TableRule[];
  readonly filters?: readonly Filter[];
  readonly rewrites?: readonly Rewrite[];
  /** Kernel settings that are written. */
  readonly settings?: readonly { readonly key: string; readonly value: string }[];
  /** The tables of VRFs, by their names. */
  readonly vrfs?: readonly (readonly [name: string, table: number])[];
  /** Why nobody can tell how the node treats packets. */
  readonly unknown?: Localized;
}

/** What a tunnel puts around what is sent by its end. */
export interface Outer {
  readonly kind: string;
  /** Undefined: as the route says. */
  readonly from?: Address;
  readonly to: Address;
  readonly udpPort?: number;
  /** The UDP port that it is sent from, where that is always the same. */
  readonly fromPort?: number;
  /** Its far end takes what comes from wherever: it knows its sender by more than the address. */
  readonly fromAnywhere?: true;
  /** What is for one alone is sent to where that one was heard last: to the address (vxlan_snoop() of drivers/net/vxlan/vxlan_core.c), or to the port as well. */
  readonly follows?: 'address' | 'address and port';
  readonly overhead: number;
  /** It is sent only to who has been heard of. */
  readonly isLearned?: true;
  /** Nobody may cut it. */
  readonly whole?: true;
  /** Whether there is somebody to send it to, of what is for an address. */
  isFor?(to: Address): boolean;
  /** It carries packets, not frames: nobody is asked for on it. The families that it carries. */
  readonly carries?: readonly Family[];
}

/** What a kind knows of frames. Each function is asked of any interface, and is silent of what is not its own. */
export interface Wire {
  /** Why a frame that is at an interface goes no further: it came there `from` another one, and is for it, or goes on `to` the next. Where a frame for one is stopped, so is one that `isForAll`. */
  stops?(
    state: State,
    from: Interface | undefined,
    at: Interface,
    to: Interface | undefined,
    isForAll: boolean,
  ): string | undefined;
  /** What is put around a frame that goes from one end to the other. */
  wraps?(state: State, own: Interface, far: Interface): Outer | undefined;
  /** The ports that are not used now, of those that could be. */
  idles?(state: State, port: Interface, master: Interface): boolean;
  /** A ring of bridges through this one is no ring. */
  breaksRings?(bridge: Interface): boolean;
  /** Why nobody can tell whether a frame that comes to an interface is taken. */
  unsure?(at: Interface): Localized | undefined;
  mtu?(state: State, of: Interface): number | undefined;
}
