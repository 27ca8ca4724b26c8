// The default route of a node, said by its neighbour.
import type { Span } from '../../diagnostics/span.ts';
import { reservedWords } from '../../language/names.ts';
import { said, words } from '../../language/phrase.ts';
import { badValue } from '../../language/problems.ts';
import { inStep } from '../../language/scalars.ts';
import type { Shape } from '../../language/shape.ts';
import type { EndOrAddress } from '../../language/statements.ts';
import { always, formatTarget, readTargets } from '../../language/targets.ts';
import { ForEach, nodeKey } from '../node-key.ts';

/** A neighbour, or the one router that is there. */
export type GatewayStatement = EndOrAddress | { readonly is: 'auto'; readonly at: Span };

/** Words that lead out of the lab, are values elsewhere, or want a subnet: none is a neighbour. */
const isNoNeighbour = (text: string): boolean =>
  (reservedWords.has(text) && !always.includes(text)) || /^\.\d+$/.test(text);

const gateways = words(
  'node, NODE:INTERFACE, address, or auto',
  'r1',
  (piece, reading): readonly GatewayStatement[] | undefined => {
    const { at, text } = piece;
    if (text === 'auto') return [{ is: 'auto', at }];
    if (!isNoNeighbour(text)) return readTargets(piece, always, reading);
    const help = 'write the router or bridge beside the node, for example `gateway: r1`, or `gateway: auto`';
    return reading.report(badValue({ at, label: 'a neighbour is wanted', help }));
  },
);

/** Several gateways of one node are the hops of a route. */
function oneGateway(values: readonly GatewayStatement[]): string {
  const hops = values.slice(0, 4).map((hop) => (hop.is === 'auto' ? 'r1' : formatTarget(hop)));
  return `write one gateway, or a route of several hops: \`routes: ["default via ${hops.join(', ')}"]\``;
}

const shape: Shape<ForEach<GatewayStatement>> = {
  ...said(gateways),
  read(yaml, reading) {
    const values = said(gateways).read(yaml, reading);
    if (values === undefined) return undefined;
    const deal = (count: number, to: typeof reading) => inStep({ at: yaml.at, values }, count, to, oneGateway(values));
    return new ForEach(values.length === 1, deal);
  },
};

export const gateway = nodeKey<GatewayStatement>({
  name: 'gateway',
  summary: 'Short for `default via …`. `auto`: the one router on its segment.',
  example: 'gateway: r1',
  stands: ({ bridge }) => bridge === undefined,
  shape,
  merge: {
    is: 'scalar',
    text: (value) => (value.is === 'auto' ? 'auto' : formatTarget(value)),
    place: ({ at }) => at,
  },
});
