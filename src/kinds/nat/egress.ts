// By which interfaces a node sends to what it translates, and by which the translated leaves.

import { type Address, type Cidr, contains, hasSubnet, networkOf, overlaps } from '../../address.ts';
import { type Diagnostic, defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import { nearest } from '../../diagnostics/did-you-mean.ts';
import { incompleteSentence } from '../../language/problems.ts';
import type { Egress, Route } from '../../model/lab.ts';
import { PrefixMap } from '../../model/prefix-map.ts';
import {
  bySegment,
  type Draft,
  type DraftNode,
  speakingInterface,
  speakingInterfaces,
} from '../../model/resolve/draft.ts';
import { interfacesTowards, mostNamed, prefixesMeant } from '../../model/resolve/lookup.ts';
import { onceFor } from '../../once-for.ts';
import type { EgressStatement, MapStatement, MasqueradeStatement } from './sentences.ts';

/** The prefixes whose packets are translated. */
export const sourcesOf = (
  draft: Draft,
  said: MasqueradeStatement | MapStatement,
  diagnostics: Diagnostic[],
): readonly Cidr[] =>
  said.is === 'map'
    ? prefixesMeant(draft, said.source, diagnostics)
    : said.sources.flatMap((one) =>
        one.is === 'cidr' ? [networkOf(one.cidr)] : prefixesMeant(draft, one.name, diagnostics),
      );

/** Interfaces by which what is translated leaves: those that are written, else the one way out. Reports that there is none, or several. */
export function waysOut(
  draft: Draft,
  node: DraftNode,
  { at, out }: Pick<MasqueradeStatement, 'at' | 'out'>,
  sources: readonly Cidr[],
  diagnostics: Diagnostic[],
): Egress[] {
  if (out.length > 0) return out.flatMap((egress) => resolveEgress(draft, node, egress, diagnostics) ?? []);
  if (node.name === 'host') return [{ is: 'uplink' }];
  const byDefault = node.routes.filter(({ to, table }) => to.length === 0 && table === undefined);
  const beyond = speakingInterfaces(draft, node.name).filter(
    ({ role, addresses }) =>
      role !== 'loopback' &&
      addresses.length > 0 &&
      !addresses.some(({ cidr }) => sources.some((source) => overlaps(cidr, source))),
  );
  const found =
    byDefault.length > 0 ? byDefault.flatMap(({ hops }) => hops.map(({ dev }) => dev)) : beyond.map(({ name }) => name);
  const all = [...new Set(found)];
  const [only, second] = all;
  if (only !== undefined && second === undefined) return [{ is: 'interface', name: only }];
  const outs = (only === undefined ? ['INTERFACE'] : all.slice(0, mostNamed)).map((name) => `\`out ${name}\``);
  const help = `add ${outs.join(' or ')}: where the packets leave ${node.name}`;
  const label = second === undefined ? 'no way leads out' : 'several ways lead out';
  diagnostics.push(incompleteSentence({ at, label, help }));
  return [];
}

const unknownOutlet = defineDiagnostic('unknown-outlet', 'name that is no interface and leads to no node');

const byDestination = onceFor(
  (routes: readonly Route[]) =>
    new PrefixMap(routes.flatMap((route) => (route.table === undefined ? [[route.to, route] as const] : []))),
);

/** The interface by which the node sends to a prefix: on-link, else by its own routes, the longest prefix first. */
export function deviceTowards(draft: Draft, node: DraftNode, to: Address): string | undefined {
  const onLink = interfacesTowards(draft, node.name, to).find(
    ({ addresses, role }) => role !== 'loopback' && addresses.some(({ cidr }) => hasSubnet(cidr) && contains(cidr, to)),
  );
  if (onLink !== undefined) return onLink.name;
  const fitting = byDestination(node.routes)
    .holding(to)
    .filter((route) => contains(route.to, to));
  const best = fitting.toSorted((a, b) => b.to.length - a.to.length)[0];
  return best !== undefined && best.to.length > 0 ? best.hops[0]?.dev : undefined;
}

/** The interfaces that what comes from a prefix comes in by; by subnets or routes within it, if it is not all behind one of them. */
export function devicesTowards(draft: Draft, node: DraftNode, prefix: Cidr, out: readonly Egress[]): string[] {
  const one = deviceTowards(draft, node, prefix);
  if (one !== undefined) return [one];
  const isOut = (dev: string) => out.some((egress) => egress.is === 'interface' && egress.name === dev);
  const near = speakingInterfaces(draft, node.name).flatMap(({ name, role, addresses }) =>
    role !== 'loopback' && addresses.some(({ cidr }) => contains(prefix, networkOf(cidr))) ? [name] : [],
  );
  const far = node.routes.flatMap(({ to, hops }) => (contains(prefix, to) ? hops.map(({ dev }) => dev) : []));
  return [...new Set([...near, ...far])].filter((dev) => !isOut(dev));
}

/** An egress of the node: `uplink`, one of its interfaces, or the one that leads to the node or switch of that name. */
export function resolveEgress(
  draft: Draft,
  node: DraftNode,
  { name, at }: EgressStatement,
  diagnostics: Diagnostic[],
): Egress | undefined {
  const onMachine = node.name === 'host';
  if (name.text === 'uplink' && onMachine) return { is: 'uplink' };
  if (speakingInterface(draft, node.name, name.text) !== undefined) return { is: 'interface', name: name.text };
  const own = speakingInterfaces(draft, node.name);
  const target = name.text === node.name ? undefined : draft.nodes.get(name.text);
  const near = bySegment([...(target?.interfaces.values() ?? [])]);
  const towards = own.filter(({ segment }) => segment && near.has(segment));
  const [only, second] = towards;
  if (only !== undefined && second === undefined) return { is: 'interface', name: only.name };
  const known = [...own.map((device) => device.name), ...draft.nodes.keys(), ...(onMachine ? ['uplink'] : [])];
  const close = onMachine && name.text === 'outside' ? 'uplink' : nearest(name.text, known);
  // The machine has interfaces that no lab made: eth0, ens192.
  if (onMachine && !draft.nodes.has(name.text) && close !== 'uplink') return { is: 'interface', name: name.text };
  const label = second === undefined ? `${node.name} has no such interface` : `${towards.length} interfaces lead there`;
  const choices = [...own.map((device) => device.name), ...(onMachine ? ['uplink'] : [])];
  const help = choices.length === 0 ? `lay a cable from ${node.name} first` : `write one of: ${choices.join(', ')}`;
  diagnostics.push(unknownOutlet({ at, label, help, expected: [close] }));
  return undefined;
}
