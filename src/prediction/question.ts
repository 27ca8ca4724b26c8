// What the prediction is asked: who sends what to whom.
import type { Address } from '../address.ts';
import type { Span } from '../diagnostics/span.ts';
import type { Netns } from '../model/lab.ts';

/** What keeps packets from being answered, and where it is written. */
export interface Fault {
  readonly text: string;
  readonly at?: Span;
}

/** What is asked. */
export interface Question {
  readonly from: Netns;
  /** The interface that the socket of the asker is bound to. */
  readonly bound?: string;
  /** The address that it is bound to. */
  readonly source?: Address;
  readonly to: Address;
  /** Who asks, or who is asked, is beyond the machine: see outside.ts. */
  readonly isOutside?: true;
  readonly protocol: 'icmp' | 'tcp' | 'udp';
  /** Of TCP and UDP: the port that is dialled. */
  readonly port?: number;
  /** Who must answer, and at which port; undefined: whoever is there. */
  readonly target?: Netns;
  readonly listens?: number;
  /** Bytes of the packet with its IP header; without it, those of `ping`, of a TCP SYN, of a short datagram. */
  readonly length?: number;
  /** So many hops it may take; without it, what the asker's stack lets it. */
  readonly ttl?: number;
}
