// A lab while it is being resolved: nodes with their kinds, interfaces that still lack addresses, and the index of both.
import type { Span } from '../../diagnostics/span.ts';
import type { LinkKind } from '../../kinds/link-kind.ts';
import type { NodeKind } from '../../kinds/node-kind.ts';
import type { InterfaceAddress, InterfaceRef, Netns, Subnet } from '../lab.ts';
import type { Plug } from '../language/statements.ts';
import type { DeclaredCable, DeclaredNode } from '../merge/declaration.ts';

export interface DraftInterface {
  readonly node: string;
  readonly name: string;
  readonly at: Span;
  readonly optionsAt: readonly Span[];
  readonly valueAt?: { readonly mtu?: Span; readonly mac?: Span };
  readonly role: 'loopback' | 'bridge' | 'port' | 'end';
  readonly up: boolean;
  readonly mtu?: number;
  readonly mac?: string;
  readonly bridge?: string;
  readonly alias?: string;
  /** The end of the cable as the author wrote it, with the places to give it. */
  readonly plug?: Plug;
  segment?: DraftSegment;
  addresses: InterfaceAddress[];
}

export interface DraftNode {
  readonly name: string;
  readonly declared: DeclaredNode;
  readonly kind: NodeKind;
  readonly netns: Netns;
  readonly interfaces: Map<string, DraftInterface>;
}

export interface DraftLink {
  readonly cable: DeclaredCable;
  readonly kind: LinkKind;
  readonly ends: readonly [InterfaceRef, InterfaceRef];
}

export interface DraftSegment {
  /** The bridges and switches that make it, in the order written; none for a single cable. */
  readonly bridges: string[];
  readonly subnets: Subnet[];
  readonly members: DraftInterface[];
  overlap: boolean;
}

/** One state of the lab, half made. */
export interface Draft {
  readonly lab: string;
  readonly nodes: Map<string, DraftNode>;
  /** The names of groups. */
  readonly groups: readonly string[];
  readonly links: DraftLink[];
  segments: DraftSegment[];
}

/** Every name that may stand for nodes: a group is sooner meant than one node, which has many of its like. */
export const knownNames = ({ groups, nodes }: Draft): string[] => [...groups, ...nodes.keys()];

/** The interfaces with which a node speaks IP. What is on the machine shares its network stack: `host` speaks with its bridges too. */
export function speakingInterfaces(draft: Draft, name: string): DraftInterface[] {
  const own = [...(draft.nodes.get(name)?.interfaces.values() ?? [])];
  if (name !== 'host') return own.filter(({ role }) => role !== 'port');
  const bridges = [...draft.nodes.values()].filter(({ kind, netns }) => netns === null && kind.bridge !== undefined);
  const devices = bridges.flatMap(({ interfaces }) => [...interfaces.values()].filter(({ role }) => role === 'bridge'));
  return [...own.filter(({ role }) => role !== 'port'), ...devices];
}
