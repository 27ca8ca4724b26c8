// What `reaches` and `cannot reach` say, and what that comes to in a lab.
import type { Address, Family } from '../../address.ts';
import type { Span, Text } from '../../diagnostics/span.ts';
import type { Bounds, CheckStatement, End, EndOrAddress, Service, Written } from '../../language/statements.ts';
import type { Check, Destination, Party } from '../../model/lab.ts';
import type { Dialled } from '../sentence.ts';

export const reasons = [
  'has no route',
  'does not forward',
  'refuses',
  'does not answer',
  'drops it',
  'rejects it',
] as const;
/** Those that begin with other words than a node. */
export const whatHappens = ['nobody answers for', 'the answer comes from'] as const;
type Reason = (typeof reasons)[number] | (typeof whatHappens)[number];

export interface CauseStatement {
  readonly at: Span;
  readonly reason: Reason;
  /** Who is to blame; else, whose address it is about. */
  readonly node?: Text;
  readonly about?: EndOrAddress;
  readonly to?: Text;
}

export interface Cause {
  readonly node?: string;
  readonly reason: Reason;
  /** Of `has no route to NAME`: the addresses that it has no route to; empty: to the target. Of what happens: the addresses it is about. */
  readonly to: readonly Address[];
}

export interface ReachStatement extends CheckStatement {
  readonly is: 'reach';
  readonly expect: boolean;
  readonly from: End;
  readonly to: EndOrAddress;
  readonly services: readonly Written<Service>[];
  readonly dialled?: Dialled;
  readonly via: readonly Text[];
  readonly over?: Family;
  /** Bytes of a packet, which must not be cut. */
  readonly size?: Written<number>;
  readonly because?: CauseStatement;
  /** Milliseconds of a round trip, percent of lost packets. */
  readonly taking?: Written<Bounds>;
  readonly losing?: Written<Bounds>;
}

/** One source, one target, one family, one service. */
export interface ReachCheck extends Check {
  readonly is: 'reach';
  /** False for `cannot reach`. */
  readonly expect: boolean;
  readonly from: Party;
  /** Bind to this interface of `from`; to its address, where no packet leaves by it. */
  readonly fromInterface?: string;
  readonly fromAddress?: Address;
  /** Who must answer; undefined where a literal address is the target and belongs to no node. */
  readonly to?: Party;
  readonly family: Family;
  readonly dial: Destination;
  /** Without it, ping. `port` is dialled, `answerPort` is where the target listens. */
  readonly service?: { readonly protocol: 'tcp' | 'udp'; readonly port: number; readonly answerPort: number };
  /** Nodes that the packets pass in this order; others may lie between. */
  readonly via: readonly string[];
  readonly because?: Cause;
  readonly size?: Written<number>;
  readonly taking?: Written<Bounds>;
  readonly losing?: Written<Bounds>;
}

/** True of a check that one node reaches another, or does not. */
export const isReach = (check: Check): check is ReachCheck => check.is === 'reach';
