// What a node kind knows of itself. The phases ask these questions; no other code names a kind.
import type { Localized } from '../1-source/tutorial.ts';
import type { NodeKey } from '../2-model/language/statements.ts';

/** A kind of node. */
export interface NodeKind {
  /** What the author writes after `kind:`. */
  readonly name: string;
  /** One line for the language reference. */
  readonly summary: string;
  /** In a network namespace of the node's own name, or on the machine itself. */
  readonly lives: 'in a namespace' | 'on the machine';
  /** The bridge device it holds, by the name of the node: its cables are ports of that bridge. */
  readonly bridge?: (node: string) => string;
  /** Passes packets on without being told to. */
  readonly forwards: boolean;
  /** The keys that may stand under it. */
  readonly keys: readonly NodeKey[];
  /** Why its namespace or its bridge is made, for the reader. */
  readonly reason: Localized;
}
