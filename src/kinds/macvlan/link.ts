// A macvlan: another interface with a MAC address of its own on an interface that stands already.
import type { LinkKind } from '../link-kind.ts';

export const macvlan: LinkKind = {
  name: 'macvlan',
  summary: 'An interface with a MAC address of its own, carried by the interface at the second end.',
  type: 'macvlan',
  options: {
    mode: {
      summary:
        'How the children of one parent talk to each other: `bridge` (the default here), `private`, `vepa`, `passthru`.',
      pattern: /^(bridge|private|vepa|passthru)$/,
      example: 'bridge',
    },
  },
  secondEnd: 'parent',
  reason: {
    en: 'A macvlan shares the cable of its parent under a MAC address of its own; parent and child do not hear each other.',
    'zh-CN': 'macvlan 以自己的 MAC 地址共用父接口的网线；父接口和子接口之间互相听不到。',
  },
  lower(link, [child, parent]) {
    return {
      netns: child.netns,
      dev: child.interface.name,
      type: 'macvlan',
      words: ['mode', link.options['mode'] ?? 'bridge'],
      up: false,
      parent: { netns: parent.netns, dev: { is: 'interface', name: parent.interface.name } },
      ...(child.interface.mtu === undefined ? {} : { mtu: child.interface.mtu }),
      ...(child.interface.mac === undefined ? {} : { mac: child.interface.mac }),
    };
  },
};
