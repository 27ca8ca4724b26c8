// A lab while it is being resolved: nodes with their kinds, interfaces that still lack addresses, and the index of both.
import type { Cidr } from '../../address.ts';
import type { Span } from '../../diagnostics/span.ts';
import type { LinkKind } from '../../kinds/link-kind.ts';
import type { Saying } from '../../kinds/node-key.ts';
import type { NodeKind } from '../../kinds/node-kind.ts';
import type { CableEnd } from '../../language/statements.ts';
import { onceFor } from '../../once-for.ts';
import type {
  Interface,
  InterfaceAddress,
  InterfaceRef,
  Link,
  MadeDevice,
  Netns,
  Node,
  Remote,
  Route,
  Subnet,
} from '../lab.ts';
import type { DeclaredCable, DeclaredNode } from '../merge/declaration.ts';
import type { KnownNames } from './unknown-names.ts';

export interface DraftInterface extends Omit<Interface, 'segment' | 'addresses' | 'device' | 'remotes'> {
  /** The end of the cable as the author wrote it, with the places to give it. */
  readonly plug?: CableEnd;
  segment?: DraftSegment;
  addresses: InterfaceAddress[];
  device?: MadeDevice;
  remotes?: readonly Remote[];
}

/** True of an interface that takes an address of each subnet of its segment. */
export const isDealt = ({ role, master }: DraftInterface): boolean =>
  (role === 'end' || role === 'bond') && master === undefined;

export interface DraftNode {
  readonly name: string;
  readonly declared: DeclaredNode;
  readonly says: Saying;
  readonly kind: NodeKind;
  readonly netns: Netns;
  readonly interfaces: Map<string, DraftInterface>;
  readonly routes: Route[];
  /** What its keys come to in this lab, by their names; more than they say by themselves. */
  readonly things: Record<string, readonly unknown[]>;
}

export interface DraftLink {
  readonly cable: DeclaredCable;
  readonly kind: LinkKind;
  readonly ends: Link['ends'];
  readonly isApart?: true;
}

export interface DraftSegment {
  /** The bridges and switches that make it, in the order written; none for a single cable. */
  readonly bridges: string[];
  readonly subnets: Subnet[];
  readonly prefixes: Set<string>;
  readonly members: DraftInterface[];
}

/** One state of the lab, half made. */
export interface Draft {
  readonly lab: string;
  readonly block: Span;
  readonly nodes: Map<string, DraftNode>;
  readonly groups: readonly string[];
  readonly links: DraftLink[];
  /** What carries each link with a parent in the end, by the end that it carries, `NODE INTERFACE`. */
  readonly carriers: Map<string, InterfaceRef>;
  segments: DraftSegment[];
  /** Addresses dealt in earlier steps, by `NODE:INTERFACE:FAMILY`. */
  readonly dealtBefore: ReadonlyMap<string, Cidr>;
  readonly dealt: Map<string, Cidr>;
  /** Who was named as next hop of whom, and next to him, in this step or an earlier one: `NODE NEIGHBOUR`. */
  readonly neighbours: Set<string>;
}

/** Whether a node passes packets on, and where that is said: by a key, else by its kind; only what it translates, if nothing else says so. */
export function forwardingOf({ says, kind, declared }: DraftNode): Pick<Node, 'forward' | 'forwardsAll' | 'forwardAt'> {
  const said = says('forwards').find(({ implied }) => !implied);
  const implied = says('forwards').find((one) => one.implied);
  const forwardsAll = said?.value ?? kind.forwards;
  const at = said?.at ?? (kind.forwards ? undefined : implied?.at) ?? declared.kind?.at ?? declared.name.at;
  return { forward: forwardsAll || implied !== undefined, forwardsAll, forwardAt: at };
}

/** Every name that may stand for nodes. */
export const knownNames = ({ groups, nodes }: Pick<Draft, 'groups' | 'nodes'>): KnownNames => ({
  groups,
  nodes: new Map([...nodes].map(([name, { declared }]) => [name, declared.name.at])),
});

const ownSpeaking = onceFor(({ interfaces }: DraftNode): readonly DraftInterface[] =>
  [...interfaces.values()].filter(({ master }) => master === undefined),
);

const machineSpeaking = onceFor(({ nodes }: Draft): readonly DraftInterface[] => {
  const [host, others] = [nodes.get('host'), [...nodes.values()].filter(({ name }) => name !== 'host')];
  const all = [...(host === undefined ? [] : [host]), ...others.filter(({ netns }) => netns === null)];
  return all.flatMap(ownSpeaking);
});

/** The interfaces with which a node speaks IP, once all are there: `host` speaks with the bridges on the machine too. */
export function speakingInterfaces(draft: Draft, name: string): readonly DraftInterface[] {
  const node = draft.nodes.get(name);
  if (name === 'host') return machineSpeaking(draft);
  return node === undefined ? [] : ownSpeaking(node);
}

const byName = onceFor(
  (devices: readonly DraftInterface[]) => new Map(devices.toReversed().map((device) => [device.name, device])),
);

/** The one of these names with which a node speaks IP. */
export function speakingInterface(draft: Draft, node: string, name: string): DraftInterface | undefined {
  return byName(speakingInterfaces(draft, node)).get(name);
}

/** Interfaces by the segment that they are on, in their order. */
export const bySegment = onceFor((devices: readonly DraftInterface[]) => {
  const segments = new Map<DraftSegment, DraftInterface[]>();
  for (const device of devices) {
    if (device.segment === undefined) continue;
    const known = segments.get(device.segment);
    if (known === undefined) segments.set(device.segment, [device]);
    else known.push(device);
  }
  return segments;
});

const segmentOfBridge = onceFor(
  (segments: readonly DraftSegment[]) =>
    new Map(segments.flatMap((segment) => segment.bridges.map((name) => [name, segment] as const))),
);

/** The segment that a bridge or switch makes; undefined for any other name. */
export function bridgeSegment({ segments }: Draft, name: string): DraftSegment | undefined {
  return segmentOfBridge(segments).get(name);
}
