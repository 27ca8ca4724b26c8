// The MTU that an interface has, written or not.

import { masterOf, parentOf } from '../../model/interfaces.ts';
import type { Interface, Node, State } from '../../model/lab.ts';
import { onceFor } from '../../once-for.ts';
import { tunnelAt } from '../tunnel/outer.ts';

/** The MTU that the kernel gives an Ethernet interface that says nothing of it. */
const defaultMtu = 1500;

/** A VRF takes whatever there is: what leaves by one of its ports is as long as that lets it (vrf_setup() of drivers/net/vrf.c). */
const mtuOfVrf = 65_575;

/** What the header of IPv6 is longer than that of IPv4 (VXLAN6_HEADROOM of include/net/vxlan.h). */
const longerHeader = 20;

/** The ports of each bridge of a node, by its name: the smallest MTU of those that stand on nothing, and the others. */
const portsByBridge = onceFor(({ interfaces }: Node) => {
  const ports = new Map<string, { least: number; readonly others: Interface[] }>();
  for (const each of interfaces) {
    const { master, mtu, parent, options } = each;
    if (master === undefined) continue;
    const known = ports.get(master) ?? { least: Number.POSITIVE_INFINITY, others: [] };
    ports.set(master, known);
    if (parent === undefined && options['kind'] === undefined) known.least = Math.min(known.least, mtu ?? defaultMtu);
    else known.others.push(each);
  }
  return ports;
});

/** The smallest MTU of the ports of a bridge. */
function smallestOfPorts(state: State, bridge: Interface, above: readonly Interface[]): number | undefined {
  const node = state.nodes.get(bridge.node);
  const { least, others } = (node && portsByBridge(node).get(bridge.name)) ?? {};
  return others && Math.min(least ?? defaultMtu, ...others.map((each) => mtuOf(state, each, [...above, bridge])));
}

/** The MTU that what an interface stands on leaves for it; undefined where it stands on nothing. */
export function mostMtu(state: State, each: Interface, above: readonly Interface[] = []): number | undefined {
  const tunnel = tunnelAt(state, each);
  if (tunnel !== undefined) return mtuOf(state, tunnel.near.by, [...above, each]) - tunnel.overhead;
  const below = parentOf(state, each);
  const isInIpv6 = each.remotes?.some(({ address }) => address.family === 6);
  return below && mtuOf(state, below, above) - (each.device?.overhead ?? 0) - (isInIpv6 ? longerHeader : 0);
}

/** The MTU that an interface has: what is written, else what it stands on has, else 1500; for a port of a bond that of the bond; for a bridge, the smallest of its ports until one is written (br_mtu_auto_adjust() of net/bridge/br_if.c). */
export function mtuOf(state: State, each: Interface, above: readonly Interface[] = []): number {
  // A tunnel through itself is told elsewhere.
  if (above.includes(each)) return defaultMtu;
  const { role, mtu } = each;
  const bond = masterOf(state, each);
  if (bond?.role === 'bond') return mtuOf(state, bond, above);
  if (mtu !== undefined) return mtu;
  if (role === 'vrf') return mtuOfVrf;
  const most = mostMtu(state, each, above);
  if (most !== undefined) return most;
  return (role === 'bridge' ? smallestOfPorts(state, each, above) : undefined) ?? defaultMtu;
}
