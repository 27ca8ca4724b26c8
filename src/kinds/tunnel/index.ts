// Tunnels: cables whose packets travel inside others, across what lies between their ends.
import { formatAddress } from '../../address.ts';
import type { Interface } from '../../model/lab.ts';
import { addressKey, linkKey } from '../../plan/resource.ts';
import { noun } from '../../plan/things.ts';
import type { Kind } from '../kind.ts';
import type { LinkKind } from '../link-kind.ts';
import { type LinkType, shownInDetail } from '../link-type.ts';
import { mtuOf } from '../mtu/mtu-of.ts';
import { outerAddress, tunnelAt } from './outer.ts';
import { outerUnknown } from './rules/outer-unknown.ts';
import { peerWithoutAddresses } from './rules/peer-without-addresses.ts';
import { tunnelCarries } from './rules/tunnel-carries.ts';
import { tunnelInItself } from './rules/tunnel-in-itself.ts';
import { tunnelTwice } from './rules/tunnel-twice.ts';
import { type Sort, sortNamed, sorts, wireguard } from './sorts.ts';
import { lettingIn, lowerKeys, lowerPeers, settingsOfMachine, whatIsTold, wrapInWireguard } from './wireguard.ts';

/** An interface has so much where nothing is said, and the kernel counts from it. */
const usualMtu = 1500;

const linkKind = ({ name, summary, reason, options, words, forms }: Sort): LinkKind => ({
  name,
  summary,
  type: forms[4]?.type ?? name,
  options,
  secondEnd: 'own',
  reason,
  lower(_link, [{ netns, interface: own }], state) {
    const tunnel = tunnelAt(state, own);
    if (tunnel === undefined) throw new Error(`a resolved tunnel leaves ${own.node} by no interface`);
    const { form, near, far } = tunnel;
    const { by, address } = near;
    const dev = by.role === 'loopback' ? undefined : by.name;
    const said = {
      option: (option: string) => own.options[option]?.value,
      local: formatAddress(outerAddress(near)),
      remote: formatAddress(outerAddress(far)),
      ...(dev === undefined ? {} : { dev }),
    };
    const all = words(said, form);
    // One that names its interface goes with it. One without any counts from what is usual, whatever it is; Geneve from the way
    // that there is at this moment, and where that is down from nothing (geneve_link_config() of drivers/net/geneve.c).
    const stands = all.includes('dev');
    const isCounted = mtuOf(state, by) === usualMtu && dev !== undefined && name !== 'geneve';
    const mtu = own.mtu ?? (isCounted ? undefined : mtuOf(state, own));
    return {
      ...{ netns, dev: own.name, type: form.type, words: all, up: false },
      ...(mtu === undefined ? {} : { mtu }),
      ...(own.mac === undefined ? {} : { mac: own.mac }),
      ...(own.alias === undefined ? {} : { alias: own.alias }),
      within: stands ? [linkKey(netns, by.name)] : [],
      after: by.up || address.family === 4 ? [addressKey(netns, by.name, address)] : [],
    };
  },
});

const thing = noun('tunnel end', 'tunnel ends', '个隧道端点');

const typeOf = (type: string, leastWords: readonly string[]): LinkType => ({
  name: type,
  leastWords,
  noun: thing,
  question: type === wireguard.name ? whatIsTold : shownInDetail(type),
});

const udp: Readonly<Record<string, readonly string[]>> = {
  wireguard: [],
  vxlan: ['id', '1', 'dstport', '4789'],
  geneve: ['id', '1', 'remote', '192.0.2.1'],
};

const linkTypes = [...new Set(sorts.flatMap(({ forms }) => Object.values(forms).map(({ type }) => type)))].map((type) =>
  typeOf(type, udp[type] ?? ['remote', type.includes('6') ? '2001:db8::1' : '192.0.2.1']),
);

/** `vxlan 100` at both ends of a tunnel. */
function badge({ options }: Interface): readonly string[] {
  const sort = sortNamed(options['kind']?.value);
  const apart = sort?.apart === undefined ? undefined : options[sort.apart]?.value;
  return sort === undefined ? [] : [[sort.name, ...(apart === undefined ? [] : [`${sort.apart} ${apart}`])].join(' ')];
}

export const tunnelKind: Kind = {
  links: sorts.map(linkKind),
  linkTypes,
  badge,
  carry: lettingIn,
  settings: settingsOfMachine,
  wire: {
    wraps(state, own, other) {
      const tunnel = tunnelAt(state, own);
      if (tunnel === undefined || tunnelAt(state, other) === undefined) return undefined;
      const { sort, form, near, far, overhead } = tunnel;
      if (sort === wireguard) return wrapInWireguard(state, tunnel, other);
      const { port, id } = own.options;
      const udpPort = id === undefined ? {} : { udpPort: Number(port?.value ?? (sort.name === 'vxlan' ? 4789 : 6081)) };
      // Geneve asks the routes for its source (geneve_xmit_skb() of drivers/net/geneve.c); the others are told.
      const from = sort.name === 'geneve' ? {} : { from: outerAddress(near) };
      const carries = form.carries && { carries: form.carries };
      // Without a port around them, packets must stay whole (ip_tunnel_newlink() of net/ipv4/ip_tunnel.c: pmtudisc is on unless told otherwise).
      const whole = id === undefined && { whole: true as const };
      return {
        kind: sort.name,
        ...from,
        to: outerAddress(far),
        overhead,
        ...udpPort,
        ...whole,
        ...carries,
        ...(sort.name === 'vxlan' && { fromAnywhere: true as const, follows: 'address' as const }),
      };
    },
  },
  lowerOnInterfaces: lowerPeers,
  lowerOnNetwork: lowerKeys,
  rules: [outerUnknown, tunnelCarries, tunnelInItself, tunnelTwice, peerWithoutAddresses],
};
