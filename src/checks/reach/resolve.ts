// The checks that ask whether one node reaches another: one for each family and service.
import { type Address, addressIn, type Cidr, type Family, families, formatAddress, fullLength } from '../../address.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Text } from '../../diagnostics/span.ts';
import type { End, EndOrAddress, Service } from '../../language/statements.ts';
import { PrefixMap } from '../../model/prefix-map.ts';
import { type Draft, speakingInterface, speakingInterfaces } from '../../model/resolve/draft.ts';
import { findInterface, isNode, prefixesOf, reportNoAddress } from '../../model/resolve/lookup.ts';
import { haveSameProtocol } from '../../model/resolve/same-protocol.ts';
import { type Found, findTarget, nodeWithAddress, partyFamilies, partyOf } from '../parties.ts';
import { common, sameSides } from '../sentence.ts';
import type { Cause, CauseStatement, ReachCheck, ReachStatement } from './check.ts';

function targetFamilies(draft: Draft, { to, dialled }: ReachStatement): Family[] {
  const targets = [to, ...(dialled === undefined ? [] : [dialled.to])];
  const sides = targets.map((target) =>
    target.is === 'address' ? new Set([target.address.family]) : partyFamilies(draft, target.end),
  );
  return families.filter((family) => sides.every((side) => side.has(family)));
}

/** `host` and `outside` belong to no lab. */
const beyondLab = ({ text }: Text): boolean => text === 'host' || text === 'outside';

/** The families in which a check is asked: those that both sides have; where nothing gets through, a node may have none yet. */
function askedFamilies(draft: Draft, statement: ReachStatement): Family[] {
  const { from, to, over, expect, because } = statement;
  const about = because?.about?.is === 'address' ? because.about.address.family : over;
  const target = targetFamilies(draft, statement).filter((family) =>
    [over, about].every((one) => one === undefined || one === family),
  );
  const both = target.filter((family) => partyFamilies(draft, from).has(family));
  // Where neither side is in the lab, IPv4 speaks for both.
  if (over === undefined && to.is === 'end' && beyondLab(from.node) && beyondLab(to.end.node)) return both.slice(0, 1);
  return both.length === 0 && !expect ? target : both;
}

const firstOf = ({ family, value, length }: Cidr): Address => ({
  family,
  value: length < fullLength(family) - 1 ? value + 1n : value,
});

/** The addresses that a check's packets go to, there and back, as far as a node or subnet has them: to these it has to lack a route. */
function addressesBehind(draft: Draft, name: string, { from, to, dialled }: ReachStatement): Address[] {
  const targets = [to, ...(dialled === undefined ? [] : [dialled.to])];
  const spoken = targets.flatMap((target) => (target.is === 'address' ? [target.address] : []));
  const nodes = [from.node.text, ...targets.flatMap((target) => (target.is === 'end' ? [target.end.node.text] : []))];
  const owned = nodes.flatMap((node) =>
    speakingInterfaces(draft, node).flatMap(({ addresses }) => addresses.map(({ cidr }) => addressIn(cidr))),
  );
  const prefixes = prefixesOf(draft, name).map(({ prefix }) => prefix);
  const held = new PrefixMap(prefixes.map((prefix) => [prefix, prefix]));
  const inside = [...owned, ...spoken].filter((address) => held.holding(address).length > 0);
  const named = inside.length > 0 ? inside : prefixes.map(firstOf);
  return [...new Map(named.map((address) => [formatAddress(address), address])).values()];
}

function causeOf(
  draft: Draft,
  cause: CauseStatement,
  statement: ReachStatement,
  diagnostics: Diagnostic[],
): Cause | undefined {
  const { node, reason, to, about } = cause;
  if (about !== undefined) return happeningOf(draft, about, reason, statement, diagnostics);
  if (node === undefined || (node.text !== 'outside' && !isNode(draft, node, diagnostics))) return undefined;
  if (to === undefined) return { node: node.text, reason, to: [] };
  if (!isNode(draft, to, diagnostics)) return undefined;
  return { node: node.text, reason, to: addressesBehind(draft, to.text, statement) };
}

/** Whose answer it is that does not come, or comes: the addresses of a node or an interface, or one that is written. */
function happeningOf(
  draft: Draft,
  about: EndOrAddress,
  reason: Cause['reason'],
  { from }: ReachStatement,
  diagnostics: Diagnostic[],
): Cause | undefined {
  if (about.is === 'address') {
    const owner = nodeWithAddress(draft, from, about.address);
    return { reason, to: [about.address], ...(owner && { node: owner.name }) };
  }
  const { node, interface: device } = about.end;
  if (!isNode(draft, node, diagnostics)) return undefined;
  if (device !== undefined && findInterface(draft, node.text, device, diagnostics) === undefined) return undefined;
  const devices = speakingInterfaces(draft, node.text).filter(
    ({ name }) => device === undefined || name === device.text,
  );
  const to = devices.flatMap(({ addresses }) => addresses.map(({ cidr }) => addressIn(cidr)));
  if (to.length === 0) reportNoAddress(draft, about.end, [], diagnostics);
  return { reason, to, node: node.text };
}

type DialledService = NonNullable<ReachCheck['service']>;

/** One entry a port, or one undefined for ping. */
function dialledServices(services: readonly Service[], dialled: Service | undefined): (DialledService | undefined)[] {
  const asked = services.length === 0 && dialled !== undefined ? [dialled] : services;
  if (asked.length === 0) return [undefined];
  return asked.flatMap(({ protocol, port, lastPort }): (DialledService | undefined)[] => {
    if (protocol === 'icmp') return [undefined];
    const first = dialled !== undefined && dialled.protocol === protocol ? dialled.port : port;
    return Array.from({ length: lastPort - port + 1 }, (_, i) => ({ protocol, port: first + i, answerPort: port + i }));
  });
}

function sentence(text: string, families: readonly Family[], family: Family): string {
  return families.length > 1 ? `${text} over ipv${family}` : text;
}

function checkNames(draft: Draft, statement: ReachStatement, diagnostics: Diagnostic[]): boolean {
  const { from, to, dialled, via, because } = statement;
  const before = diagnostics.length;
  const ends = [from, ...(to.is === 'end' ? [to.end] : []), ...(dialled?.to.is === 'end' ? [dialled.to.end] : [])];
  for (const end of ends) {
    if (partyOf(draft, end.node, diagnostics) === undefined || end.interface === undefined) continue;
    findInterface(draft, end.node.text, end.interface, diagnostics);
  }
  for (const name of via) partyOf(draft, name, diagnostics);
  const name = from.node.text;
  // What is dialled elsewhere leaves the node, and comes back to it: but not to `outside`.
  const leaves = dialled !== undefined && name !== 'outside';
  if (diagnostics.length === before && to.is === 'end' && name === to.end.node.text && !leaves) {
    const help = name === 'outside' ? 'name a node of the lab on one side' : 'name another node on one side';
    diagnostics.push(sameSides({ at: statement.at, label: `${name} asks itself`, help }));
  }
  const silent = because?.reason === 'does not answer' ? because.node : undefined;
  if (silent?.text === name && !(to.is === 'end' && to.end.node.text === name)) {
    const help = 'name who is silent, or what nobody answers for: `because nobody answers for ADDRESS`';
    diagnostics.push(sameSides({ at: silent.at, label: `${name} asks, and nobody asks it`, help }));
  }
  if (dialled?.service !== undefined) haveSameProtocol(statement.services, dialled.service, diagnostics);
  return diagnostics.length === before;
}

/** Who answers and what is dialled: the target, or the place where the author says it is dialled. */
function foundTarget(
  draft: Draft,
  statement: ReachStatement,
  family: Family,
  diagnostics: Diagnostic[],
): Found | undefined {
  const { from, to, dialled } = statement;
  if (dialled === undefined) return findTarget(draft, from, to, family, diagnostics);
  const place = findTarget(draft, from, dialled.to, family, diagnostics);
  if (place === undefined || to.is === 'address') return place;
  const party = partyOf(draft, to.end.node, diagnostics);
  return party === undefined ? undefined : { dial: place.dial, to: party };
}

/** No packet leaves by a loopback or a dummy: what is meant is its address. */
function sourceOf(
  draft: Draft,
  { node, interface: device }: End,
  family: Family,
): Pick<ReachCheck, 'fromInterface' | 'fromAddress'> {
  const found = device && speakingInterface(draft, node.text, device.text);
  if (device === undefined || found === undefined) return {};
  const leadsNowhere = found.role === 'loopback' || found.role === 'device';
  const address = leadsNowhere ? found.addresses.find(({ cidr }) => cidr.family === family) : undefined;
  return address === undefined ? { fromInterface: device.text } : { fromAddress: addressIn(address.cidr) };
}

/** One check for each family that both sides have and each service. */
export function resolveReach(draft: Draft, statement: ReachStatement, diagnostics: Diagnostic[]): ReachCheck[] {
  if (!checkNames(draft, statement, diagnostics)) return [];
  const { text, from, to, over, dialled, because, taking, losing, size } = statement;
  const party = partyOf(draft, from.node, diagnostics);
  if (party === undefined) return [];
  const families = askedFamilies(draft, statement);
  if (families.length === 0) {
    const lacks = (end: End) => {
      const has = partyFamilies(draft, end);
      return over === undefined ? has.size === 0 : !has.has(over);
    };
    const lacking = to.is === 'end' && lacks(to.end) ? to.end : from;
    const wanted = lacking === from ? targetFamilies(draft, statement) : [];
    reportNoAddress(draft, lacking, over === undefined ? wanted : [over], diagnostics);
    return [];
  }
  const cause = because === undefined ? undefined : causeOf(draft, because, statement, diagnostics);
  const services = dialledServices(
    statement.services.map(({ value }) => value),
    dialled?.service?.value,
  );
  const { expect, via } = statement;
  const nodes = via.map((name) => name.text);
  const shared = {
    ...common(statement, expect),
    is: 'reach',
    expect,
    from: party,
    via: nodes,
    ...(cause === undefined ? {} : { because: cause }),
    ...(taking && { taking }),
    ...(losing && { losing }),
    ...(size && { size }),
  } as const;
  const passed = via.flatMap((name) => partyOf(draft, name, diagnostics) ?? []);
  return families.flatMap((family) => {
    const found = foundTarget(draft, statement, family, diagnostics);
    if (found === undefined) return [];
    const parties = [party, ...(found.to === undefined ? [] : [found.to]), ...passed];
    const source = sourceOf(draft, from, family);
    const own = { ...shared, ...source, ...found, parties, family, text: sentence(text, families, family) };
    const onWay = nodes.filter((name) => found.to?.is !== 'node' || name !== found.to.name);
    const asked = expect && onWay.length > 0 ? { ...own, passes: { family, nodes: onWay } } : own;
    return services.map((service): ReachCheck => (service === undefined ? asked : { ...asked, service }));
  });
}
