// Netfilter: connections that a stack keeps track of, addresses that it translates, and what its firewall says, in the order of the hooks.
import { type Address, addressIn, sameAddress } from '../address.ts';
import type { Interface } from '../model/lab.ts';
import type { Filter, Hook } from './carry.ts';
import { fits, isLike, type Meeting, type Packet, turned } from './packet.ts';
import type { Stack } from './stack.ts';

/** A connection: its packets as they come, and as they leave; the answers have both turned round. */
interface Connection {
  readonly came: Packet;
  leaves: Packet;
  /** Address translation is asked once. */
  isTranslated: boolean;
}

/** A packet at a stack, with what connection tracking says of it. */
export interface Tracked {
  readonly packet: Packet;
  readonly state?: NonNullable<Meeting['state']>;
  readonly connection?: Connection;
  readonly isBack?: boolean;
}

/** What the packets of a request and its answer leave behind on their way: the connections of every stack. */
export class Connections {
  /** Where each end of a tunnel has heard each other one last: the packet as it came. */
  readonly heard = new Map<Interface, Map<Interface, Packet>>();
  readonly #of = new Map<Stack, Connection[]>();

  /**
   * What a packet is to the stack as it comes in (nf_conntrack_in() of net/netfilter/nf_conntrack_core.c): an answer to nothing is invalid,
   * but for UDP, which has no beginning. Without rules that need it nothing is kept. An error belongs to the connection of what it is about.
   */
  track(stack: Stack, packet: Packet): Tracked {
    if (!stack.tracks) return { packet };
    const all = this.#of.get(stack) ?? [];
    this.#of.set(stack, all);
    const { about } = packet;
    if (about !== undefined) {
      const there = all.find(({ leaves }) => isLike(leaves, about));
      const back = all.find(({ leaves, came }) => isLike(turned(came), about) || isLike(turned(leaves), about));
      const connection = there ?? back;
      return connection === undefined
        ? { packet, state: 'invalid' }
        : { packet, state: 'established', connection, isBack: connection === there };
    }
    const back = all.find(({ leaves }) => isLike(turned(leaves), packet));
    if (back !== undefined) return { packet, state: 'established', connection: back, isBack: true };
    const known = all.find(({ came }) => isLike(came, packet));
    if (known !== undefined) return { packet, state: 'new', connection: known };
    if (packet.is === 'answer' && packet.protocol !== 'udp') return { packet, state: 'invalid' };
    const connection: Connection = { came: packet, leaves: packet, isTranslated: false };
    all.push(connection);
    return { packet, state: 'new', connection };
  }
}

/** What a translation has done, for the reader. */
export interface Translation {
  readonly by: string;
  readonly tracked: Tracked;
}

/** What translates a packet that is not the first of its connection. */
export const byConnection = 'the connection, as its first packet';

/** An error that goes back, told to who has asked; what it is about, too, is as that one knows it (nf_nat_icmp_reply_translation() of net/netfilter/nf_nat_proto.c). */
function errorTo({ packet, connection, isBack }: Tracked): Packet | undefined {
  const came = isBack ? connection?.came : undefined;
  return came?.from && !sameAddress(came.from, packet.to) ? { ...packet, to: came.from, about: came } : undefined;
}

/** The same of its source: whoever sends it, it is from where the asker believes the target to be. */
function errorFrom({ packet, connection, isBack }: Tracked): Packet | undefined {
  if (!isBack || connection === undefined) return undefined;
  const { came, leaves } = connection;
  return sameAddress(came.to, leaves.to) ? undefined : { ...packet, from: came.to, about: came };
}

/** At dstnat: of the first packet the destination, of answers what the source of the first packet was. */
export function translateDestination(
  stack: Stack,
  tracked: Tracked,
  met: Meeting,
  isOwn: (to: Address) => boolean,
): Translation | undefined {
  const { packet, connection, isBack } = tracked;
  if (connection === undefined) return undefined;
  const { came } = connection;
  if (packet.is === 'error') {
    const told = errorTo(tracked);
    return told && { by: byConnection, tracked: { ...tracked, packet: told } };
  }
  if (isBack) {
    if (came.from === undefined || sameAddress(came.from, packet.to)) return undefined;
    return { by: byConnection, tracked: { ...tracked, packet: { ...packet, to: came.from, toPort: came.fromPort } } };
  }
  const isLocal = met.in === undefined;
  const rule = stack.rewrites.find(
    (one) =>
      one.of === 'destination' &&
      (!isLocal || one.ownToo) &&
      (one.counterpart !== undefined || isOwn(packet.to)) &&
      fits(isLocal ? { ...one, notIn: '' } : one, packet, met),
  );
  const to = rule?.counterpart?.(packet.to) ?? rule?.becomes;
  if (rule === undefined || to === undefined) return undefined;
  const first = rule.services?.[0]?.port ?? packet.toPort;
  const toPort = (rule.toPort ?? packet.toPort) + packet.toPort - first;
  const changed = { ...packet, to: addressIn(to), toPort };
  connection.leaves = changed;
  return { by: rule.text, tracked: { ...tracked, packet: changed } };
}

/** At srcnat: of the first packet the source, of answers what the destination of the first packet was. `own`: the address to masquerade with. */
export function translateSource(
  stack: Stack,
  tracked: Tracked,
  met: Meeting,
  own: () => Address | undefined,
): Translation | undefined {
  const { packet, connection, isBack } = tracked;
  if (connection === undefined) return undefined;
  if (packet.is === 'error') {
    const told = errorFrom(tracked);
    return told && { by: byConnection, tracked: { ...tracked, packet: told } };
  }
  const { came } = connection;
  if (isBack) {
    if (packet.from !== undefined && sameAddress(came.to, packet.from)) return undefined;
    return { by: byConnection, tracked: { ...tracked, packet: { ...packet, from: came.to, fromPort: came.toPort } } };
  }
  if (connection.isTranslated) {
    const { from } = connection.leaves;
    if (from === undefined || (packet.from && sameAddress(from, packet.from))) return undefined;
    return { by: byConnection, tracked: { ...tracked, packet: { ...packet, from } } };
  }
  const rule = stack.rewrites.find(
    (one) => one.of === 'source' && (!one.isDialled || !sameAddress(came.to, packet.to)) && fits(one, packet, met),
  );
  connection.isTranslated = true;
  const from =
    rule && ((packet.from && rule.counterpart?.(packet.from)) ?? (rule.becomes ? addressIn(rule.becomes) : own()));
  connection.leaves = from === undefined ? packet : { ...packet, from };
  if (rule === undefined || from === undefined || (packet.from && sameAddress(from, packet.from))) return undefined;
  return { by: rule.text, tracked: { ...tracked, packet: connection.leaves } };
}

/** The rule of a chain that decides, if one does: the first that fits, else the policy. */
export function filtered(stack: Stack, hook: Hook, { packet, state }: Tracked, met: Meeting): Filter | undefined {
  const all = state === undefined ? met : { ...met, state };
  return stack.filters.find((one) => one.hook === hook && fits(one, packet, all));
}

/** What a firewall says to a question or an answer of NDP, which is ICMPv6 and of no connection (nf_conntrack_icmpv6_error() of net/netfilter/nf_conntrack_proto_icmpv6.c). */
export function ndpVerdict(stack: Stack, hook: 'input' | 'output', packet: Packet, met: Meeting): Filter['verdict'] {
  return filtered(stack, hook, { packet: { ...packet, protocol: 'icmp' } }, met)?.verdict ?? 'accept';
}
