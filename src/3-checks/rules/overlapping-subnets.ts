// Two segments have addresses in common, so that a route to one shadows the other.
import { type Cidr, contains, formatCidr, networkOf } from '../../2-model/address.ts';
import type { State, Subnet } from '../../2-model/lab.ts';
import { defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import { freePrefix } from '../free.ts';
import { addressesBySegment } from '../interfaces.ts';
import type { Rule } from '../rule.ts';

const report = defineDiagnostic('overlapping-subnets', 'subnets of two segments overlap');

interface Use extends Subnet {
  readonly segment: number;
}

/** fe80::/10 is on every segment of IPv6 (RFC 4291 §2.5.6). */
const isLinkLocal = ({ family, value }: Cidr): boolean => family === 6 && value >> 118n === 0x3fan;

/** The prefixes of each segment, given to it or brought by its addresses; each once, where it stands first. */
function usesOf(state: State): Use[] {
  const addresses = addressesBySegment(state);
  return state.segments.flatMap(({ subnets, overlap }, segment) => {
    if (overlap) return [];
    const brought = (addresses[segment] ?? []).map(({ cidr, at }) => ({ prefix: networkOf(cidr), at }));
    const seen = new Map<string, Use>();
    for (const { prefix, at } of [...subnets, ...brought]) {
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

/** Each use that meets one of another segment, with the first of those. */
function* meetings(uses: readonly Use[]): Generator<readonly [Use, Use]> {
  // Prefixes are nested or apart: those around the present one are a stack.
  const around: Use[] = [];
  for (const use of uses) {
    for (let top = around.at(-1); top !== undefined && !contains(top.prefix, use.prefix); top = around.at(-1))
      around.pop();
    const other = around.find(({ segment }) => segment !== use.segment);
    around.push(use);
    if (other !== undefined) yield other.at.start.offset <= use.at.start.offset ? [other, use] : [use, other];
  }
}

/** Reports the later of each two such subnets, with a free one. */
export const overlappingSubnets: Rule = function* ({ state }) {
  const uses = usesOf(state).sort(byPrefix);
  const prefixes = uses.map(({ prefix }) => prefix);
  for (const [first, second] of meetings(uses)) {
    const free = freePrefix(second.prefix, prefixes);
    const bridge = state.segments[second.segment]?.bridge;
    const meant = bridge === undefined ? '' : `; if it is meant, write \`overlap: true\` under ${bridge}`;
    yield report({
      at: second.at,
      label: `${formatCidr(second.prefix)} overlaps ${formatCidr(first.prefix)}`,
      related: [{ at: first.at, label: 'first used here' }],
      help: `take another subnet here${free === undefined ? '' : `, for example ${free}`}${meant}`,
      expected: free === undefined ? [] : [free],
    });
  }
};
