// Who is beyond the uplink: what is sent there is followed as far as the lab knows the way.
import { type Address, contains, type Family, parseAddress } from '../address.ts';
import { interfacesOf } from '../model/interfaces.ts';
import type { State } from '../model/lab.ts';
import { onceFor } from '../once-for.ts';

/** Addresses of prefixes that nobody in the world has: RFC 5737, RFC 2544, RFC 3849, RFC 9637. */
const candidates: Readonly<Record<Family, readonly string[]>> = {
  4: ['203.0.113.77', '198.51.100.77', '192.0.2.77', '198.19.77.77'],
  6: ['2001:db8:ffff:77::77', '3fff:ffff:77::77'],
};

const addressesOutside = onceFor((state: State): Readonly<Record<Family, Address | undefined>> => {
  const addresses = interfacesOf(state).flatMap((each) => each.addresses.map(({ cidr }) => cidr));
  const routes = [...state.nodes.values()].flatMap((node) => node.routes.map(({ to }) => to));
  const known = [...addresses, ...routes].filter(({ length }) => length > 0);
  const strange = (family: Family) =>
    candidates[family]
      .flatMap((text) => parseAddress(text) ?? [])
      .find((address) => !known.some((prefix) => contains(prefix, address)));
  return { 4: strange(4), 6: strange(6) };
});

/** An address that stands for all of them; undefined where the lab has a subnet or a route of its own for each that could. */
export const addressOutside = (state: State, family: Family): Address | undefined => addressesOutside(state)[family];
