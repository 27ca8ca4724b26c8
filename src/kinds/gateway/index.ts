// The default route of a node, said by its neighbour.

import { type Diagnostic, defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import type { Span } from '../../diagnostics/span.ts';
import { reservedWords } from '../../language/names.ts';
import { said, words } from '../../language/phrase.ts';
import { badValue } from '../../language/problems.ts';
import { inStep } from '../../language/scalars.ts';
import type { Shape } from '../../language/shape.ts';
import type { EndOrAddress } from '../../language/statements.ts';
import { always, formatTarget, readTargets } from '../../language/targets.ts';
import type { Route } from '../../model/lab.ts';
import {
  type Draft,
  type DraftInterface,
  type DraftNode,
  type DraftSegment,
  forwardingOf,
} from '../../model/resolve/draft.ts';
import { mostNamed, nodesBeside } from '../../model/resolve/lookup.ts';
import { onceFor } from '../../once-for.ts';
import type { Kind } from '../kind.ts';
import { ForEach, nodeKey } from '../node-key.ts';
import { everything } from '../routes/destinations.ts';
import { checkHops, hopsTo } from '../routes/hops.ts';

/** A neighbour, or the one router that is there. */
type GatewayStatement = EndOrAddress | { readonly is: 'auto'; readonly at: Span };

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
const oneGateway =
  'write one gateway, and others under `routes`: `"default via r1, r2"` where both are taken, `::/0 via r2` for IPv6 alone';

const shape: Shape<ForEach<GatewayStatement>> = {
  ...said(gateways),
  read(yaml, reading) {
    const values = said(gateways).read(yaml, reading);
    if (values === undefined) return undefined;
    const deal = (count: number, to: typeof reading) => inStep({ at: yaml.at, values }, count, to, oneGateway);
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

const noGateway = defineDiagnostic('no-gateway', 'gateway: auto without exactly one router');

function autoGateway(draft: Draft, node: DraftNode, at: Span, diagnostics: Diagnostic[]): EndOrAddress | undefined {
  const names = nodesBeside(draft, node.name, gatewaysOn(draft));
  const [name, second] = names;
  if (name !== undefined && second === undefined) {
    return { is: 'end', at, end: { at, node: { text: name, at } } };
  }
  const number = names.length > mostNamed ? `more than ${mostNamed}` : names.length;
  const label = name === undefined ? 'no router on its segment' : `${number} routers on its segment`;
  const help = name === undefined ? `put a router on the segment of ${node.name}` : `name one: "gateway: ${name}"`;
  diagnostics.push(noGateway({ at, label, help, expected: names }));
  return undefined;
}

/** True if the member passes packets on. What a bridge on the machine is handed, the machine passes on. */
function isGateway(draft: Draft, { node: name, role, master }: DraftInterface): boolean {
  const member = draft.nodes.get(name);
  const node = role === 'bridge' && member?.netns === null ? draft.nodes.get('host') : member;
  return master === undefined && node !== undefined && forwardingOf(node).forward;
}

/** The members of each segment that pass packets on. */
const gatewaysOn = onceFor((draft: Draft) =>
  onceFor(({ members }: DraftSegment) => members.filter((member) => isGateway(draft, member))),
);

function gatewayRoutes(draft: Draft, node: DraftNode, said: GatewayStatement, diagnostics: Diagnostic[]): Route[] {
  const to = said.is === 'auto' ? autoGateway(draft, node, said.at, diagnostics) : said;
  if (to === undefined) return [];
  return hopsTo(draft, node.name, to, diagnostics).map(({ family, ...hop }) => ({
    at: said.at,
    family,
    type: 'unicast',
    to: everything[family],
    hops: [hop],
  }));
}

function resolveGateways(draft: Draft, diagnostics: Diagnostic[]): void {
  for (const node of draft.nodes.values()) {
    const said = gateway.said(node.declared.settings);
    if (said === undefined) continue;
    const routes = gatewayRoutes(draft, node, said, diagnostics);
    checkHops(draft, node.name, routes, diagnostics);
    node.routes.push(...routes);
  }
}

export const gatewayKind: Kind = { keys: [gateway], resolve: resolveGateways };
