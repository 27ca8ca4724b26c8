// The next hops of routes: from names to addresses and interfaces, and whether the kernel would take them.

import {
  type Address,
  contains,
  type Family,
  families,
  formatAddress,
  fullLength,
  hasSubnet,
  isLinkLocal,
  isReservedHost,
  networkOf,
  sameAddress,
} from '../../address.ts';
import { type Diagnostic, defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import { oncePerPlace } from '../../diagnostics/sort.ts';
import type { EndOrAddress } from '../../language/statements.ts';
import { formatTarget } from '../../language/targets.ts';
import type { Hop, Route } from '../../model/lab.ts';
import { type Draft, type DraftInterface, speakingInterface, speakingInterfaces } from '../../model/resolve/draft.ts';
import {
  interfaceMeant,
  interfacesTowards,
  nextHops,
  subnetOfCable,
  subnetsBeside,
} from '../../model/resolve/lookup.ts';
import { directTowards } from './destinations.ts';
import type { RouteStatement } from './sentences.ts';

const gatewayNotOnLink = defineDiagnostic('gateway-not-on-link', 'next hop that is not on a connected subnet');
const hopTwice = defineDiagnostic('hop-twice', 'next hop that the route has already');

/** A next hop with the family of its address. */
export interface FoundHop extends Hop {
  readonly family: Family;
}

/** By an interface that fits, if there is one: of the main table, where nothing is said. `asked`: for a check, which may ask for an address wherever it is; the interface is empty where no subnet says it. */
export function hopsTo(
  draft: Draft,
  node: string,
  to: EndOrAddress,
  diagnostics: Diagnostic[],
  fits = ({ vrf }: DraftInterface): boolean => vrf === undefined,
  asked = false,
): FoundHop[] {
  if (to.is === 'end') {
    return nextHops(draft, node, to.end, diagnostics, fits).map(({ address, by }) => ({
      family: address.family,
      via: { family: address.family, value: address.value },
      dev: by.name,
    }));
  }
  const near = interfacesTowards(draft, node, to.address);
  const towards = (near.find(fits) ?? near[0])?.name ?? directTowards(draft, node, to.address)[0]?.dev;
  const dev = asked && (towards === undefined || isLinkLocal(to.address)) ? '' : towards;
  if (dev !== undefined) return [{ family: to.address.family, via: to.address, dev }];
  const own = speakingInterfaces(draft, node).slice(0, 3);
  const subnets = own.flatMap(({ addresses }) => addresses.map(({ at }) => at));
  diagnostics.push(
    gatewayNotOnLink({
      at: to.at,
      label: `no subnet of ${node} holds ${formatAddress(to.address)}`,
      related: subnets.slice(0, 3).map((at) => ({ at, label: `${node} is here` })),
      help: `write the address of a neighbour of ${node}, or its name`,
    }),
  );
  return [];
}

type Said = RouteStatement['hops'][number];

const keyOf = ({ via, dev }: Hop): string => `${via === undefined ? '' : formatAddress(via)} ${dev}`;

/** Reports the later of two equal ones: over IPv6 the kernel refuses it, whatever its weight (ip6_route_info_append()). */
function reportHopsTwice(said: readonly Said[], found: readonly (readonly Hop[])[], diagnostics: Diagnostic[]): void {
  const known = new Map<string, Said>();
  for (const [index, hop] of said.entries()) {
    const keys = found[index]?.map(keyOf) ?? [];
    const before = keys.flatMap((key) => known.get(key) ?? []);
    const [first] = before;
    for (const key of keys) known.set(key, known.get(key) ?? hop);
    if (first === undefined) continue;
    diagnostics.push(
      hopTwice({
        at: hop.to.at,
        label: 'the same next hop again',
        related: [{ at: first.to.at, label: 'named here' }],
        help: `take it out; a larger share is "${formatTarget(first.to)} weight 2"`,
      }),
    );
  }
}

/** The next hops that a route names, each by its interface; undefined where something had to be reported. */
export function allHops(
  draft: Draft,
  node: string,
  route: RouteStatement,
  diagnostics: Diagnostic[],
  asked: boolean,
): FoundHop[] | undefined {
  const problems: Diagnostic[] = [];
  const device = route.dev === undefined ? undefined : interfaceMeant(draft, node, route.dev, problems);
  const found = route.hops.map(({ to, weight }) => {
    const onDevice = route.dev !== undefined && to.is === 'address' && isLinkLocal(to.address);
    const named = device === undefined ? [] : [device.name];
    const fits = (by: DraftInterface) => (device === undefined ? by.vrf === route.vrf?.text : by === device);
    const some: FoundHop[] = onDevice
      ? named.map((dev) => ({ family: 6, via: to.address, dev }))
      : hopsTo(draft, node, to, problems, fits, asked);
    const share = weight === undefined ? {} : { weight: weight.value };
    return some.map((hop) => ({ ...hop, dev: device?.name ?? hop.dev, ...share }));
  });
  if (problems.length > 0) {
    diagnostics.push(...oncePerPlace(problems));
    return undefined;
  }
  reportHopsTwice(route.hops, found, diagnostics);
  const hops = found.flat();
  if (device === undefined || hops.length > 0) return hops;
  return families.map((family) => ({ family, dev: device.name }));
}

/** True if the address is everybody's on an IPv4 subnet of the interface (RFC 1122 §3.2.1.3). */
const isBroadcast = (device: DraftInterface | undefined, address: Address): boolean =>
  device?.addresses.some(
    ({ cidr }) =>
      cidr.length < 31 &&
      contains(cidr, address) &&
      isReservedHost({ ...address, length: cidr.length }) &&
      !sameAddress(address, networkOf(cidr)),
  ) ?? false;

/** Reports a next hop that does not lie where its interface leads (fib_check_nh() of net/ipv4/fib_semantics.c, ip6_route_check_nh()). */
function checkHop(
  draft: Draft,
  node: string,
  { at, table }: Route,
  { via, dev }: Hop,
  diagnostics: Diagnostic[],
): boolean {
  if (via === undefined || isLinkLocal(via)) return true;
  const device = speakingInterface(draft, node, dev);
  const text = formatAddress(via);
  const help = `write the address of a neighbour of ${node}, or its name`;
  if (isBroadcast(device, via)) {
    diagnostics.push(gatewayNotOnLink({ at, label: `${text} is the broadcast address of ${node}:${dev}`, help }));
    return false;
  }
  const subnets = device?.addresses.map(({ cidr }) => cidr).filter(hasSubnet) ?? [];
  const near =
    subnets.some((cidr) => contains(cidr, via)) ||
    directTowards(draft, node, via).some(
      (direct) => direct.dev === dev && (direct.table === undefined || direct.table === table),
    );
  if (near) return true;
  const meant = `if it is there, say so: "routes: [${text}/${fullLength(via.family)} dev ${dev}]"`;
  const label = `no subnet of ${node}:${dev} holds ${text}`;
  const isBare = subnets.every(({ family }) => family !== via.family);
  const beside = isBare ? subnetsBeside(draft, node, dev).find((cidr) => contains(cidr, via)) : undefined;
  const mended =
    beside === undefined
      ? `name a neighbour on a subnet of ${dev}, or mend the length of its address; ${meant}`
      : `give ${node}:${dev} an address there: in its cable, ${subnetOfCable(beside)}`;
  diagnostics.push(gatewayNotOnLink({ at, label, help: mended }));
  return false;
}

/** Reports the first next hop of each route that the kernel would refuse. */
export function checkHops(draft: Draft, node: string, routes: readonly Route[], diagnostics: Diagnostic[]): void {
  for (const route of routes) route.hops.every((hop) => checkHop(draft, node, route, hop, diagnostics));
}
