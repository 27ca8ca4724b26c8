// A veth pair: the cable between two network namespaces.

import type { Kind } from '../kind.ts';
import type { LinkKind } from '../link-kind.ts';

export const veth: LinkKind = {
  name: 'veth',
  summary: 'A pair of virtual Ethernet interfaces: what enters one leaves the other. The default.',
  type: 'veth',
  options: {},
  secondEnd: 'made',
  reason: {
    en: 'A veth pair is a cable: what goes in at one end comes out at the other. Both ends are made where they belong.',
    'zh-CN': 'veth 对就像一根网线：一端进，另一端出。两端直接创建在各自的位置。',
  },
  lower(_link, [first, second]) {
    return {
      netns: first.netns,
      dev: first.interface.name,
      type: 'veth',
      words: [],
      up: first.master !== undefined && first.interface.up,
      ...(first.master === undefined ? {} : { master: first.master }),
      ...(first.interface.mtu === undefined ? {} : { mtu: first.interface.mtu }),
      ...(first.interface.mac === undefined ? {} : { mac: first.interface.mac }),
      ...(first.interface.alias === undefined ? {} : { alias: first.interface.alias }),
      peer: {
        netns: second.netns,
        dev: second.interface.name,
        ...(second.interface.mtu === undefined ? {} : { mtu: second.interface.mtu }),
        ...(second.interface.mac === undefined ? {} : { mac: second.interface.mac }),
      },
    };
  },
};

export const vethKind: Kind = { links: [veth], linkTypes: [{ name: 'veth', isEverywhere: true }] };
