// The gateway of a node to its default routes: one for each family that the gateway has.

import { type Diagnostic, defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import type { Span } from '../../diagnostics/span.ts';
import type { EndOrAddress } from '../../language/statements.ts';
import type { Route } from '../../model/lab.ts';
import {
  bySegment,
  type Draft,
  type DraftInterface,
  type DraftNode,
  type DraftSegment,
  forwardingOf,
  speakingInterfaces,
} from '../../model/resolve/draft.ts';
import { onceFor } from '../../once-for.ts';
import { everything } from '../routes/destinations.ts';
import { checkHops, hopsTo } from '../routes/hops.ts';
import { type GatewayStatement, gateway } from './key.ts';

const noGateway = defineDiagnostic('no-gateway', 'gateway: auto without exactly one router');

/** Of many gateways that fit, so many are looked for. */
const mostGateways = 6;

/** The routers on the segments of a node, or one more than are looked for. */
function gatewaysOf(draft: Draft, node: string): string[] {
  const found = new Set<string>();
  for (const segment of bySegment(speakingInterfaces(draft, node)).keys()) {
    for (const { node: name } of gatewaysOn(draft)(segment)) {
      if (found.size > mostGateways) return [...found];
      if (name !== node) found.add(name);
    }
  }
  return [...found];
}

function autoGateway(draft: Draft, node: DraftNode, at: Span, diagnostics: Diagnostic[]): EndOrAddress | undefined {
  const names = gatewaysOf(draft, node.name);
  const [name, second] = names;
  if (name !== undefined && second === undefined) {
    return { is: 'end', at, end: { at, node: { text: name, at } } };
  }
  const number = names.length > mostGateways ? `more than ${mostGateways}` : names.length;
  const label = name === undefined ? 'no router on its segment' : `${number} routers on its segment`;
  const help = name === undefined ? `put a router on the segment of ${node.name}` : `name one: "gateway: ${name}"`;
  diagnostics.push(noGateway({ at, label, help, expected: names }));
  return undefined;
}

/** True if the member passes packets on. What a bridge on the machine is handed, the machine passes on. */
function isGateway(draft: Draft, { node: name, role, bridge }: DraftInterface): boolean {
  const member = draft.nodes.get(name);
  const node = role === 'bridge' && member?.netns === null ? draft.nodes.get('host') : member;
  return bridge === undefined && node !== undefined && forwardingOf(node).forward;
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

/** The default routes of the nodes that name a gateway. */
export function resolveGateways(draft: Draft, diagnostics: Diagnostic[]): void {
  for (const node of draft.nodes.values()) {
    const said = gateway.said(node.declared.settings);
    if (said === undefined) continue;
    const routes = gatewayRoutes(draft, node, said, diagnostics);
    checkHops(draft, node.name, routes, diagnostics);
    node.routes.push(...routes);
  }
}
