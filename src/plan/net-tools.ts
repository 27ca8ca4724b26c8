// How readers of old posts know the commands: ifconfig and route of net-tools 2.10, brctl of bridge-utils 1.7.
import { fullLength, parseCidr } from '../address.ts';
import type { Netns } from '../model/lab.ts';
import { type Older, shellWord } from './command.ts';

const inside = (netns: Netns, ...words: readonly string[]): string =>
  [...(netns === null ? [] : ['ip', 'netns', 'exec', netns]), ...words].map(shellWord).join(' ');

const netTools = (...lines: readonly string[]): Older => ({ tools: 'netTools', lines });

/** What is set on an interface that stands. */
export const setUp = (netns: Netns, dev: string, up: boolean): Older =>
  netTools(inside(netns, 'ifconfig', dev, up ? 'up' : 'down'));

/** The MTU of an interface. */
export const setMtu = (netns: Netns, dev: string, mtu: number): Older =>
  netTools(inside(netns, 'ifconfig', dev, 'mtu', String(mtu)));

/** The MAC address of an interface. */
export const setMac = (netns: Netns, dev: string, mac: string): Older =>
  netTools(inside(netns, 'ifconfig', dev, 'hw', 'ether', mac));

/** The bridge that an interface is a port of. */
export const setMaster = (netns: Netns, dev: string, master: string): Older =>
  netTools(inside(netns, 'brctl', 'addif', master, dev));

/** A port that is plugged in and set up or down at once. */
export const plugIn = (netns: Netns, dev: string, master: string, up: boolean): Older =>
  netTools(inside(netns, 'brctl', 'addif', master, dev), inside(netns, 'ifconfig', dev, up ? 'up' : 'down'));

/** A port that is taken out of its bridge. */
export const unplug = (netns: Netns, dev: string, master: string): Older =>
  netTools(inside(netns, 'brctl', 'delif', master, dev));

/** A bridge. */
export const addBridge = (netns: Netns, dev: string, up: boolean): Older =>
  netTools(inside(netns, 'brctl', 'addbr', dev), ...(up ? [inside(netns, 'ifconfig', dev, 'up')] : []));

/** The end of a bridge: brctl takes away those that are down. */
export const deleteBridge = (netns: Netns, dev: string): Older =>
  netTools(inside(netns, 'ifconfig', dev, 'down'), inside(netns, 'brctl', 'delbr', dev));

/** A cable, which ip has to make: `bare` is that command without the bridge. Then brctl plugs it in. */
export const addPort = (bare: string, netns: Netns, dev: string, master: string, up: boolean): Older => ({
  tools: 'netTools',
  lines: [bare, inside(netns, 'brctl', 'addif', master, dev), ...(up ? [inside(netns, 'ifconfig', dev, 'up')] : [])],
  lack: 'cables',
});

/** A cable that is no port; and the end of one. */
export const cable: Older = { tools: 'netTools', lack: 'cables' };

export const namespace: Older = { tools: 'netTools', lack: 'namespaces' };

/** `255.255.255.0` for 24. */
export function netmask(length: number): string {
  const mask = length === 0 ? 0 : (0xffffffff << (32 - length)) >>> 0;
  return [24, 16, 8, 0].map((shift) => (mask >>> shift) & 0xff).join('.');
}

/** The longest name of an interface, labels of addresses included (IFNAMSIZ of Linux's if.h, less its zero). */
const longestLabel = 15;

export interface LabelledAddress {
  readonly netns: Netns;
  readonly dev: string;
  /** `10.0.0.1/24`. */
  readonly address: string;
  /** How many IPv4 addresses the interface has before this one: each further one belongs to a made-up interface `eth0:1`. */
  readonly index: number;
  readonly up: boolean;
}

/** An address that comes. An IPv4 address sets its interface up; where it is to stay down, that is said after it. */
export function addAddress({ netns, dev, address, index, up }: LabelledAddress): Older {
  if (address.includes(':')) return netTools(inside(netns, 'ifconfig', dev, 'add', address));
  const label = index === 0 ? dev : `${dev}:${index}`;
  if (label.length > longestLabel) return { tools: 'netTools', lack: 'labels' };
  const [host = ''] = address.split('/');
  const length = parseCidr(address)?.length ?? fullLength(4);
  const set = inside(netns, 'ifconfig', label, host, 'netmask', netmask(length));
  return netTools(set, ...(up ? [] : [inside(netns, 'ifconfig', dev, 'down')]));
}

/** An address that goes. */
export function deleteAddress({ netns, dev, address, index }: LabelledAddress): Older {
  if (address.includes(':')) return netTools(inside(netns, 'ifconfig', dev, 'del', address));
  const label = `${dev}:${index}`;
  if (index > 0 && label.length > longestLabel) return { tools: 'netTools', lack: 'labels' };
  return netTools(index === 0 ? inside(netns, 'ifconfig', dev, '0.0.0.0') : inside(netns, 'ifconfig', label, 'down'));
}

export interface OlderRoute {
  readonly netns: Netns;
  readonly family: 4 | 6;
  readonly type: 'unicast' | 'blackhole' | 'unreachable' | 'prohibit';
  /** `default` or a prefix. */
  readonly to: string;
  readonly hops: readonly { readonly via?: string; readonly dev: string }[];
  readonly src?: string | undefined;
  readonly metric?: number | undefined;
  readonly table?: number | undefined;
}

/** The destination in IPv4: `default`, `-host 10.0.0.1` or `-net 10.0.0.0 netmask 255.0.0.0`. */
function destination(to: string): string[] {
  if (to === 'default') return ['default'];
  const [address = ''] = to.split('/');
  const length = parseCidr(to)?.length ?? 32;
  return length === 32 ? ['-host', address] : ['-net', address, 'netmask', netmask(length)];
}

/** The metric that ip gives an IPv6 route without one (IP6_RT_PRIO_USER of Linux's ipv6_route.h); route would give 1. */
export const usualMetric6 = 1024;

/** A route that comes or goes. SIOCADDRT knows one next hop, the main table, no source, and only `reject`, in IPv4, of refusing routes. */
export function changeRoute(verb: 'add' | 'del', route: OlderRoute): Older {
  const { netns, family, type, to, hops, src, metric, table } = route;
  const [hop] = hops;
  const refuses = type === 'unreachable' && family === 4;
  const known = hops.length <= 1 && src === undefined && table === undefined && (refuses || type === 'unicast');
  if (!known || (hop === undefined && !refuses)) return { tools: 'netTools', lack: 'routes' };
  const priority = metric ?? (family === 6 ? usualMetric6 : undefined);
  const words = [
    ...(family === 4 ? ['route', verb, ...destination(to)] : ['route', '-A', 'inet6', verb, to]),
    ...(hop?.via === undefined ? [] : ['gw', hop.via]),
    ...(priority === undefined ? [] : ['metric', String(priority)]),
    ...(refuses ? ['reject'] : []),
    ...(hop === undefined ? [] : ['dev', hop.dev]),
  ];
  return netTools(inside(netns, ...words));
}
