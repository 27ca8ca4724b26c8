// A tunnel whose own packets would travel through it: nothing leaves.
import { formatAddress } from '../../../address.ts';
import { wayTo } from '../../../checks/picture.ts';
import { defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import { interfacesBySegment, masterOf, readableName } from '../../../model/interfaces.ts';
import type { Interface, State } from '../../../model/lab.ts';
import type { Rule } from '../../../rules/rule.ts';
import { outerAddress, type TunnelEnd, tunnelAt, tunnelsOf } from '../outer.ts';

const report = defineDiagnostic('tunnel-in-itself', 'tunnel that would travel through itself');

/** The ends of tunnels on the segment of an interface, of its node. */
const below = (state: State, { segment, node }: Interface): Interface[] =>
  (segment === undefined ? [] : (interfacesBySegment(state)[segment] ?? [])).filter(
    (each) => each.node === node && tunnelAt(state, each) !== undefined,
  );

/** True if what an end leaves by stands on this end in turn. */
function comesBack(state: State, { own, near }: TunnelEnd, seen = new Set<Interface>([near.by])): boolean {
  const ends = [near.by, masterOf(state, near.by)].flatMap((each) => (each ? below(state, each) : []));
  return ends.some((end) => {
    const next = tunnelAt(state, end);
    if (end === own) return true;
    if (next === undefined || seen.has(next.near.by)) return false;
    seen.add(next.near.by);
    return comesBack(state, { ...next, own }, seen);
  });
}

/** Reports each end that leaves by itself, whose far end is the same address, or the way to whose far end leads into it. */
export const tunnelInItself: Rule = ({ state }) =>
  [...tunnelsOf(state).ends.values()].flatMap((tunnel) => {
    const { own, near, far } = tunnel;
    const at = (own.options['outer'] ?? own.options['kind'])?.at ?? own.at;
    const help = 'name interfaces below it: `outer: [r1:eth0, r2:eth0]`';
    const to = formatAddress(outerAddress(far));
    if (near.by === far.by) return report({ at, label: `both ends at ${to}`, help });
    if (comesBack(state, tunnel))
      return report({ at, label: `${readableName(near.by)} stands on ${readableName(own)}`, help });
    const way = wayTo(state, state.nodes.get(own.node)?.netns ?? null, outerAddress(far), near.by.vrf);
    if (way.is !== 'next' || way.dev !== own.name) return [];
    const mend = `give ${own.node} a route to ${to} that leads elsewhere: "routes: [${to}/${far.address.family === 4 ? 32 : 128} via …]"`;
    return report({ at, label: `the way to ${to} leads into ${readableName(own)}`, help: mend });
  });
