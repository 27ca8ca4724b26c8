// What a node kind knows of itself. The phases ask these questions; no other code names a kind.
import type { MadeDevice } from '../model/lab.ts';
import type { Localized } from '../source/tutorial.ts';

/** A bridge that a node brings: all of its cables are ports of it. */
export interface OwnBridge extends Omit<MadeDevice, 'words'> {
  /** The words after the type, of what is said of the bridge. */
  words(options: Readonly<Record<string, string>>): readonly string[];
  name(node: string): string;
}

export interface NodeKind {
  /** What the author writes after `kind:`. */
  readonly name: string;
  readonly summary: string;
  /** It has a network namespace of the node's own name, and why that is made, for the reader; without it, it lives on the machine itself. */
  readonly namespace?: { readonly reason: Localized };
  readonly bridge?: OwnBridge;
  /** Passes packets on without being told to. */
  readonly forwards: boolean;
}
