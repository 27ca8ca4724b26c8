// An interface that has no subnet in common with anybody on its segment: it does not know that they are next door.

import {
  type Cidr,
  contains,
  type Family,
  families,
  formatAddress,
  formatCidr,
  fullLength,
  hasSubnet,
  networkOf,
} from '../../../address.ts';
import { type Diagnostic, defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import { freeAddress } from '../../../model/free.ts';
import { type Addressed, addressesBySegment, carriedLinks, readableName } from '../../../model/interfaces.ts';
import type { Interface, State } from '../../../model/lab.ts';
import { PrefixMap } from '../../../model/prefix-map.ts';
import { inSettingKey } from '../../../model/setting-key.ts';
import type { Rule } from '../../../rules/rule.ts';
import { sysctl } from '../../sysctl/key.ts';

const report = defineDiagnostic('different-subnets', 'no subnet in common with anybody on the segment', 'warning');

const isAlone = ({ cidr }: Addressed): boolean => !hasSubnet(cidr);

/** True of an interface by which a route of its node leads: then a /32 or /128 on it is no slip. */
function hasRoute(state: State, { node, name }: Interface, family: Family): boolean {
  const routes = state.nodes.get(node)?.routes ?? [];
  return routes.some((route) => route.family === family && route.hops.some(({ dev }) => dev === name));
}

/** True of an interface that answers ARP for whatever its node has a route to (proxy_arp of ip-sysctl.rst): who is beside it takes all for neighbours. */
function answersForOthers({ nodes }: State, { node: name, name: device }: Interface): boolean {
  const node = nodes.get(name);
  const fitting = [`net.ipv4.conf.${inSettingKey(device)}.proxy_arp`, 'net.ipv4.conf.all.proxy_arp'];
  return node !== undefined && sysctl.of(node).some(({ key, value }) => fitting.includes(key) && value !== '0');
}

/** Those beside addresses of full length whose node neither has the others in its subnet nor a route to them; of two, the second. */
function lostAmong(state: State, addresses: readonly Addressed[], family: Family): Addressed[] {
  const withSubnet = new Set(addresses.flatMap((one) => (isAlone(one) ? [] : [one.interface])));
  const lost = addresses.filter(({ interface: own }) => !withSubnet.has(own) && !hasRoute(state, own, family));
  if (lost.length > 0 || withSubnet.size !== 1) return lost.length === addresses.length ? lost.slice(1) : lost;
  // One subnet, and all others beside it: they are in it, or a route leads to them.
  if (family === 4 && addresses.some((one) => answersForOthers(state, one.interface))) return [];
  return addresses.filter(
    ({ cidr, interface: own }) =>
      withSubnet.has(own) &&
      !hasRoute(state, own, family) &&
      !addresses.some((other) => other.interface !== own && contains(cidr, { family, value: other.cidr.value })),
  );
}

function reportLost(state: State, addresses: readonly Addressed[], family: Family): Diagnostic[] {
  const cidrs = addresses.map(({ cidr }) => cidr);
  return lostAmong(state, addresses, family).flatMap((lost) => {
    const { at, cidr, interface: own } = lost;
    const other = addresses.find((one) => one.interface !== own);
    if (other === undefined) return [];
    const free = isAlone(other) ? undefined : freeAddress(other.cidr, cidrs);
    const to = `${formatAddress(other.cidr)}/${fullLength(family)}`;
    const route = `give ${own.node} a route to its neighbour: "routes: [${to} dev ${own.name}]"`;
    return report({
      at,
      label: isAlone(lost)
        ? `/${cidr.length} is a subnet of one, and no route leads on`
        : 'nobody is in it, and no route leads on',
      related: [{ at: other.at, label: `${readableName(other.interface)} is beside it` }],
      help: free === undefined ? route : `write an address of the subnet beside it, for example ${free}, or ${route}`,
      expected: [free],
    });
  });
}

/** The interfaces that reach another one without a router, each in the subnet of the other. */
function neighboursAmong(addresses: readonly Addressed[]): Set<Interface> {
  const groups = new Map<string, { readonly network: Cidr; readonly owners: Set<Interface> }>();
  for (const { cidr, interface: owner } of addresses) {
    const network = networkOf(cidr);
    const group = groups.get(formatCidr(network)) ?? { network, owners: new Set() };
    groups.set(formatCidr(network), group);
    group.owners.add(owner);
  }
  const near = new Set([...groups.values()].flatMap(({ owners }) => (owners.size > 1 ? [...owners] : [])));
  // A subnet may lie in the larger one of somebody else.
  const byNetwork = new PrefixMap([...groups.values()].map((group) => [group.network, group]));
  for (const { cidr, interface: own } of addresses) {
    for (const { network, owners } of byNetwork.holding(cidr)) {
      const [owner] = owners;
      if (owner !== undefined && owner !== own && network.length > cidr.length) near.add(own).add(owner);
    }
  }
  return near;
}

/** Those whose interface shares a subnet with no other; of two strangers, only the second. */
function strangersAmong(addresses: readonly Addressed[]): Addressed[] {
  const near = neighboursAmong(addresses);
  const strangers = addresses.filter(({ interface: own }) => !near.has(own));
  return strangers.length === addresses.length ? strangers.slice(1) : strangers;
}

/** Warns of each such interface, beside another one of its segment; of two that differ, of the second. */
export const differentSubnets: Rule = ({ state }) => {
  // An ipvlan that routes hands on whatever its own routes lead to it, and knows no neighbours.
  const apart = new Set(carriedLinks(state).flatMap(({ link, child }) => (link.isApart ? [child] : [])));
  return addressesBySegment(state).flatMap((all) =>
    families.flatMap((family) => {
      const ofFamily = all.filter(({ cidr, interface: own }) => cidr.family === family && !apart.has(own));
      const addresses = ofFamily.filter((one) => !isAlone(one));
      const cidrs = addresses.map(({ cidr }) => cidr);
      const single = ofFamily.length > addresses.length ? reportLost(state, ofFamily, family) : [];
      const strangers = strangersAmong(addresses).flatMap(({ at, interface: own }) => {
        const other = addresses.find((address) => address.interface !== own);
        if (other === undefined) return [];
        const free = freeAddress(other.cidr, cidrs);
        return report({
          at,
          label: `not in the subnet of ${readableName(other.interface)}`,
          related: [{ at: other.at, label: 'another subnet on the same segment' }],
          help: `put both into one subnet${free === undefined ? '' : `, for example ${readableName(own)} ${free}`}`,
          expected: [free],
        });
      });
      return [...strangers, ...single];
    }),
  );
};
