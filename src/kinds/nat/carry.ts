// What translations do to packets.
import type { Egress, Node } from '../../model/lab.ts';
import type { Carry, Rewrite } from '../../prediction/carry.ts';
import { nat } from './sentences.ts';

const names = (egresses: readonly Egress[]): string[] =>
  egresses.flatMap((egress) => (egress.is === 'interface' ? [egress.name] : []));

/** The rules of its chains, as src/kinds/nat/lower.ts writes them. */
export const carryTranslations = (node: Node): Carry => ({
  rewrites: nat.of(node).map((one): Rewrite => {
    if (one.is === 'masquerade') {
      const { text, sources, out, as } = one;
      return { of: 'source', text, from: sources, out: names(out), ...(as && { becomes: as }) };
    }
    const { text, protocol, port, lastPort, to, toPort, inside } = one;
    return {
      of: 'destination',
      text,
      family: to.family,
      ...(one.in.length === 0 ? { notIn: inside, ownToo: true } : { in: names(one.in) }),
      services: [{ protocol, port, lastPort }],
      becomes: to,
      toPort,
    };
  }),
});
