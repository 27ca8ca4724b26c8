// What a node kind knows of itself. The phases ask these questions; no other code names a kind.
import type { Localized } from '../source/tutorial.ts';

/** A device that joins the cables of a node into one segment. */
export interface BridgeDevice {
  /** Its name, by the name of the node. */
  name(node: string): string;
  /** What follows `ip link add … type`. */
  readonly type: string;
  /** The words after the type. */
  readonly words: readonly string[];
  /** Why it is made, for the reader. */
  readonly reason: Localized;
  /** Why it gets an address, for the reader. */
  readonly addressReason: Localized;
}

/** A kind of node. */
export interface NodeKind {
  /** What the author writes after `kind:`. */
  readonly name: string;
  /** One line for the language reference. */
  readonly summary: string;
  /** In a network namespace of the node's own name, or on the machine itself. */
  readonly lives: 'in a namespace' | 'on the machine';
  /** The bridge device that it holds: its cables are ports of it. */
  readonly bridge?: BridgeDevice;
  /** Passes packets on without being told to. */
  readonly forwards: boolean;
  /** Why its namespace is made, for the reader. */
  readonly reason: Localized;
}
