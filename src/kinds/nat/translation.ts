// What a node translates, with every name resolved.
import type { Address, Cidr } from '../../address.ts';
import type { Span } from '../../diagnostics/span.ts';
import type { Service } from '../../language/statements.ts';
import type { Egress } from '../../model/lab.ts';

export type Translation = Masquerade | Publish | PrefixMapping;

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

/** A prefix that others see in the place of another one. */
export interface PrefixMapping extends Pick<Masquerade, 'at' | 'text' | 'sources' | 'inside' | 'out'> {
  readonly is: 'map';
  /** As long as the one source. */
  readonly to: Cidr;
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
  /** The subnets on the way to the target, if what comes from there is translated, too: its answers have to come back this way. */
  readonly hairpin: readonly Cidr[];
}

/** By which interfaces its packets leave the node, or come in. */
export const egressesOf = (translation: Translation): readonly Egress[] =>
  translation.is === 'publish' ? translation.in : translation.out;
