// Masquerade, publish and map: names to prefixes, addresses and the interfaces of the node that translates.

import { type Address, type Family, formatCidr, networkOf } from '../../address.ts';
import { type Diagnostic, defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import type { End, Written } from '../../language/statements.ts';
import { type Draft, type DraftNode, speakingInterface } from '../../model/resolve/draft.ts';
import { familiesOf, isNode, reportNoAddress, targetAddress } from '../../model/resolve/lookup.ts';
import { haveSameProtocol } from '../../model/resolve/same-protocol.ts';
import { devicesTowards, deviceTowards, resolveEgress, sourcesOf, waysOut } from './egress.ts';
import {
  type MapStatement,
  type MasqueradeStatement,
  type NatStatement,
  nat,
  type PublishStatement,
} from './sentences.ts';
import type { Masquerade, PrefixMapping, Publish, Translation } from './translation.ts';

const notBehind = defineDiagnostic('not-behind', 'node that the translating node does not lead to');
const icmpPublished = defineDiagnostic('icmp-has-no-port', 'icmp where a port is needed');
const asOfOtherFamily = defineDiagnostic('translation-family', 'source address of a family that no source has');
const portsDiffer = defineDiagnostic('port-ranges-differ', 'port ranges of different lengths');
const lengthsDiffer = defineDiagnostic('map-lengths-differ', 'prefixes of different lengths that are to be one to one');
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
  const written = sourcesOf(draft, statement, diagnostics);
  const prefixes = written.filter(({ family }) => as === undefined || as.value.family === family);
  if (as !== undefined && written.length > 0 && prefixes.length === 0) reportFamily(as, 'sources have', diagnostics);
  const out = waysOut(draft, node, statement, prefixes, diagnostics);
  if (prefixes.length === 0 || out.length === 0) return [];
  const inside = new Set(prefixes.flatMap((prefix) => devicesTowards(draft, node, prefix, out)));
  const about = { at, text, sources: prefixes, inside: [...inside], out };
  return [{ is: 'masquerade', ...about, ...(as === undefined ? {} : { as: as.value }) }];
}

function reportFamily({ value, at }: Written<Address>, who: string, diagnostics: Diagnostic[]): void {
  const label = `the ${who} no IPv${value.family}`;
  const help = `write one of IPv${value.family === 4 ? 6 : 4} after "as"`;
  diagnostics.push(asOfOtherFamily({ at, label, help }));
}

/** One prefix takes the place of one other: of the family, and as long. */
function resolveMap(
  draft: Draft,
  node: DraftNode,
  statement: MapStatement,
  diagnostics: Diagnostic[],
): PrefixMapping[] {
  const { at, text, as, source } = statement;
  const to = networkOf(as.value);
  const all = sourcesOf(draft, statement, diagnostics);
  const fitting = all.filter(({ family }) => family === to.family);
  const sources = fitting.filter(({ length }) => length === to.length);
  const [first] = fitting;
  if (first === undefined) {
    if (all.length > 0) reportFamily(as, `name ${source.text} has`, diagnostics);
    return [];
  }
  if (sources.length !== 1) {
    const label =
      sources.length > 1 ? `${source.text} has ${sources.length} prefixes` : `${source.text} is a /${first.length}`;
    const help = `write a prefix as long: \`map ${source.text} as ${formatCidr(networkOf({ ...to, length: first.length }))}\``;
    diagnostics.push(lengthsDiffer({ at: as.at, label, help }));
    return [];
  }
  const out = waysOut(draft, node, statement, sources, diagnostics);
  const inside = new Set(sources.flatMap((prefix) => devicesTowards(draft, node, prefix, out)));
  return out.length === 0 ? [] : [{ is: 'map', at, text, sources, inside: [...inside], out, to }];
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
  const entries = statement.in.flatMap((one) => resolveEgress(draft, node, one, diagnostics) ?? []);
  if (entries.length < statement.in.length) return [];
  const { protocol, port, lastPort } = service.value;
  if (protocol === 'icmp') return [];
  const families = [...familiesOf(draft, to.node.text, to.interface?.text)];
  if (families.length === 0) reportNoAddress(draft, to, [4, 6] as Family[], diagnostics);
  const before = diagnostics.length;
  const published = families.flatMap((family): Publish[] => {
    const address = targetAddress(draft, node.name, to, family, diagnostics);
    const inside = address === undefined ? undefined : deviceTowards(draft, node, address);
    if (address === undefined || inside === undefined) return [];
    const toPort = toService?.value.port ?? port;
    const isHairpin = entries.some((egress) => egress.is === 'interface' && egress.name === inside);
    const near = speakingInterface(draft, node.name, inside)?.addresses.map(({ cidr }) => networkOf(cidr)) ?? [];
    const hairpin = isHairpin ? near.filter((cidr) => cidr.family === family) : [];
    return [{ is: 'publish', at, text, protocol, port, lastPort, to: address, toPort, inside, in: entries, hairpin }];
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
    if (first === undefined) continue;
    checkForwarding(node, first, diagnostics);
    node.things[nat.name] = said.flatMap((statement): readonly Translation[] => {
      if (statement.is === 'masquerade') return resolveMasquerade(draft, node, statement, diagnostics);
      if (statement.is === 'map') return resolveMap(draft, node, statement, diagnostics);
      return resolvePublish(draft, node, statement, diagnostics);
    });
  }
}
