// The MTU that an interface has, written or not.

import { masterOf, parentOf } from '../../model/interfaces.ts';
import type { Interface, Node, State } from '../../model/lab.ts';
import { onceFor } from '../../once-for.ts';
import { tunnelAt } from '../tunnel/outer.ts';

/** The MTU that the kernel gives an Ethernet interface that says nothing of it. */
const defaultMtu = 1500;

/** The smallest MTU of the ports of each bridge of a node, by its name. */
const smallestOfPorts = onceFor(({ interfaces }: Node): ReadonlyMap<string, number> => {
  const least = new Map<string, number>();
  for (const { master, mtu = defaultMtu } of interfaces)
    if (master !== undefined) least.set(master, Math.min(mtu, least.get(master) ?? mtu));
  return least;
});

/** The MTU that what an interface stands on leaves for it; undefined where it stands on nothing. */
export function mostMtu(state: State, each: Interface, above: readonly Interface[] = []): number | undefined {
  const tunnel = tunnelAt(state, each);
  if (tunnel !== undefined) return mtuOf(state, tunnel.near.by, [...above, each]) - tunnel.overhead;
  const below = parentOf(state, each);
  return below && mtuOf(state, below, above) - (each.device?.overhead ?? 0);
}

/** The MTU that an interface has: what is written, else what it stands on has, else 1500; for a port of a bond that of the bond; for a bridge, the smallest of its ports until one is written (br_mtu_auto_adjust() of net/bridge/br_if.c). */
export function mtuOf(state: State, each: Interface, above: readonly Interface[] = []): number {
  // A tunnel through itself is told elsewhere.
  if (above.includes(each)) return defaultMtu;
  const { node, name, role, mtu } = each;
  const bond = masterOf(state, each);
  if (bond?.role === 'bond') return mtuOf(state, bond, above);
  if (mtu !== undefined) return mtu;
  const most = mostMtu(state, each, above);
  if (most !== undefined) return most;
  const owner = role === 'bridge' ? state.nodes.get(node) : undefined;
  return (owner && smallestOfPorts(owner).get(name)) ?? defaultMtu;
}
