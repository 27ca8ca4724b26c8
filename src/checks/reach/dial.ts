// The commands that dial: ping, TCP and UDP by the shell itself, and what each says when it fails.
import { type Family, formatAddress } from '../../address.ts';
import { addressWord, at, type CheckWord, type Known, type Place } from '../check-line.ts';
import type { ReachCheck } from './check.ts';

export interface Dialling {
  readonly from: Place;
  readonly fromInterface?: string;
  readonly fromAddress?: string;
  readonly to: string | Known;
  readonly service?: ReachCheck['service'];
  /** Somebody answers who listens only for the check: he says something, and is heard. */
  readonly heard?: boolean;
  /** Bytes of a ping behind its headers, in a packet that nobody may cut. */
  readonly payload?: number;
  /** For so many seconds an answer is waited for; else for one. */
  readonly wait?: number;
}

/** Bytes of the headers before what a ping carries: those of IP, and that of ICMP. */
export const pingHeaders: Readonly<Record<Family, readonly [ip: number, icmp: number]>> = { 4: [20, 8], 6: [40, 8] };
const headerBytes = (family: Family): number => pingHeaders[family][0] + pingHeaders[family][1];

export const diallingOf = (check: ReachCheck, from: Place): Dialling => ({
  from,
  to: addressWord(check.dial, check.family),
  ...(check.fromInterface === undefined ? {} : { fromInterface: check.fromInterface }),
  ...(check.fromAddress && { fromAddress: formatAddress(check.fromAddress) }),
  ...(check.size && { payload: check.size.value - headerBytes(check.family) }),
  ...(check.service === undefined ? {} : { service: check.service }),
  ...(check.taking && { wait: 1 + Math.floor(check.taking.value.to / 1000) }),
  // An error that comes while the socket is still busy sending is forgotten, and so that of the next SYN counts, a second later (tcp_v4_err() of net/ipv4/tcp_ipv4.c).
  ...(check.because?.reason === 'rejects it' && check.service && { wait: 3 }),
});

/** One ping. */
export const ping = (way: Dialling, ...more: readonly string[]): CheckWord[] => pings(way, 1, ...more);

/** So many pings. */
export function pings(way: Dialling, count: number, ...more: readonly string[]) {
  const { from, to, payload, wait = 1 } = way;
  const source = sourceOf(way);
  const bound = source === undefined ? [] : ['-I', source];
  // With `do` the sender would believe for ten minutes what a router has once told it of the MTU of the way.
  const whole = payload === undefined ? [] : ['-M', 'probe', '-s', `${payload}`];
  return at(from, 'ping', ...more, '-c', `${count}`, '-W', `${wait}`, ...whole, ...bound, to);
}

const sourceOf = ({ fromInterface, fromAddress = fromInterface }: Omit<Dialling, 'from' | 'to'>) => fromAddress;

// The shell cannot bind a socket.
const boundTo = ({ fromInterface, fromAddress }: Dialling, protocol: 'tcp' | 'udp', family: Family): string[] => {
  const kind = `${family === 6 ? 's.AF_INET6' : 's.AF_INET'}, ${protocol === 'tcp' ? 's.SOCK_STREAM' : 's.SOCK_DGRAM'}`;
  const bind =
    fromAddress === undefined
      ? `setsockopt(s.SOL_SOCKET, s.SO_BINDTODEVICE, b"${fromInterface}")`
      : `bind(("${fromAddress}", 0))`;
  const open = `import socket as s; c = s.socket(${kind}); c.${bind}; c.settimeout(1)`;
  const talk = protocol === 'tcp' ? '' : '; c.send(b"hi"); c.recv(9)';
  return [`${open}; c.connect(("`, `))${talk}`];
};

function script(way: Dialling, family: Family): CheckWord[] {
  const { to, service, heard } = way;
  if (service === undefined) return [];
  const { protocol, port } = service;
  if (sourceOf(way) !== undefined) {
    const [open = '', talk = ''] = boundTo(way, protocol, family);
    return ['python3', '-c', [open, to, `", ${port}${talk}`]];
  }
  const path: CheckWord = [`/dev/${protocol}/`, to, `/${port}`];
  if (protocol === 'tcp') return ['bash', '-c', ['<', ...path]];
  if (heard !== true) return ['bash', '-c', ['echo hi >', ...path]];
  return ['bash', '-c', ['exec 3<>', ...path, '; echo hi >&3; head -c 1 <&3 | grep .']];
}

/** The command that must work; with `loud`, the one that must fail, and says how. */
export function dialCommand(dialling: Dialling, family: Family, loud?: 'loud'): CheckWord[] {
  if (dialling.service === undefined) return ping(dialling);
  // Python keeps the time itself, and begins to when it has started.
  if (sourceOf(dialling) !== undefined) return at(dialling.from, ...script(dialling, family));
  const limit = loud === undefined ? ['2'] : ['-v', `${dialling.wait ?? 1}`];
  return at(dialling.from, 'timeout', ...limit, ...script(dialling, family));
}

/** What a kernel counts where a packet of these arrives, and is taken. */
export function arrivalCounter(service: ReachCheck['service'], family: Family): string {
  if (service === undefined) return family === 4 ? 'IcmpInEchos' : 'Icmp6InEchos';
  if (service.protocol === 'tcp') return 'TcpPassiveOpens';
  return family === 4 ? 'UdpInDatagrams' : 'Udp6InDatagrams';
}

/** What is said where a counter stays as it was. */
export const notArrived = 'has not risen';

/** What is said where nothing comes back, or an answer that says no. */
export function silence(way: Omit<Dialling, 'from' | 'to'>): string {
  const { service, heard } = way;
  if (service === undefined) return ' 100% packet loss';
  const late = sourceOf(way) === undefined ? 'sending signal' : 'timed out';
  const lost = service.protocol === 'udp' && heard !== true ? `|${notArrived}` : '';
  return `refused|No route|unreachable|${late}${lost}`;
}

/** What is said where the sender itself has no way to go. */
export const noRoute = 'unreachable';
