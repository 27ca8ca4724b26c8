// What a node translates, with every name resolved.
import type { Address, Cidr } from '../../address.ts';
import type { Span } from '../../diagnostics/span.ts';
import type { Service } from '../../language/statements.ts';
import type { Egress } from '../../model/lab.ts';

export type Translation = Masquerade | Publish;

export interface Masquerade {
  readonly is: 'masquerade';
  readonly at: Span;
  /** What the author wrote, for the reader. */
  readonly text: string;
  readonly sources: readonly Cidr[];
  /** The devices of this node that the sources are behind: where their packets come in. */
  readonly inside: readonly string[];
  readonly out: readonly Egress[];
  /** Write this source address; without it, that of the interface it leaves by. */
  readonly as?: Address;
}

export interface Publish extends Service {
  readonly is: 'publish';
  readonly at: Span;
  readonly text: string;
  readonly protocol: 'tcp' | 'udp';
  readonly to: Address;
  readonly toPort: number;
  /** The device of this node that leads to the target. */
  readonly inside: string;
  /** Only what comes in here; empty: whatever is dialled at an address of this node, but from `inside`. */
  readonly in: readonly Egress[];
}

/** By which interfaces its packets leave the node, or come in. */
export const egressesOf = (translation: Translation): readonly Egress[] =>
  translation.is === 'masquerade' ? translation.out : translation.in;
