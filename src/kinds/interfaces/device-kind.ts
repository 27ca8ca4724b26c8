// What a kind of interface without a cable knows of itself: its words in the language, and what `ip link add` is to make of it.
import type { Localized } from '../../source/tutorial.ts';
import type { LinkOption } from '../link-kind.ts';
import type { Ports } from '../node-key.ts';

/** A kind of interface that is no end of a cable. */
export interface DeviceKind {
  /** What the author writes after `kind:`, and `ip link add` after `type`. */
  readonly name: string;
  /** One line for the schema. */
  readonly summary: string;
  /** Options besides the common ones. */
  readonly options: Readonly<Record<string, LinkOption>>;
  /** Why it is made, for the reader. */
  readonly reason: Localized;
  /** It takes `ports`, other interfaces of the node. */
  readonly ports?: Ports;
  /** It stands on another interface of its node, its `parent`, or may do so. */
  readonly parent?: 'required' | 'optional';
  /** It is there already, on the machine, and moves into the node. */
  readonly isMoved?: true;
  /** It takes `remotes`, other nodes, on whose side the same interface is. */
  readonly remotes?: true;
  /** So many bytes less than its parent it carries. */
  readonly overhead?: number;
  /** The words after the type. */
  words(options: Readonly<Record<string, string>>): readonly string[];
}
