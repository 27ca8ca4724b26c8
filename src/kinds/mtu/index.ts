// How long packets may be: a word of cables and interfaces.

import { defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import { carriedLinks, endsOf, interfacesBySegment, placeOf, readableName } from '../../model/interfaces.ts';
import type { Interface, Node, State } from '../../model/lab.ts';
import { onceFor } from '../../once-for.ts';
import type { Rule } from '../../rules/rule.ts';
import type { Kind } from '../kind.ts';

/** The MTU that the kernel gives an Ethernet interface that says nothing of it. */
const defaultMtu = 1500;

/** The smallest MTU of the ports of each bridge of a node, by its name. */
const smallestOfPorts = onceFor(({ interfaces }: Node): ReadonlyMap<string, number> => {
  const least = new Map<string, number>();
  for (const { bridge, mtu = defaultMtu } of interfaces)
    if (bridge !== undefined) least.set(bridge, Math.min(mtu, least.get(bridge) ?? mtu));
  return least;
});

/** The MTU of an interface that carries others or none: what it says, else 1500; a bridge has the smallest of its ports (br_mtu_auto_adjust() of net/bridge/br_if.c). */
export function mtuOf(state: State, { node, name, role, mtu }: Interface): number {
  if (mtu !== undefined) return mtu;
  const owner = role === 'bridge' ? state.nodes.get(node) : undefined;
  return (owner && smallestOfPorts(owner).get(name)) ?? defaultMtu;
}

const aboveParent = defineDiagnostic('mtu-above-parent', 'link with a larger MTU than what carries it');
const mismatch = defineDiagnostic('mtu-mismatch', 'different MTUs on one segment', 'warning');
const outOfRange = defineDiagnostic('mtu-out-of-range', 'MTU that no Ethernet interface takes');

/** Reports each link with a larger MTU than the interface that carries it: the kernel refuses it (macvlan_common_newlink() of drivers/net/macvlan.c). */
const mtuAboveParent: Rule = ({ state }) =>
  carriedLinks(state).flatMap(({ link, child, carrier }) => {
    const most = mtuOf(state, carrier);
    if (child.mtu === undefined || child.mtu <= most) return [];
    return aboveParent({
      at: child.valueAt?.mtu ?? link.at,
      label: `${readableName(child)} has ${child.mtu}, ${readableName(carrier)} below it ${most}`,
      related: [{ at: placeOf(carrier, 'mtu'), label: `MTU ${most}` }],
      help: `write \`mtu: ${most}\` or less, or give ${readableName(carrier)} a larger one`,
    });
  });

/** The one whose MTU is written; where both are, the one that is written after the other. */
function saidLater(small: Interface, large: Interface): Interface {
  const [first, second] = [small.valueAt?.mtu, large.valueAt?.mtu];
  if (first === undefined || second === undefined) return small.mtu === undefined ? large : small;
  return second.start.offset > first.start.offset ? large : small;
}

/** Warns of an interface that has another MTU than one on its segment: large packets vanish on the way to the smaller one. */
const mtuMismatch: Rule = ({ state }) =>
  interfacesBySegment(state).flatMap((members) => {
    const own = (each: Interface) => mtuOf(state, each);
    // A bridge follows its ports by itself; where a port and the node behind it say the same, the node is named.
    const interfaces = [
      ...members.filter(({ role, bridge }) => role !== 'bridge' && bridge === undefined),
      ...members.filter(({ bridge }) => bridge !== undefined),
    ];
    const small = interfaces.reduce<Interface | undefined>((a, b) => (a && own(a) <= own(b) ? a : b), undefined);
    const large = interfaces.reduce<Interface | undefined>((a, b) => (a && own(a) >= own(b) ? a : b), undefined);
    if (small === undefined || large === undefined || own(small) === own(large)) return [];
    const written = saidLater(small, large);
    const other = written === small ? large : small;
    return mismatch({
      at: placeOf(written, 'mtu'),
      label: `${readableName(written)} has ${own(written)}, ${readableName(other)} ${own(other)}`,
      related: [{ at: placeOf(other, 'mtu'), label: `MTU ${own(other)}` }],
      help: `give every cable of the segment the same \`mtu: ${own(small)}\``,
    });
  });

/** Reports each cable with an MTU that the kernel refuses for an Ethernet interface: ETH_MIN_MTU is 68, ETH_MAX_MTU 65535. */
const mtuOutOfRange: Rule = ({ state }) =>
  state.links.flatMap((link) => {
    const wrong = endsOf(state, link).find(({ mtu }) => mtu !== undefined && (mtu < 68 || mtu > 65_535));
    if (wrong?.mtu === undefined) return [];
    return outOfRange({
      at: placeOf(wrong, 'mtu'),
      label: `${wrong.mtu} is not within 68 to 65535`,
      help: `give the cable an MTU within the range: \`mtu: ${wrong.mtu < 68 ? 1280 : 9000}\``,
    });
  });

export const mtuKind: Kind = { rules: [mtuAboveParent, mtuMismatch, mtuOutOfRange] };
