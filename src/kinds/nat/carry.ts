// What translations do to packets.
import { fullLength } from '../../address.ts';
import type { Egress, Node } from '../../model/lab.ts';
import type { Carry, Rewrite } from '../../prediction/carry.ts';
import { nat } from './sentences.ts';
import { counterpart } from './shown-as.ts';
import type { Translation } from './translation.ts';

const names = (egresses: readonly Egress[]): string[] =>
  egresses.map((egress) => (egress.is === 'interface' ? egress.name : 'uplink'));

function rewritesOf(one: Translation): Rewrite[] {
  const { text } = one;
  if (one.is === 'masquerade') {
    const { sources, out, as } = one;
    return [{ of: 'source', text, from: sources, out: names(out), ...(as && { becomes: as }) }];
  }
  if (one.is === 'map') {
    const { sources, out, to } = one;
    return sources.flatMap((source): Rewrite[] => [
      { of: 'source', text, from: [source], out: names(out), counterpart: (of) => counterpart(of, source, to) },
      { of: 'destination', text, to: [to], in: names(out), counterpart: (of) => counterpart(of, to, source) },
    ]);
  }
  const { protocol, port, lastPort, to, toPort, inside, hairpin } = one;
  const way = one.in.length === 0 ? { notIn: inside, ownToo: true } : { in: names(one.in) };
  const services = [{ protocol, port, lastPort }];
  const back: Rewrite = {
    of: 'source',
    text,
    from: hairpin,
    to: [{ ...to, length: fullLength(to.family) }],
    out: [inside],
    isDialled: true,
  };
  return [
    { of: 'destination', text, family: to.family, ...way, services, becomes: to, toPort },
    ...(hairpin.length === 0 ? [] : [back]),
  ];
}

/** The rules of its chains, as src/kinds/nat/lower.ts writes them. */
export const carryTranslations = (node: Node): Carry => ({ rewrites: nat.of(node).flatMap(rewritesOf) });
