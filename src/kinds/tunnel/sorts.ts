// The sorts of tunnels: what each carries, what it costs, and what `ip link add` makes of it.
import type { Family } from '../../address.ts';
import type { Localized } from '../../source/tutorial.ts';
import { type LinkOption, numberUpTo } from '../link-kind.ts';

/** What the kernel makes where the outer addresses are of a family. */
export interface Form {
  readonly type: string;
  /** So many bytes of a packet go to what is put around it. */
  readonly overhead: number;
  /** The families of packets that it carries; none: whole frames, of whatever is in them. */
  readonly carries?: readonly Family[];
}

/** What is said of a tunnel, and how it leaves its end. */
export interface Said {
  /** The value of an option. */
  option(name: string): string | undefined;
  readonly local: string;
  readonly remote: string;
  /** The interface that it leaves by; undefined for the loopback interface, which nothing leaves by. */
  readonly dev?: string;
}

export interface Sort {
  readonly name: string;
  readonly summary: string;
  readonly forms: { readonly [F in Family]?: Form };
  readonly options: Readonly<Record<string, LinkOption>>;
  /** The option that tells two of them between the same addresses apart. */
  readonly apart?: string;
  /** Its MTU is never more than what it leaves by has room for: the kernel makes it smaller (vxlan_config_apply() of drivers/net/vxlan/vxlan_core.c). */
  readonly isCapped?: true;
  readonly reason: Localized;
  words(said: Said, form: Form): readonly string[];
}

const outer: LinkOption = {
  summary:
    'The two interfaces that a tunnel leaves by, one of each end: those on the cable or switch that both ends share, or on their ways to their default routes, if it is left out.',
  pattern: /^[A-Za-z][\w-]*:[A-Za-z][\w.-]*$/,
  isList: true,
  example: '[r1:eth0, r2:eth0]',
};

const id: LinkOption = {
  summary: 'The number of a `vxlan` or `geneve` network (VNI), the same at both ends.',
  pattern: numberUpTo(16_777_215),
  example: '100',
  required: true,
};

const port: LinkOption = {
  summary:
    'The UDP port of both ends: 4789 of `vxlan`, 6081 of `geneve`, of `wireguard` the first free one of each node from 51820 on, if it is left out.',
  pattern: numberUpTo(65_535),
  example: '4789',
};

const key: LinkOption = {
  summary:
    'Of `gre` and `gretap`: a number that each packet bears; it tells two tunnels between the same addresses apart.',
  pattern: numberUpTo(4_294_967_295),
  example: '7',
};

/** IPv4 hides how long it has travelled: without `ttl` the outer packet would live as long as what is in it, and a traced one end on the way. */
const plain: Sort['words'] = ({ option, local, remote }, { type }) => [
  ...(type === 'ip6tnl' ? ['mode', 'any'] : []),
  ...['local', local, 'remote', remote],
  ...(type.includes('6') ? [] : ['ttl', '64']),
  ...(option('key') === undefined ? [] : ['key', option('key') ?? '']),
];

const reasonOf = (en: string, zh: string): Localized => ({
  en: `${en} Each end is told its own outer address and that of the other; between the two, the packet travels like any other.`,
  'zh-CN': `${zh}每一端都要知道自己的外层地址和对端的外层地址；在两者之间，它和普通数据包一样传送。`,
});

const gre: Sort = {
  name: 'gre',
  summary: 'A GRE tunnel: each IP packet travels inside another one, between two routers.',
  forms: {
    4: { type: 'gre', overhead: 24, carries: [4, 6] },
    6: { type: 'ip6gre', overhead: 52, carries: [4, 6] },
  },
  options: { key, outer },
  apart: 'key',
  reason: reasonOf('A GRE tunnel puts each packet into another one.', 'GRE 隧道把每个数据包装进另一个数据包。'),
  words: plain,
};

/** Its two ends know each other by keys, and nothing of where the other is follows from the interface: see wireguard.ts. */
export const wireguard: Sort = {
  name: 'wireguard',
  summary: 'IP packets, encrypted, inside UDP packets: each end takes them from a peer alone whose key it knows.',
  // It leaves room for IPv6 in any case: wg_setup() of drivers/net/wireguard/device.c.
  forms: {
    4: { type: 'wireguard', overhead: 80, carries: [4, 6] },
    6: { type: 'wireguard', overhead: 80, carries: [4, 6] },
  },
  options: { port, outer },
  apart: 'port',
  reason: {
    en: 'A WireGuard interface encrypts each packet for one of its peers, and sends it in a UDP packet. As yet it knows none.',
    'zh-CN': 'WireGuard 接口为某个对等体加密每个数据包，再装进 UDP 包发出。现在它还不认识任何对等体。',
  },
  words: () => [],
};

export const sorts: readonly Sort[] = [
  gre,
  {
    ...gre,
    name: 'gretap',
    summary: 'A GRE tunnel for whole Ethernet frames: it may be a port of a bridge.',
    forms: { 4: { type: 'gretap', overhead: 38 }, 6: { type: 'ip6gretap', overhead: 66 } },
    reason: reasonOf(
      'A GRE tunnel of this type puts whole Ethernet frames into packets, so it may be a port of a bridge.',
      '这种 GRE 隧道把整个以太网帧装进数据包，所以可以接到网桥上。',
    ),
  },
  {
    name: 'ipip',
    summary: 'IPv4 packets inside IP packets, with nothing between the two headers.',
    forms: {
      4: { type: 'ipip', overhead: 20, carries: [4] },
      6: { type: 'ip6tnl', overhead: 48, carries: [4, 6] },
    },
    options: { outer },
    reason: reasonOf(
      'An IPIP tunnel puts a second IP header before each packet.',
      'IPIP 隧道在每个数据包前面再加一个 IP 首部。',
    ),
    words: plain,
  },
  {
    name: 'sit',
    summary: 'IPv6 packets inside IPv4 packets: two places of IPv6 meet across a network that has none.',
    forms: { 4: { type: 'sit', overhead: 20, carries: [6] } },
    options: { outer },
    reason: reasonOf(
      'A SIT tunnel puts each IPv6 packet into one of IPv4.',
      'SIT 隧道把每个 IPv6 数据包装进一个 IPv4 数据包。',
    ),
    words: plain,
  },
  {
    name: 'vxlan',
    summary:
      'Ethernet frames inside UDP packets, with the number of their network: a cable between bridges across routers.',
    forms: { 4: { type: 'vxlan', overhead: 50 }, 6: { type: 'vxlan', overhead: 70 } },
    options: { id, port, outer },
    apart: 'id',
    isCapped: true,
    reason: reasonOf(
      'VXLAN puts each frame into a UDP packet, with the number of the network that it belongs to.',
      'VXLAN 把每个以太网帧装进一个 UDP 数据包，并标上它所属网络的编号。',
    ),
    words: ({ option, local, remote, dev }) => [
      ...['id', option('id') ?? '', ...(dev === undefined ? [] : ['dev', dev])],
      ...['local', local, 'remote', remote, 'dstport', option('port') ?? '4789'],
    ],
  },
  {
    name: 'geneve',
    summary: 'What `vxlan` does, in a later format that leaves room for more than a number.',
    forms: { 4: { type: 'geneve', overhead: 50 }, 6: { type: 'geneve', overhead: 70 } },
    options: { id, port, outer },
    apart: 'id',
    reason: {
      en: 'Geneve puts each frame into a UDP packet, as VXLAN does; it asks the routes by which interface and address each packet leaves.',
      'zh-CN': 'Geneve 和 VXLAN 一样，把每个帧装进一个 UDP 数据包；数据包从哪个接口、用哪个地址发出，由路由决定。',
    },
    words: ({ option, remote }) => [
      ...['id', option('id') ?? '', 'remote', remote],
      ...(option('port') === undefined ? [] : ['dstport', option('port') ?? '']),
    ],
  },
  wireguard,
];

/** The sort of this name. */
export const sortNamed = (name: string | undefined): Sort | undefined => sorts.find((sort) => sort.name === name);
