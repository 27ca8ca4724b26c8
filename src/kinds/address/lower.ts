// Addresses to resources.

import { type Cidr, contains, formatCidr } from '../../address.ts';
import type { Interface, InterfaceAddress, Netns, Node, State } from '../../model/lab.ts';
import { type Command, ip } from '../../plan/command.ts';
import * as netTools from '../../plan/net-tools.ts';
import { addressKey, linkKey, portKey, type Resource, subnetClaim, withinNetns } from '../../plan/resource.ts';
import { noun } from '../../plan/things.ts';
import type { Localized } from '../../source/tutorial.ts';

const thing = noun('address', 'addresses', '个地址');

const reasons = {
  address: {
    en: 'Each interface gets its address; the length behind the slash says how much of it names the subnet.',
    'zh-CN': '给每个接口配置地址；斜杠后的长度说明地址中有多少位表示子网。',
  },
  mainAddress: {
    en: 'An address on the loopback interface belongs to the node as a whole: it does not go down with a cable.',
    'zh-CN': '回环接口上的地址属于整个节点：不会因为某根网线断开而失效。',
  },
};

function addressReason({ role, device }: Interface): Localized {
  return device?.addressReason ?? (role === 'loopback' ? reasons.mainAddress : reasons.address);
}

/** The first address of the same IPv4 subnet: the kernel takes the others away with it (__inet_del_ifa() of net/ipv4/devinet.c). */
function primaryOf(netns: Netns, { name, addresses }: Interface, cidr: Cidr): string[] {
  const first = addresses.find((other) => other.cidr.length === cidr.length && contains(other.cidr, cidr));
  return cidr.family === 6 || first === undefined || first.cidr === cidr ? [] : [addressKey(netns, name, first.cidr)];
}

/** `ip address add` and `delete`, with their older forms. IPv6 needs no search for duplicates where every address is written down. */
function addressCommands(netns: Netns, { name: dev, addresses, up, role }: Interface, cidr: Cidr) {
  const address = formatCidr(cidr);
  const before = addresses.slice(
    0,
    addresses.findIndex((other) => other.cidr === cidr),
  );
  // The loopback interface has 127.0.0.1 by its name.
  const index = before.filter((other) => other.cidr.family === 4).length + (role === 'loopback' ? 1 : 0);
  const about = { netns, dev, address, index, up };
  const nodad = cidr.family === 6 ? ['nodad'] : [];
  const make: Command = {
    ...ip(netns, 'address', 'add', address, 'dev', dev, ...nodad),
    older: netTools.addAddress(about),
  };
  const undo: Command = {
    ...ip(netns, 'address', 'delete', address, 'dev', dev),
    older: netTools.deleteAddress(about),
  };
  return { make: [make], undo: [undo] };
}

function addressResource(state: State, node: Node, own: Interface, { cidr, at, from }: InterfaceAddress): Resource {
  const { netns } = node;
  const { subnets = [] } = own.segment === undefined ? {} : (state.segments[own.segment] ?? {});
  return {
    key: addressKey(netns, own.name, cidr),
    netns,
    within: [linkKey(netns, own.name), ...withinNetns(netns)],
    // An interface that enters a VRF or leaves it loses its IPv6 addresses (cycle_netdev() of drivers/net/vrf.c).
    after: [...primaryOf(netns, own, cidr), ...(own.vrf === undefined ? [] : [portKey(netns, own.name)])],
    ...addressCommands(netns, own, cidr),
    reason: addressReason(own),
    at,
    places: from === 'author' ? [] : subnets.map((subnet) => subnet.at),
    claims: subnetClaim(netns, cidr),
    needs: [],
    thing: { ...thing, name: formatCidr(cidr) },
  };
}

/** The addresses of every interface. */
export function lowerAddresses(state: State): Resource[] {
  return [...state.nodes.values()].flatMap((node) =>
    node.interfaces.flatMap((own) =>
      own.addresses
        // The kernel drops the IPv6 addresses of an interface that goes down (ipv6 sysctl keep_addr_on_down).
        .filter(({ cidr }) => own.up || cidr.family === 4)
        .map((address) => addressResource(state, node, own, address)),
    ),
  );
}
