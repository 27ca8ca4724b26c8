// WireGuard: the keys of the ends, and what each is told of its peer.
import { type Cidr, contains, families, formatAddress, formatCidr, fullLength } from '../../address.ts';
import { groupBy } from '../../group-by.ts';
import { endsOf } from '../../model/interfaces.ts';
import type { Interface, Node, State } from '../../model/lab.ts';
import { onceFor } from '../../once-for.ts';
import { type Command, command, inside, type Word } from '../../plan/command.ts';
import { linkKey, type Resource, resourceOf, withinNetns } from '../../plan/resource.ts';
import { noun, things } from '../../plan/things.ts';
import type { Filter, Outer } from '../../prediction/carry.ts';
import type { Localized } from '../../source/tutorial.ts';
import type { KernelSetting, Kind, Lowering } from '../kind.ts';
import type { LinkType } from '../link-type.ts';
import { outerAddress, type TunnelEnd, tunnelAt, tunnelsOf } from './outer.ts';
import { wireguard } from './sorts.ts';

const reasons = {
  keys: {
    en: 'WireGuard knows its peers by their public keys. Each end makes a private key, which nobody else may read; the public one is worked out from it.',
    'zh-CN': 'WireGuard 用公钥认识对等体。每一端生成一个私钥，别人都不许读；公钥由私钥算出。',
  },
  peers: {
    en: 'Each end is told the port that it listens at and its private key; of its peer the public key, which addresses are behind it (`allowed-ips`), and where to send to it (`endpoint`). What is for these addresses is encrypted for the peer; what comes from it with another source is dropped.',
    'zh-CN':
      '告诉每一端：自己监听的端口和私钥；对等体的公钥、它后面有哪些地址（`allowed-ips`）、往哪里发给它（`endpoint`）。发往这些地址的数据包为这个对等体加密；它发来的数据包，源地址不在其中的就丢弃。',
  },
  redirects: {
    en: 'An interface of WireGuard switches off ICMP redirects of the whole machine. Said before, the value that there was can come back.',
    'zh-CN': 'WireGuard 接口会关掉整台机器的 ICMP 重定向。先说出来，原来的值才能恢复。',
  },
} satisfies Record<string, Localized>;

/** The ports of WireGuard begin with this one where nothing is said: that of its own examples, wg(8). */
const firstPort = 51_820;

/** The ends of WireGuard tunnels, each with its other end. */
export const wireguardEnds = onceFor((state: State): readonly (readonly [TunnelEnd, Interface])[] =>
  state.links
    .filter(({ kind }) => kind === wireguard.name)
    .flatMap((link) => {
      const [a, b] = endsOf(state, link);
      const [one, other] = [a && tunnelAt(state, a), b && tunnelAt(state, b)];
      return a && b && one && other ? [[one, b] as const, [other, a] as const] : [];
    }),
);

const endsByNode = onceFor((state: State) => groupBy(wireguardEnds(state), ([{ own }]) => own.node));

const netnsOf = (state: State, { node }: Interface) => state.nodes.get(node)?.netns ?? null;

/** The port that each end listens at: the written one, or the first one from 51820 on that no other of the node has. */
const portsOf = onceFor((state: State): ReadonlyMap<Interface, number> => {
  const ends = [...tunnelsOf(state).ends.values()].filter(({ sort }) => sort === wireguard).map(({ own }) => own);
  const written = (own: Interface) => Number(own.options['port']?.value ?? 0);
  const place = (own: Interface, port: number) => `${netnsOf(state, own)} ${port}`;
  const taken = new Set(ends.map((own) => place(own, written(own))));
  const ports = new Map<Interface, number>();
  for (const own of ends) {
    let port = written(own) || firstPort;
    while (written(own) === 0 && taken.has(place(own, port))) port += 1;
    taken.add(place(own, port));
    ports.set(own, port);
  }
  return ports;
});

/** What an end lets in and sends through the tunnel: the addresses of the peer there, and all that its node routes via that peer. */
export function allowedOf(state: State, own: Interface, peer: Interface): readonly Cidr[] {
  const { routes = [] } = state.nodes.get(own.node) ?? {};
  const alone = peer.addresses.map(({ cidr }): Cidr => ({ ...cidr, length: fullLength(cidr.family) }));
  const behind = routes.filter(({ hops }) => hops.some(({ dev }) => dev === own.name)).map(({ to }) => to);
  return [...new Map([...alone, ...behind].map((each) => [formatCidr(each), each])).values()];
}

/** The parts of a space that none of these prefixes has. */
const outside = (space: Cidr, taken: readonly Cidr[]): Cidr[] => {
  if (taken.some((each) => contains(each, space))) return [];
  if (!taken.some((each) => contains(space, each))) return [space];
  const length = space.length + 1;
  const half = 1n << BigInt(fullLength(space.family) - length);
  return [space.value, space.value + half].flatMap((value) => outside({ ...space, value, length }, taken));
};

/** What comes from a peer with a source that it may not have is dropped (wg_allowedips_lookup_src() of drivers/net/wireguard/receive.c). */
export const lettingIn: NonNullable<Kind['carry']> = ({ name }, state) => {
  const filters = (endsByNode(state).get(name) ?? []).flatMap(([{ own }, peer]): Filter[] => {
    const allowed = allowedOf(state, own, peer);
    const text = `allowed-ips of ${own.name}`;
    return families.flatMap((family) => {
      const from = outside(
        { family, value: 0n, length: 0 },
        allowed.filter((each) => each.family === family),
      );
      const drop = { family, from, in: [own.name], verdict: 'drop', text, at: own.at } as const;
      return from.length === 0 ? [] : (['input', 'forward'] as const).map((hook) => ({ hook, ...drop }));
    });
  });
  return { filters };
};

/**
 * It leaves by whatever address the route says, for its socket has none (send4() of drivers/net/wireguard/socket.c). What no peer is behind
 * is told to be unreachable (wg_xmit() of drivers/net/wireguard/device.c). Whatever comes from the peer tells where it is now
 * (wg_socket_set_peer_endpoint_from_skb()).
 */
export const wrapInWireguard = (state: State, { form, far, own, overhead }: TunnelEnd, peer: Interface): Outer => ({
  ...{ kind: wireguard.name, to: outerAddress(far), overhead, fromAnywhere: true, follows: 'address and port' },
  ...{ udpPort: portsOf(state).get(peer) ?? firstPort, fromPort: portsOf(state).get(own) ?? firstPort },
  carries: form.carries ?? families,
  isFor: (to) => allowedOf(state, own, peer).some((prefix) => contains(prefix, to)),
});

const keyFile = ({ node, name }: Interface): string => `${node}-${name}.key`;
const keyOf = (own: Interface): string => `private key ${own.node}:${own.name}`;

/** A private key for each end. It outlives the interface, so that a change does not make another one. */
export const lowerKeys = ({ state }: Lowering): Resource[] =>
  wireguardEnds(state).map(([{ own }]) =>
    resourceOf({
      key: keyOf(own),
      netns: netnsOf(state, own),
      make: [{ ...command('wg', 'genkey'), keptAs: keyFile(own) }],
      undo: [command('rm', { is: 'kept', name: keyFile(own) })],
      reason: reasons.keys,
      at: own.at,
      needs: [{ is: 'command', name: 'wg' }],
      thing: { ...noun('private key', 'private keys', '个私钥'), name: keyFile(own) },
    }),
  );

function setPeer(state: State, { own, far }: TunnelEnd, peer: Interface): Command {
  const outer = outerAddress(far);
  const host = outer.family === 4 ? formatAddress(outer) : `[${formatAddress(outer)}]`;
  const port = (end: Interface) => String(portsOf(state).get(end));
  const words: readonly Word[] = [
    ...['wg', 'set', own.name, 'listen-port', port(own), 'private-key', { is: 'kept', name: keyFile(own) } as const],
    ...[
      'peer',
      { is: 'public key', of: keyFile(peer) } as const,
      'allowed-ips',
      allowedOf(state, own, peer).map(formatCidr).join(),
    ],
    ...['endpoint', `${host}:${port(peer)}`],
  ];
  return inside(netnsOf(state, own), ...words);
}

/** What the kernel sets on the machine with an interface of WireGuard (wg_open() of drivers/net/wireguard/device.c); a namespace takes it along. */
export function settingsOfMachine({ name, netns }: Node, { state }: Lowering): KernelSetting[] {
  const [end] = netns === null ? (endsByNode(state).get(name) ?? []) : [];
  if (end === undefined) return [];
  const { at } = end[0].own;
  return [{ key: 'net.ipv4.conf.all.send_redirects', value: '0', reason: reasons.redirects, at, isCare: true }];
}

/** What each end is told. */
export const lowerPeers = ({ state }: Lowering): Resource[] =>
  wireguardEnds(state).map(([end, peer]) => {
    const { own } = end;
    const netns = netnsOf(state, own);
    const set = setPeer(state, end, peer);
    return resourceOf({
      key: `peer ${linkKey(netns, own.name)}`,
      netns,
      within: [linkKey(netns, own.name), ...withinNetns(netns)],
      after: [keyOf(own), keyOf(peer)],
      make: [set],
      undo: [],
      set: { fixed: '', commands: { peer: set } },
      reason: reasons.peers,
      at: own.at,
      places: own.optionsAt,
      thing: { ...things.interface, name: own.name, completes: true },
    });
  });

/** All that an end is told, but for the endpoint, which follows a peer that moves; wg(8) hides the private key. */
export const whatIsTold: NonNullable<LinkType['question']> = (netns, dev) => ({
  ask: inside(
    netns,
    ...['sh', '-c'],
    `wg show ${dev} | grep -E "key|port|peer|allowed" | sed "s/^ */${netns ?? 'host'}:${dev} /"`,
  ).argv.map(String),
});
