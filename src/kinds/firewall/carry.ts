// What a firewall does to packets: its lines in their order, then its policies.
import type { Node } from '../../model/lab.ts';
import type { Carry } from '../../prediction/carry.ts';
import { firewall, lines } from './key.ts';

/** The rules of its chains, as src/kinds/firewall/lower.ts writes them. */
export const carryFirewall = (node: Node): Carry => ({
  filters: [
    ...lines(node).map(({ in: entry, out, ...line }) => ({
      ...line,
      ...(entry !== undefined && { in: [entry] }),
      ...(out !== undefined && { out: [out] }),
    })),
    ...firewall
      .of(node)
      .flatMap((one) => (one.is === 'policy' ? [{ ...one, text: `${one.hook}: ${one.verdict}` }] : [])),
  ],
});
