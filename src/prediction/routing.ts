// Where a stack sends a packet, and from which of its addresses.
import { type Address, addressIn, type Cidr, contains, isLinkLocal, parseCidr } from '../address.ts';
import { vrfOf } from '../model/interfaces.ts';
import type { Interface } from '../model/lab.ts';
import { fits, type Packet } from './packet.ts';
import { type Entry, lookUp, type Stack } from './stack.ts';

/** What a look-up starts from besides the packet. */
export interface Start {
  /** It came in here. */
  readonly in?: Interface;
  /** A socket of the stack sends it. */
  readonly connects?: true;
  /** The hops that this socket lets it take (IP_TTL of ip(7)); else what the stack does. */
  readonly ttl?: number;
  /** Its socket is bound to this interface. */
  readonly bound?: Interface;
  /** It is routed anew in a VRF that a route has led it into, or by the node of an ipvlan's parent: nobody is told that there is no route (vrf_xmit() of drivers/net/vrf.c, ipvlan_process_outbound()). */
  readonly isLedIn?: true;
}

export interface Found {
  readonly entry: Entry;
  readonly rule: string;
}

/** The VRF that a packet is looked up in: that of its way in, or of what it is bound to (l3mdev_fib_rule_match() of net/l3mdev/l3mdev.c). */
export const vrfFor = ({ in: inlet, bound = inlet }: Start): string | undefined => bound && vrfOf(bound);

/** The first rule whose table has an answer: what a table does not know goes on to the next rule (fib_rules_lookup() of net/core/fib_rules.c). */
export function route(
  stack: Stack,
  packet: Packet,
  start: Start = {},
  inletOfRules = start.in?.name,
): Found | undefined {
  const vrf = vrfFor(start);
  const { bound } = start;
  const met = inletOfRules === undefined ? {} : { in: inletOfRules };
  const by = bound === undefined || bound.role === 'vrf' ? undefined : bound.name;
  for (const rule of stack.rules) {
    const table = rule.vrf ? stack.vrfs.get(vrf ?? '') : rule.table;
    if (table === undefined || !fits(rule, packet, met)) continue;
    const entry = lookUp(stack.taken.get(table), packet.to, by);
    if (entry !== undefined) return { entry, rule: rule.text };
  }
  return undefined;
}

const inVrf = (stack: Stack, vrf: string | undefined): Interface[] =>
  [...stack.interfaces.values()].filter((each) => vrfOf(each) === vrf);

const addressesOf = ({ addresses, up }: Interface, family: 4 | 6): Cidr[] =>
  addresses.flatMap(({ cidr }) => (cidr.family === family && (up || family === 4) ? [cidr] : []));

/** The primary address whose subnet holds the next hop, else the first of the interface, else any of the stack (inet_select_addr() of net/ipv4/devinet.c). */
export function sourceOfIpv4(stack: Stack, out: Interface, next: Address): Address | undefined {
  const own = addressesOf(out, 4);
  const others = () => inVrf(stack, vrfOf(out)).flatMap((each) => addressesOf(each, 4));
  const chosen = own.find((cidr) => contains(cidr, next)) ?? own[0] ?? others()[0];
  return chosen && addressIn(chosen);
}

const local = parseCidr('fc00::/7');
const isLocal = (address: Address): boolean => local !== undefined && contains(local, address);

/** How many bits two addresses begin with in common. */
function commonBits(one: Address, other: Address): number {
  const differing = (one.value ^ other.value).toString(2).length;
  return one.value === other.value ? 128 : 128 - differing;
}

/** RFC 6724 §5, of its rules those that tell the addresses of a lab apart: same address, scope, outgoing interface, label, longest prefix (ipv6_get_saddr_eval() of net/ipv6/addrconf.c). */
export function sourceOfIpv6(
  stack: Stack,
  out: Interface | undefined,
  to: Address,
  vrf = out && vrfOf(out),
): Address | undefined {
  const all = inVrf(stack, vrf).flatMap((each) =>
    addressesOf(each, 6)
      .filter((cidr) => !isLinkLocal(cidr) || each === out)
      .map((cidr) => ({
        cidr,
        rank: [
          cidr.value === to.value,
          isLinkLocal(cidr) === isLinkLocal(to),
          each === out,
          isLocal(cidr) === isLocal(to),
          commonBits(cidr, to),
        ].map(Number),
      })),
  );
  const better = (one: readonly number[], other: readonly number[]): boolean => {
    const first = one.findIndex((value, index) => value !== other[index]);
    return first >= 0 && (one[first] ?? 0) > (other[first] ?? 0);
  };
  const [first, ...rest] = all;
  const best = rest.reduce((a, b) => (a !== undefined && !better(b.rank, a.rank) ? a : b), first);
  return best && addressIn(best.cidr);
}

/** The address that a packet gets which has none yet. */
export function sourceOf(
  stack: Stack,
  { entry }: Found,
  out: Interface | undefined,
  to: Address,
  next: Address,
  vrf?: string,
): Address | undefined {
  if (entry.type === 'local') return to;
  // A route that leads out of the VRF leaves with an address of the VRF (check_saddr of fib_select_path() of net/ipv4/fib_semantics.c, ip6_route_get_saddr()).
  const own = out !== undefined && vrf !== undefined && out.vrf !== vrf ? stack.interfaces.get(vrf) : undefined;
  if (own !== undefined) return to.family === 4 ? sourceOfIpv4(stack, own, next) : sourceOfIpv6(stack, own, to);
  if (entry.src !== undefined) return entry.src;
  if (out === undefined) return undefined;
  return to.family === 4 ? sourceOfIpv4(stack, out, next) : sourceOfIpv6(stack, out, to);
}

/**
 * Reverse path filtering: 1, the way back must leave by the same interface; 2, there must be one (fib_validate_source() of net/ipv4/fib_frontend.c). IPv6 has none.
 * The rules are asked as if the packet came in where it leaves, `out`, so a packet that a route leads into a VRF is looked up there (l3mdev_update_flow() of net/l3mdev/l3mdev.c).
 */
export function passesPathFilter(stack: Stack, packet: Packet, inlet: Interface, out?: string): boolean {
  const { family, from, to } = packet;
  const mode = family === 4 ? stack.larger('rp_filter', inlet) : 0;
  if (mode === 0 || from === undefined) return true;
  const way = { ...packet, from: to, to: from, fromPort: packet.toPort, toPort: packet.fromPort };
  const outlet = out === undefined ? undefined : stack.interfaces.get(out);
  const asked = vrfOf(inlet) === undefined ? (outlet ?? inlet) : inlet;
  const back = route(stack, way, { in: asked }, out ?? 'lo')?.entry;
  return back?.type === 'unicast' && (mode === 2 || back.hops.some(({ dev }) => dev === inlet.name));
}
