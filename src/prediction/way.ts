// What is told of a packet's way: nodes, what happens at each, and where and why it ends.
import type { Span } from '../diagnostics/span.ts';
import type { Localized } from '../source/tutorial.ts';
import type { Filter, Hook } from './carry.ts';

/** Where addresses are translated: destinations at the first two, sources at the last two. */
export type TranslatingHook = 'prerouting' | 'output' | 'input' | 'postrouting';

/** What happens to a packet at a node. */
export type Step =
  | { readonly is: 'source'; readonly address: string }
  | { readonly is: 'route'; readonly rule: string; readonly route: string; readonly oneOf?: number }
  | {
      readonly is: 'translate';
      readonly hook: TranslatingHook;
      readonly by: string;
      readonly packet: string;
    }
  | { readonly is: 'filter'; readonly hook: Hook; readonly verdict: Filter['verdict']; readonly by: string }
  | { readonly is: 'ask'; readonly protocol: 'ARP' | 'NDP'; readonly address: string; readonly answers: string }
  /** The interfaces that the frame passes, with its tags. */
  | { readonly is: 'frame'; readonly path: readonly string[] }
  | { readonly is: 'wrap'; readonly kind: string; readonly packet: string; readonly hops: readonly Hop[] };

/** A node on the way, and what happens there. */
export interface Hop {
  readonly node: string;
  readonly in?: string;
  readonly out?: string;
  /** As it comes, or as it is sent. */
  readonly packet: string;
  readonly steps: readonly Step[];
}

export type Reason =
  | 'no route'
  | 'unreachable'
  | 'prohibit'
  | 'blackhole'
  | 'does not forward'
  | 'nobody answers'
  | 'lost on the wire'
  | 'martian'
  | 'source not accepted'
  | 'too many hops'
  | 'too long'
  | 'dropped'
  | 'rejected'
  | 'refused'
  | 'answers nothing'
  | 'another answers'
  | 'another source';

/** True where a route is there that refuses what it is for. */
export const isRefusedByRoute = (reason: Reason | undefined): boolean =>
  reason === 'blackhole' || reason === 'unreachable' || reason === 'prohibit';

/** Where and why a packet dies. */
export interface Death {
  readonly node: string;
  readonly reason: Reason;
  /** The whole of it: `r1 has no route to 10.0.9.1`. */
  readonly text: Localized;
  readonly at?: Span;
  /** The address that there is no route to, or that nobody answers for. */
  readonly to?: string;
  /** Of what dies of another packet: where that does, be it the outer one of a tunnel, or a question or answer of NDP. */
  readonly outer?: Pick<Death, 'node' | 'reason'>;
  /** What the node tells the sender of it (RFC 792, RFC 4443). */
  readonly error?: string;
  /** Who has the address that nobody answers for is there: whom he has asked for theirs know him all the same. */
  readonly isThere?: true;
}

/** One direction. */
export interface Way {
  readonly hops: readonly Hop[];
}

/** What an ICMP error comes to that a node sends back. */
export interface Told {
  readonly says: string;
  readonly from?: string;
  /** The asker hears it. */
  readonly isHeard: boolean;
  /** Where it dies, if it does. */
  readonly dies?: Pick<Death, 'node' | 'reason'>;
}

/** What the model foresees. */
export interface Prediction {
  readonly verdict: 'arrives' | 'dies' | 'unknown';
  readonly request: Way;
  /** There where the request arrives and somebody answers. */
  readonly answer?: Way;
  /** Where it dies: the request, or the answer. */
  readonly death?: Death & { readonly of: 'request' | 'answer'; readonly told?: Told };
  /** Why nobody can tell. */
  readonly why?: Localized;
  /** The source that the target sees, and who the target is. */
  readonly seen?: string;
  readonly reached?: string;
  /** So many ways are possible, by the hops of multipath routes. */
  readonly ways: number;
  /** The requests by the others of these ways. */
  readonly others?: readonly Way[];
  /** It dies by each of them, but not always there and so. */
  readonly diesElsewhere?: true;
}

/** What is said of a node, behind its name. */
export const saidOf = (name: string, text: Localized): Localized => ({
  en: `${name} ${text.en}`,
  'zh-CN': `${name} ${text['zh-CN']}`,
});
