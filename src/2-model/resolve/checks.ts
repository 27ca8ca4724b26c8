// Checks: who asks whom, at which address, in each family that both have.
import { type Diagnostic, defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import { type Address, type Family, sameAddress } from '../address.ts';
import type { Cause, Check, Destination, Party, ReachCheck } from '../lab.ts';
import type {
  CauseStatement,
  CheckStatement,
  End,
  EndOrAddress,
  HasStatement,
  ReachStatement,
  SeesStatement,
  Service,
} from '../language/statements.ts';
import { type Draft, speakingInterfaces } from './draft.ts';
import { reportUnknownNode } from './interfaces.ts';
import {
  familiesOf,
  findInterface,
  isNode,
  prefixesOf,
  reportNoAddress,
  sharedAddresses,
  targetAddress,
} from './lookup.ts';
import { resolveRoute } from './routes.ts';

const twoOutsides = defineDiagnostic('check-from-itself', 'check whose two sides are the same');
const oneOf = { positive: 5000, negative: 0 };

type Found = { readonly to?: Party; readonly dial: Destination };

const anyFamily: readonly Family[] = [4, 6];

/** The party that a name means, or undefined with a diagnostic. */
function partyOf(draft: Draft, name: End['node'], diagnostics: Diagnostic[]): Party | undefined {
  if (name.text === 'outside') return { is: 'outside' };
  const node = draft.nodes.get(name.text);
  if (node !== undefined) return { is: 'node', name: node.name, netns: node.netns };
  reportUnknownNode(name, [...draft.nodes.keys(), 'outside'], diagnostics);
  return undefined;
}

/** `host` and `outside` have both families: what they lack is a matter of the machine. */
function partyFamilies(draft: Draft, { node, interface: device }: End): Set<Family> {
  if (node.text === 'host' || node.text === 'outside') return new Set(anyFamily);
  return familiesOf(draft, node.text, device?.text);
}

/** The addresses of an end as seen by `from`; for the machine without a shared segment, that on its uplink. */
function dialOf(draft: Draft, from: End, to: End, family: Family, diagnostics: Diagnostic[]): Destination | undefined {
  if (to.node.text === 'outside') return { is: 'outside-address' };
  const asker = from.node.text === 'outside' ? undefined : from.node.text;
  if (to.node.text === 'host' && to.interface === undefined) {
    const shared = asker === undefined ? [] : sharedAddresses(draft, asker, 'host');
    const found = shared.find(({ address }) => address.family === family);
    return found === undefined ? { is: 'uplink-address' } : { is: 'address', address: plain(found.address) };
  }
  const address = targetAddress(draft, asker, to, family, diagnostics);
  return address === undefined ? undefined : { is: 'address', address: plain(address) };
}

const plain = ({ family, value }: Address): Address => ({ family, value });

/** The node that has a literal address. */
function ownerOf(draft: Draft, address: Address): string | undefined {
  for (const node of draft.nodes.values()) {
    const devices = speakingInterfaces(draft, node.name);
    if (devices.some(({ addresses }) => addresses.some(({ cidr }) => sameAddress(cidr, address)))) return node.name;
  }
  return undefined;
}

function literal(draft: Draft, address: Address): Found {
  const owner = ownerOf(draft, address);
  const node = owner === undefined ? undefined : draft.nodes.get(owner);
  const dial: Destination = { is: 'address', address };
  return node === undefined ? { dial } : { dial, to: { is: 'node', name: node.name, netns: node.netns } };
}

function commonFamilies(draft: Draft, { from, to, dialled, over }: ReachStatement): Family[] {
  const sides = [partyFamilies(draft, from)];
  if (to.is === 'end') sides.push(partyFamilies(draft, to.end));
  for (const target of [to, dialled?.to]) {
    if (target?.is === 'address') sides.push(new Set([target.address.family]));
    if (target?.is === 'end' && target.end.node.text !== 'host') sides.push(partyFamilies(draft, target.end));
  }
  const common = anyFamily.filter(
    (family) => (over === undefined || over === family) && sides.every((side) => side.has(family)),
  );
  // Where neither side is in the lab, IPv4 speaks for both.
  const inLab =
    sides.some((side) => side.size < 2) ||
    [from, ...(to.is === 'end' ? [to.end] : [])].some(({ node }) => node.text !== 'host' && node.text !== 'outside');
  return inLab || over !== undefined ? common : common.slice(0, 1);
}

function target(
  draft: Draft,
  from: End,
  to: EndOrAddress,
  family: Family,
  diagnostics: Diagnostic[],
): Found | undefined {
  if (to.is === 'address') return literal(draft, to.address);
  const party = partyOf(draft, to.end.node, diagnostics);
  const dial = dialOf(draft, from, to.end, family, diagnostics);
  return party === undefined || dial === undefined ? undefined : { to: party, dial };
}

function causeOf(draft: Draft, cause: CauseStatement, diagnostics: Diagnostic[]): Cause | undefined {
  if (!isNode(draft, cause.node, diagnostics)) return undefined;
  if (cause.to === undefined) return { node: cause.node.text, reason: cause.reason, to: [] };
  if (!isNode(draft, cause.to, diagnostics)) return undefined;
  const to = prefixesOf(draft, cause.to.text).map(({ prefix }): Address => {
    const host = prefix.length < (prefix.family === 4 ? 31 : 127) ? prefix.value + 1n : prefix.value;
    return { family: prefix.family, value: host };
  });
  return { node: cause.node.text, reason: cause.reason, to };
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
  const { from, to, dialled, via } = statement;
  const before = diagnostics.length;
  const ends = [from, ...(to.is === 'end' ? [to.end] : []), ...(dialled?.to.is === 'end' ? [dialled.to.end] : [])];
  for (const end of ends) {
    if (partyOf(draft, end.node, diagnostics) === undefined || end.interface === undefined) continue;
    findInterface(draft, end.node.text, end.interface, diagnostics);
  }
  for (const name of via) partyOf(draft, name, diagnostics);
  if (to.is === 'end' && from.node.text === to.end.node.text && to.end.node.text === 'outside') {
    diagnostics.push(
      twoOutsides({ at: statement.at, label: 'outside asks outside', help: 'name a node of the lab on one side' }),
    );
  }
  return diagnostics.length === before;
}

function resolveReach(draft: Draft, statement: ReachStatement, diagnostics: Diagnostic[]): ReachCheck[] {
  if (!checkNames(draft, statement, diagnostics)) return [];
  const { at, text, note, expect, from, to, dialled, via } = statement;
  const families = commonFamilies(draft, statement);
  const party = partyOf(draft, from.node, diagnostics);
  if (party === undefined) return [];
  if (families.length === 0) {
    const lacking = to.is === 'end' && partyFamilies(draft, to.end).size === 0 ? to.end : from;
    reportNoAddress({ ...lacking, at: lacking.at }, statement.over === undefined ? [] : [statement.over], diagnostics);
    return [];
  }
  const because = statement.because === undefined ? undefined : causeOf(draft, statement.because, diagnostics);
  const services = dialledServices(
    statement.services.map(({ value }) => value),
    dialled?.service?.value,
  );
  const within = statement.within ?? (expect ? oneOf.positive : oneOf.negative);
  return families.flatMap((family) => {
    const answerer = target(draft, from, to, family, diagnostics);
    const dialledAt = dialled === undefined ? answerer : target(draft, from, dialled.to, family, diagnostics);
    if (answerer === undefined || dialledAt === undefined) return [];
    return services.map(
      (service): ReachCheck => ({
        is: 'reach',
        at,
        text: sentence(text, families, family),
        ...(note === undefined ? {} : { note }),
        within,
        expect,
        from: party,
        ...(from.interface === undefined ? {} : { fromInterface: from.interface.text }),
        ...(answerer.to === undefined ? {} : { to: answerer.to }),
        family,
        dial: dialledAt.dial,
        ...(service === undefined ? {} : { service }),
        via: via.map((name) => name.text),
        ...(because === undefined ? {} : { because }),
      }),
    );
  });
}

function resolveSees(draft: Draft, statement: SeesStatement, diagnostics: Diagnostic[]): Check[] {
  const { at, text, note, viewer, from, as } = statement;
  const [seer, asker] = [partyOf(draft, viewer, diagnostics), partyOf(draft, from, diagnostics)];
  if (seer === undefined || asker === undefined) return [];
  const [viewerEnd, fromEnd]: End[] = [
    { at: viewer.at, node: viewer },
    { at: from.at, node: from },
  ];
  if (viewerEnd === undefined || fromEnd === undefined) return [];
  const common = anyFamily.filter(
    (family) => partyFamilies(draft, viewerEnd).has(family) && partyFamilies(draft, fromEnd).has(family),
  );
  const family = as.is === 'address' ? as.address.family : common[0];
  if (family === undefined) {
    reportNoAddress(fromEnd, [], diagnostics);
    return [];
  }
  const dial = dialOf(draft, fromEnd, viewerEnd, family, diagnostics);
  const seen = target(draft, viewerEnd, as, family, diagnostics);
  if (dial === undefined || seen === undefined) return [];
  const within = statement.within ?? oneOf.positive;
  return [
    {
      is: 'sees',
      at,
      text,
      ...(note === undefined ? {} : { note }),
      within,
      viewer: seer,
      from: asker,
      dial,
      seen: seen.dial,
    },
  ];
}

function resolveHas(draft: Draft, statement: HasStatement, diagnostics: Diagnostic[]): Check[] {
  const { at, text, note, expect, what } = statement;
  if (!isNode(draft, statement.node, diagnostics)) return [];
  const node = draft.nodes.get(statement.node.text);
  if (node === undefined) return [];
  const within = statement.within ?? (expect ? oneOf.positive : oneOf.negative);
  const base = {
    is: 'has',
    at,
    text,
    ...(note === undefined ? {} : { note }),
    within,
    expect,
    node: node.name,
    netns: node.netns,
  } as const;
  if (what.is === 'address') return [{ ...base, what: { is: 'address', within: what.within.value } }];
  if (what.is === 'neighbour') {
    if (!isNode(draft, what.of, diagnostics)) return [];
    const addresses = sharedAddresses(draft, node.name, what.of.text).map(({ address }) => plain(address));
    if (addresses.length === 0) reportNoAddress({ at: what.of.at, node: what.of }, [], diagnostics);
    return addresses.length === 0 ? [] : [{ ...base, what: { is: 'neighbour', addresses } }];
  }
  return resolveRoute(draft, node.name, what.route, diagnostics, true).map(({ at: _, ...route }) => ({
    ...base,
    what: { is: 'route', route },
  }));
}

/** The checks that a sentence means, one for each family and service. Reports what it cannot name. */
export function resolveCheck(draft: Draft, statement: CheckStatement, diagnostics: Diagnostic[]): Check[] {
  switch (statement.is) {
    case 'reach':
      return resolveReach(draft, statement, diagnostics);
    case 'sees':
      return resolveSees(draft, statement, diagnostics);
    case 'has':
      return resolveHas(draft, statement, diagnostics);
    case 'command': {
      const { at, text, note, run, prints, exit } = statement;
      const party = partyOf(draft, statement.in, diagnostics);
      const words = { ...(note === undefined ? {} : { note }), ...(prints === undefined ? {} : { prints }) };
      const within = statement.within ?? oneOf.positive;
      return party === undefined ? [] : [{ is: 'command', at, text, within, in: party, run, exit, ...words }];
    }
  }
}
