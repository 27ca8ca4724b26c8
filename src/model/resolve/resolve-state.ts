// One declaration to one state of the lab: interfaces, segments, addresses, then all that is said by name.

import type { Cidr } from '../../address.ts';
import { resolveCheck } from '../../checks/list.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { lastingProblems } from '../../diagnostics/lasting.ts';
import type { Text } from '../../diagnostics/span.ts';
import { nodeKeys } from '../../kinds/kinds.ts';
import { kinds } from '../../kinds/list.ts';
import type { CheckStatement } from '../../language/statements.ts';
import type { Check, Interface, Link, Node, Segment, State } from '../lab.ts';
import type { Declaration } from '../merge/declaration.ts';
import {
  type Draft,
  type DraftInterface,
  type DraftLink,
  type DraftNode,
  type DraftSegment,
  forwardingOf,
} from './draft.ts';
import { draftInterfaces, optionsOf } from './interfaces.ts';
import { placeOnParents } from './parents.ts';
import { plugPorts } from './ports.ts';
import { joinSegments } from './segments.ts';

export interface Resolved {
  readonly state: State;
  readonly checks: readonly Check[];
  /** These two are for the next step's declaration. */
  readonly dealt: ReadonlyMap<string, Cidr>;
  readonly neighbours: ReadonlySet<string>;
  readonly diagnostics: readonly Diagnostic[];
}

/** Codes of errors that leave a node without its kind, a cable unlaid, an interface without its address, or a name unsaid. */
const holing = new Set(['unknown-node', 'unknown-kind', 'unknown-interface', 'parent-missing', 'subnet-full']);
const isUnaddressed = ({ code }: Diagnostic): boolean => code === 'subnet-full';

/** True if one of these problems leaves a hole in the state. */
export function leavesHole(problems: readonly Diagnostic[]): boolean {
  return problems.some(({ code }) => holing.has(code));
}

/** What is told of a state: where a node or a cable could not be made, only what cannot follow from that. */
function toldOf(holed: boolean, made: readonly Diagnostic[], said: readonly Diagnostic[]): readonly Diagnostic[] {
  if (!holed) return [...made, ...said];
  return [...made, ...said.filter(({ code }) => code === 'unknown-node'), ...lastingProblems(said)];
}

function finishInterface(device: DraftInterface, numbers: ReadonlyMap<DraftSegment, number>): Interface {
  const { plug: _, segment, ...rest } = device;
  const number = segment === undefined ? undefined : numbers.get(segment);
  return number === undefined ? rest : { ...rest, segment: number };
}

const keysThatResolve = nodeKeys.filter(({ resolve }) => resolve !== undefined);

/** What the keys of a node come to by themselves, and in this lab. */
function thingsOf({ declared: { settings }, things }: DraftNode): Node['things'] {
  const all: Record<string, readonly unknown[]> = {};
  for (const key of keysThatResolve) {
    const said = key.said(settings);
    if (said !== undefined) all[key.name] = key.resolve?.(said) ?? [];
  }
  return Object.assign(all, things);
}

type EffectsOfNode = Pick<Node, 'unknown' | 'egresses' | 'published'>;

const noEffects: EffectsOfNode = {
  unknown: { treatsPackets: false, changesNetwork: false, listeners: [] },
  egresses: [],
  published: [],
};

function effectsOf(things: Node['things']): EffectsOfNode {
  const held = nodeKeys.flatMap((key) => key.of({ things }).map((thing) => ({ thing, effects: key.effects ?? {} })));
  return {
    unknown: {
      treatsPackets: held.some(({ effects }) => effects.treatsPackets),
      changesNetwork: held.some(({ effects }) => effects.changesNetwork),
      listeners: held.flatMap(({ thing, effects }) => effects.listens?.(thing) ?? []),
    },
    egresses: held.flatMap(({ thing, effects }) => effects.egresses?.(thing) ?? []),
    published: held.flatMap(({ thing, effects }) => effects.publishes?.(thing) ?? []),
  };
}

function finishNode(node: DraftNode, numbers: ReadonlyMap<DraftSegment, number>): Node {
  const { name, declared, kind, netns, interfaces, routes } = node;
  const things = thingsOf(node);
  return {
    name,
    at: declared.name.at,
    kind: kind.name,
    netns,
    interfaces: [...interfaces.values()].map((device) => finishInterface(device, numbers)),
    routes,
    ...forwardingOf(node),
    things,
    ...(Object.keys(things).length === 0 ? noEffects : effectsOf(things)),
  };
}

function finishSegment({ bridges, subnets, members }: DraftSegment): Segment {
  const [bridge] = bridges;
  return {
    ...(bridge === undefined ? {} : { bridge }),
    subnets,
    members: members.map(({ node, name }) => ({ node, interface: name })),
  };
}

function finishLink({ cable, kind, ends, isApart }: DraftLink): Link {
  const options = optionsOf(cable.statement);
  const { at, kind: kindWritten, own } = cable.statement;
  const optionsAt = [...(kindWritten === undefined ? [] : [kindWritten.at]), ...own.map(({ key }) => key.at)];
  return { kind: kind.name, secondEnd: kind.secondEnd, at, optionsAt, ends, options, ...(isApart && { isApart }) };
}

/** True if the lab says something of the machine itself. */
function speaksOfHost(declaration: Declaration, draft: Draft): boolean {
  const host = draft.nodes.get('host');
  return declaration.nodes.has('host') || (host !== undefined && host.interfaces.size > 0);
}

/** The state that a declaration means, and what its step's checks mean in it. `at` is the block, for what is nowhere written. */
export function resolveState(
  lab: string,
  declaration: Declaration,
  checks: readonly CheckStatement[],
  at: Text,
): Resolved {
  const made: Diagnostic[] = [];
  const draft = draftInterfaces(lab, declaration, at, made);
  plugPorts(draft, declaration.cables, made);
  placeOnParents(draft, declaration.cables, made);
  const diagnostics: Diagnostic[] = [];
  joinSegments(draft, diagnostics);
  for (const kind of kinds) kind.resolve?.(draft, diagnostics);
  const holed = leavesHole(made) || diagnostics.some(isUnaddressed);
  const numbers = new Map(draft.segments.map((segment, index) => [segment, index]));
  const shown = [...draft.nodes.values()].filter(({ name }) => name !== 'host' || speaksOfHost(declaration, draft));
  const nodes = new Map(shown.map((node) => [node.name, finishNode(node, numbers)]));
  const asked = checks.flatMap((check) => resolveCheck(draft, check, diagnostics));
  return {
    state: { nodes, links: draft.links.map(finishLink), segments: draft.segments.map(finishSegment) },
    checks: asked,
    dealt: draft.dealt,
    neighbours: draft.neighbours,
    diagnostics: toldOf(holed, made, diagnostics),
  };
}
