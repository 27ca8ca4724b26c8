// A packet, and what rules ask of it.
import { type Address, contains, type Family, formatAddress, sameAddress } from '../address.ts';
import type { Fits } from './carry.ts';

/** What the prediction follows. */
export interface Packet {
  readonly family: Family;
  /** Undefined until the sender has chosen; one without any address sends from nowhere. */
  readonly from?: Address;
  readonly to: Address;
  /** `icmp` of either version, a protocol with ports, or that of a tunnel. */
  readonly protocol: string;
  /** Of ICMP, its identifier twice. */
  readonly fromPort: number;
  readonly toPort: number;
  readonly is: 'request' | 'answer' | 'error';
  readonly ttl: number;
  readonly length: number;
  /** It must not be fragmented on its way: sockets say so (IP_PMTUDISC_WANT of ip(7)), but not who answers a ping; over IPv6 nobody does that (RFC 8200 §4.5). */
  readonly whole: boolean;
  /** Of an error: what it is about. */
  readonly about?: Packet;
}

/** A short packet to an address, of which no more is known. */
export const packetTo = (to: Address, protocol: string): Packet => ({
  ...{ family: to.family, to, protocol, fromPort: 0, toPort: 0 },
  ...{ is: 'request', ttl: 64, length: 0, whole: false },
});

/** What is known of a packet besides itself where a rule is asked. */
export interface Meeting {
  readonly in?: string;
  readonly out?: string;
  readonly state?: 'new' | 'established' | 'invalid';
}

/** True if a rule is about a packet. */
export function fits(
  rule: Fits,
  { family, from, to, protocol, toPort }: Packet,
  { in: inlet, out, state }: Meeting,
): boolean {
  return (
    (rule.family === undefined || rule.family === family) &&
    (rule.from === undefined || (from !== undefined && rule.from.some((prefix) => contains(prefix, from)))) &&
    (rule.to === undefined || rule.to.some((prefix) => contains(prefix, to))) &&
    (rule.in === undefined || (inlet !== undefined && rule.in.includes(inlet))) &&
    (rule.notIn === undefined || rule.notIn !== inlet) &&
    (rule.own === undefined || rule.own === (inlet === undefined)) &&
    (rule.out === undefined || (out !== undefined && rule.out.includes(out))) &&
    (rule.services === undefined ||
      rule.services.length === 0 ||
      rule.services.some(
        (one) => one.protocol === protocol && (protocol === 'icmp' || (one.port <= toPort && toPort <= one.lastPort)),
      )) &&
    (rule.state === undefined || rule.state === state)
  );
}

const ported = (address: Address | undefined, port: number, protocol: string): string => {
  const text = address === undefined ? 'no address' : formatAddress(address);
  if (protocol !== 'tcp' && protocol !== 'udp') return text;
  return address?.family === 6 ? `[${text}]:${port}` : `${text}:${port}`;
};

/** `10.0.0.1:40000 → 10.0.0.2:80`. */
export const packetText = ({ from, fromPort, to, toPort, protocol }: Packet): string =>
  `${ported(from, fromPort, protocol)} → ${ported(to, toPort, protocol)}`;

/** True if two packets are of one connection and of one direction. */
export const isLike = (one: Packet, other: Packet): boolean =>
  one.protocol === other.protocol &&
  one.fromPort === other.fromPort &&
  one.toPort === other.toPort &&
  one.from !== undefined &&
  other.from !== undefined &&
  sameAddress(one.from, other.from) &&
  sameAddress(one.to, other.to);

/** The packet that answers another one. */
export const turned = (packet: Packet): Packet => ({
  ...packet,
  ...(packet.from === undefined ? {} : { to: packet.from }),
  from: packet.to,
  fromPort: packet.toPort,
  toPort: packet.fromPort,
});
