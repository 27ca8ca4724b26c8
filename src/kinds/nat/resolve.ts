// Masquerade and publish: names to prefixes, addresses and the interfaces of the node that translates.

import type { Family } from '../../address.ts';
import { type Diagnostic, defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import { incompleteSentence } from '../../language/problems.ts';
import type { End } from '../../language/statements.ts';
import type { Draft, DraftNode } from '../../model/resolve/draft.ts';
import { familiesOf, isNode, prefixesMeant, reportNoAddress, targetAddress } from '../../model/resolve/lookup.ts';
import { haveSameProtocol } from '../../model/resolve/same-protocol.ts';
import { deviceTowards, resolveEgress } from './egress.ts';
import { type MasqueradeStatement, type NatStatement, nat, type PublishStatement } from './sentences.ts';
import type { Masquerade, Publish, Translation } from './translation.ts';

const notBehind = defineDiagnostic('not-behind', 'node that the translating node does not lead to');
const icmpPublished = defineDiagnostic('icmp-has-no-port', 'icmp where a port is needed');
const asOfOtherFamily = defineDiagnostic('translation-family', 'source address of a family that no source has');
const portsDiffer = defineDiagnostic('port-ranges-differ', 'port ranges of different lengths');
const natWithoutForwarding = defineDiagnostic(
  'nat-without-forwarding',
  'translations where forwarding is switched off',
);

function resolveMasquerade(
  draft: Draft,
  node: DraftNode,
  statement: MasqueradeStatement,
  diagnostics: Diagnostic[],
): Masquerade[] {
  const { at, text, as } = statement;
  const written = statement.sources.flatMap((name) => prefixesMeant(draft, name, diagnostics));
  const prefixes = written.filter(({ family }) => as === undefined || as.value.family === family);
  if (as !== undefined && written.length > 0 && prefixes.length === 0) {
    const label = `the sources have no IPv${as.value.family}`;
    const help = `write an IPv${as.value.family === 4 ? 6 : 4} address after "as", or leave "as" out`;
    diagnostics.push(asOfOtherFamily({ at: as.at, label, help }));
  }
  const out = statement.out.flatMap((egress) => resolveEgress(draft, node, egress, diagnostics) ?? []);
  const inside = new Set(prefixes.flatMap((prefix) => deviceTowards(draft, node, prefix) ?? []));
  if (statement.out.length === 0) {
    const help = `add \`out ${node.name === 'host' ? 'uplink' : 'INTERFACE'}\`: where the packets leave ${node.name}`;
    diagnostics.push(incompleteSentence({ at, label: '`out` is missing', help }));
  }
  if (prefixes.length === 0 || out.length === 0) return [];
  return [
    {
      is: 'masquerade',
      at,
      text,
      sources: prefixes,
      inside: [...inside],
      out,
      ...(as === undefined ? {} : { as: as.value }),
    },
  ];
}

function checkPorts({ service, toService, text }: PublishStatement, diagnostics: Diagnostic[]): boolean {
  const wrong = [service, toService].find((written) => written?.value.protocol === 'icmp');
  if (wrong !== undefined) {
    diagnostics.push(
      icmpPublished({
        at: wrong.at,
        label: 'icmp has no ports',
        help: 'publish a service: "publish tcp/8080 to NODE tcp/80"',
      }),
    );
    return false;
  }
  if (toService !== undefined && !haveSameProtocol([service], toService, diagnostics)) return false;
  const width = (written: typeof service) => written.value.lastPort - written.value.port;
  if (toService === undefined || width(service) === width(toService)) return true;
  const help = `give both the same number of ports, or leave out the second: "${text.split(' ').slice(0, 4).join(' ')}"`;
  diagnostics.push(
    portsDiffer({ at: toService.at, label: `${width(service) + 1} ports to ${width(toService) + 1}`, help }),
  );
  return false;
}

function resolvePublish(
  draft: Draft,
  node: DraftNode,
  statement: PublishStatement,
  diagnostics: Diagnostic[],
): Publish[] {
  const { at, text, to, service, toService } = statement;
  if (!isNode(draft, to.node, diagnostics) || !checkPorts(statement, diagnostics)) return [];
  const egress = statement.in === undefined ? undefined : resolveEgress(draft, node, statement.in, diagnostics);
  if (statement.in !== undefined && egress === undefined) return [];
  const { protocol, port, lastPort } = service.value;
  if (protocol === 'icmp') return [];
  const families = [...familiesOf(draft, to.node.text, to.interface?.text)];
  if (families.length === 0) reportNoAddress(to, [4, 6] as Family[], diagnostics);
  const before = diagnostics.length;
  const published = families.flatMap((family): Publish[] => {
    const address = targetAddress(draft, node.name, to, family, diagnostics);
    const inside = address === undefined ? undefined : deviceTowards(draft, node, address);
    if (address === undefined || inside === undefined) return [];
    const toPort = toService?.value.port ?? port;
    const entry = egress === undefined ? [] : [egress];
    return [{ is: 'publish', at, text, protocol, port, lastPort, to: address, toPort, inside, in: entry }];
  });
  // A node that one family leads to is behind this one.
  if (families.length > 0 && published.length === 0 && diagnostics.length === before)
    reportNotBehind(node, to, diagnostics);
  return published;
}

function reportNotBehind({ name }: DraftNode, to: End, diagnostics: Diagnostic[]): void {
  const help = `name a node behind ${name}, or give ${name} a route to it`;
  diagnostics.push(notBehind({ at: to.at, label: `${name} does not lead to ${to.node.text}`, help }));
}

/** Reports a node that is to translate what it is told not to pass on. */
function checkForwarding({ name, says }: DraftNode, first: NatStatement, diagnostics: Diagnostic[]): void {
  const off = says('forwards').find(({ value }) => !value);
  if (off === undefined) return;
  diagnostics.push(
    natWithoutForwarding({
      at: off.at,
      label: `then ${name} translates nothing`,
      related: [{ at: first.at, label: 'this turns forwarding on' }],
      help: 'take `forward: false` away, or the translations',
    }),
  );
}

/** The translations of every node, in the order written. Reports names that lead nowhere, and what cannot be translated. */
export function resolveTranslations(draft: Draft, diagnostics: Diagnostic[]): void {
  for (const node of draft.nodes.values()) {
    const said = nat.said(node.declared.settings) ?? [];
    const [first] = said;
    if (first !== undefined) checkForwarding(node, first, diagnostics);
    node.things[nat.name] = said.flatMap((statement): readonly Translation[] =>
      statement.is === 'masquerade'
        ? resolveMasquerade(draft, node, statement, diagnostics)
        : resolvePublish(draft, node, statement, diagnostics),
    );
  }
}
