// What a firewall does to packets: its lines in their order, then its policies.
import type { Node } from '../../model/lab.ts';
import type { Carry } from '../../prediction/carry.ts';
import { firewall, lines } from './key.ts';

/** What comes in by the port of a VRF comes in by the VRF as well (vrf_ip_rcv() of drivers/net/vrf.c). */
const inlets = ({ interfaces }: Node, entry: string): string[] => [
  entry,
  ...interfaces.filter(({ vrf }) => vrf === entry).map(({ name }) => name),
];

/** The rules of its chains, as src/kinds/firewall/lower.ts writes them. */
export const carryFirewall = (node: Node): Carry => ({
  filters: [
    ...lines(node).map(({ in: entry, out, ...line }) => ({
      ...line,
      ...(entry !== undefined && { in: inlets(node, entry) }),
      ...(out !== undefined && { out: [out] }),
    })),
    ...firewall
      .of(node)
      .flatMap((one) => (one.is === 'policy' ? [{ ...one, text: `${one.hook}: ${one.verdict}` }] : [])),
  ],
});
