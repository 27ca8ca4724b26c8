// The commands that dial: ping, TCP and UDP by the shell itself, and what each says when it fails.
import type { Family } from '../../address.ts';
import { addressWord, at, type CheckWord, type Known, type Place } from '../check-line.ts';
import type { ReachCheck } from './check.ts';

export interface Dialling {
  readonly from: Place;
  readonly fromInterface?: string;
  readonly to: string | Known;
  readonly service?: ReachCheck['service'];
  /** Somebody answers who listens only for the check: he says something, and is heard. */
  readonly heard?: boolean;
  /** For so many seconds an answer is waited for; else for one. */
  readonly wait?: number;
}

export const diallingOf = (check: ReachCheck, from: Place): Dialling => ({
  from,
  to: addressWord(check.dial, check.family),
  ...(check.fromInterface === undefined ? {} : { fromInterface: check.fromInterface }),
  ...(check.service === undefined ? {} : { service: check.service }),
  ...(check.taking && { wait: 1 + Math.floor(check.taking.value.to / 1000) }),
  // An error that comes while the socket is still busy sending is forgotten, and so that of the next SYN counts, a second later (tcp_v4_err() of net/ipv4/tcp_ipv4.c).
  ...(check.because?.reason === 'rejects it' && check.service && { wait: 3 }),
});

/** One ping. */
export const ping = (way: Dialling, ...more: readonly string[]): CheckWord[] => pings(way, 1, ...more);

/** So many pings. */
export function pings({ from, fromInterface, to, wait = 1 }: Dialling, count: number, ...more: readonly string[]) {
  const bound = fromInterface === undefined ? [] : ['-I', fromInterface];
  return at(from, 'ping', ...more, '-c', `${count}`, '-W', `${wait}`, ...bound, to);
}

// The shell cannot bind a socket to an interface.
const boundTo = (device: string, protocol: 'tcp' | 'udp', family: Family): string[] => {
  const kind = `${family === 6 ? 's.AF_INET6' : 's.AF_INET'}, ${protocol === 'tcp' ? 's.SOCK_STREAM' : 's.SOCK_DGRAM'}`;
  const open = `import socket as s; c = s.socket(${kind}); c.setsockopt(s.SOL_SOCKET, s.SO_BINDTODEVICE, b"${device}"); c.settimeout(1)`;
  const talk = protocol === 'tcp' ? '' : '; c.send(b"hi"); c.recv(9)';
  return [`${open}; c.connect(("`, `))${talk}`];
};

function script({ fromInterface, to, service, heard }: Dialling, family: Family): CheckWord[] {
  if (service === undefined) return [];
  const { protocol, port } = service;
  if (fromInterface !== undefined) {
    const [open = '', talk = ''] = boundTo(fromInterface, protocol, family);
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
  if (dialling.fromInterface !== undefined) return at(dialling.from, ...script(dialling, family));
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
export function silence({ service, fromInterface, heard }: Omit<Dialling, 'from' | 'to'>): string {
  if (service === undefined) return ' 100% packet loss';
  const late = fromInterface === undefined ? 'sending signal' : 'timed out';
  const lost = service.protocol === 'udp' && heard !== true ? `|${notArrived}` : '';
  return `refused|No route|unreachable|${late}${lost}`;
}

/** What is said where the sender itself has no way to go. */
export const noRoute = 'unreachable';
