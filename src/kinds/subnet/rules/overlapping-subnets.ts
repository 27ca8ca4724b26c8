// Two segments have addresses in common, so that a route to one shadows the other.

import { type Cidr, contains, formatCidr, fullLength, isLinkLocal, networkOf } from '../../../address.ts';
import { type Diagnostic, defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import { isSamePlace } from '../../../diagnostics/span.ts';
import { DisjointSets } from '../../../disjoint-sets.ts';
import { freePrefix } from '../../../model/free.ts';
import {
  type Addressed,
  addressesBySegment,
  interfacesBySegment,
  interfacesOf,
  linkAt,
  parentOf,
  wereJoined,
} from '../../../model/interfaces.ts';
import {
  type Interface,
  interfaceNamed,
  type Segment,
  type State,
  type Subnet,
  stepsBefore,
} from '../../../model/lab.ts';
import type { Rule } from '../../../rules/rule.ts';
import { isAlone } from '../../interfaces/vlan.ts';
import { membershipOf } from '../../vlans/membership.ts';
import { overlap } from '../key.ts';

const report = defineDiagnostic('overlapping-subnets', 'subnets of two segments overlap');

interface Use extends Subnet {
  readonly segment: number;
}

/** The cable that an interface is an end of, or that what it stands on is, says so. */
function isMeantOf(state: State, own: Interface | undefined): boolean {
  if (own === undefined) return false;
  return own.options['overlap']?.value === 'true' || isMeantOf(state, parentOf(state, own));
}

/** True if a bridge, switch or cable of the segment says that the same subnet elsewhere is meant. */
const isMeant = (state: State, { members }: Segment): boolean =>
  members.some(({ node: name, interface: dev }) => {
    const node = state.nodes.get(name);
    return (
      node !== undefined && (overlap.of(node).length > 0 || isMeantOf(state, interfaceNamed(node.interfaces, dev)))
    );
  });

/** One address of an interface that leads nowhere stands for a service that several nodes may give (anycast). */
const isService = ({ cidr, interface: { role } }: Addressed): boolean =>
  role === 'device' && cidr.length === fullLength(cidr.family);

/** The prefixes of each segment, given to it or brought by its addresses; each once, where it stands first. */
function usesOf(state: State): Use[] {
  const addresses = addressesBySegment(state);
  return state.segments.flatMap((one, segment) => {
    const [only] = interfacesBySegment(state)[segment] ?? [];
    // Where a VLAN does not come through, that is the fault, not the subnet that is on both sides.
    if (isMeant(state, one) || (only !== undefined && isAlone(state, only))) return [];
    // What was dealt is of the segment's own subnets, or is left from before a step cut it off.
    const all = (addresses[segment] ?? []).filter((each) => each.from === 'author' && !isService(each));
    const brought = all.map(({ cidr, at }) => ({ prefix: networkOf(cidr), at }));
    const seen = new Map<string, Use>();
    for (const { prefix, at } of [...one.subnets, ...brought]) {
      const text = formatCidr(prefix);
      if (!seen.has(text) && !isLinkLocal(prefix)) seen.set(text, { prefix, at, segment });
    }
    return [...seen.values()];
  });
}

/** In the order of their first address, wide before narrow: what overlaps a prefix stands before it. */
const byPrefix = (a: Use, b: Use): number =>
  a.prefix.family - b.prefix.family ||
  (a.prefix.value < b.prefix.value ? -1 : a.prefix.value > b.prefix.value ? 1 : a.prefix.length - b.prefix.length);

/** Whether two segments are kept apart by VRFs: nobody routes between them, and one is in a VRF or behind one. */
function keptApart(state: State): (one: number, other: number) => boolean {
  const all = interfacesOf(state).flatMap(({ node, vrf, segment }) =>
    segment === undefined ? [] : { node, vrf, segment },
  );
  if (all.every(({ vrf }) => vrf === undefined)) return () => false;
  const domains = new DisjointSets();
  for (const { node, vrf = '', segment } of all) domains.join(`${segment}`, `${state.nodes.get(node)?.netns} ${vrf}`);
  const root = (segment: number) => domains.rootOf(`${segment}`);
  const split = new Set(all.flatMap(({ vrf, segment }) => (vrf === undefined ? [] : root(segment))));
  return (one, other) => root(one) !== root(other) && (split.has(root(one)) || split.has(root(other)));
}

/** Each use that meets one of another segment, with the first of those. */
function* meetings(state: State, uses: readonly Use[]): Generator<readonly [Use, Use]> {
  const apart = keptApart(state);
  // Prefixes are nested or apart: those around the present one are a stack.
  const around: Use[] = [];
  for (const use of uses) {
    for (let top = around.at(-1); top !== undefined && !contains(top.prefix, use.prefix); top = around.at(-1))
      around.pop();
    const other = around.find(({ segment }) => segment !== use.segment && !apart(segment, use.segment));
    around.push(use);
    if (other !== undefined) yield other.at.start.offset <= use.at.start.offset ? [other, use] : [use, other];
  }
}

/** One place that gives several segments the same subnet: a range of switches with one, or of cables with addresses of one. */
function reportOnePlace(state: State, uses: readonly Use[], { prefix, at, segment }: Use): Diagnostic {
  const text = formatCidr(prefix);
  const count = uses.filter((use) => isSamePlace(use.at, at)).length;
  const help =
    state.segments[segment]?.bridge === undefined
      ? 'join them by a switch, or write a subnet of its own for each cable; if it is meant, write `overlap: true` behind the cable'
      : 'give each a subnet of its own, or cut one by `by /LENGTH`; if it is meant, write `overlap: true` beside it';
  return report({ at, label: `${text} for ${count} segments`, help });
}

/** The VLAN of an access port of the segment. */
function accessVlan(state: State, { segment }: Use): number | undefined {
  const ports = (interfacesBySegment(state)[segment] ?? []).flatMap((own) => linkAt(state, own)?.far ?? []);
  const access = ports.find(({ options }) => options['vlan'] !== undefined);
  return access && membershipOf(access).untagged;
}

/** What joins the two, where it is VLANs that keep them apart. */
function joinedBy(state: State, first: Use, second: Use): string {
  const [there, here] = [accessVlan(state, first), accessVlan(state, second)];
  if (there === undefined || here === undefined) return '';
  const mend =
    there === here ? `let VLAN ${here} pass between the two, by each \`trunk\`` : `write \`vlan: ${there}\` here`;
  return `if they belong together, ${mend}; else `;
}

function reportTwo(state: State, prefixes: readonly Cidr[], first: Use, second: Use): Diagnostic {
  const free = freePrefix(second.prefix, prefixes);
  const bridge = state.segments[second.segment]?.bridge;
  const where = bridge === undefined ? 'behind the cable' : `under ${bridge}`;
  const [one, other] = [formatCidr(second.prefix), formatCidr(first.prefix)];
  const together = joinedBy(state, first, second);
  return report({
    at: second.at,
    label: one === other ? `${one} is that of another segment` : `${one} overlaps ${other}`,
    related: [{ at: first.at, label: 'first used here' }],
    help: `${together}take another subnet here${free === undefined ? '' : `, for example ${free}`}; if it is meant, write \`overlap: true\` ${where}`,
    ...(together === '' && { expected: [free] }),
  });
}

/** Reports the later of each two such subnets, with a free one. Where a step has cut a segment in two, the subnet is on both sides. */
export const overlappingSubnets: Rule = function* ({ state, number }, { steps }) {
  const members = ({ segment }: Use) => interfacesBySegment(state)[segment] ?? [];
  const uses = usesOf(state).sort(byPrefix);
  const prefixes = uses.map(({ prefix }) => prefix);
  const told = new Set<number>();
  for (const [first, second] of meetings(state, uses)) {
    const place = second.at.start.offset;
    if (told.has(place) || wereJoined(stepsBefore(steps, number), members(first), members(second))) continue;
    told.add(place);
    yield isSamePlace(first.at, second.at)
      ? reportOnePlace(state, uses, second)
      : reportTwo(state, prefixes, first, second);
  }
};
