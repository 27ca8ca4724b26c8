// A bridge in a network namespace of its own: a LAN that the machine has no part in.

import { wordsOf } from '../bridge/words.ts';
import type { Kind } from '../kind.ts';
import type { NodeKind } from '../node-kind.ts';

const switchNode: NodeKind = {
  name: 'switch',
  summary: 'A network namespace that holds one bridge, `br0`: a LAN off the machine.',
  bridge: {
    name: () => 'br0',
    type: 'bridge',
    words: wordsOf,
    reason: {
      en: 'The bridge that makes the namespace a switch.',
      'zh-CN': '有了这个网桥，这个命名空间就成了一台交换机。',
    },
    addressReason: {
      en: 'The switch has an address of its own on this subnet.',
      'zh-CN': '交换机在这个子网中也有自己的地址。',
    },
  },
  forwards: false,
  namespace: {
    reason: {
      en: 'A switch is a bridge; in a namespace of its own it stays clear of the firewall of the machine.',
      'zh-CN': '交换机就是一个网桥；把它放进单独的命名空间，宿主机的防火墙就管不到它。',
    },
  },
};

export const switchKind: Kind = { nodes: [switchNode] };
