// A bridge in a network namespace of its own: a LAN that the machine has no part in.
import type { NodeKind } from '../node-kind.ts';

export const switchKind: NodeKind = {
  name: 'switch',
  summary: 'A network namespace that holds one bridge, `br0`: a LAN off the machine.',
  lives: 'in a namespace',
  bridge: () => 'br0',
  forwards: false,
  keys: ['address', 'subnet', 'overlap', 'sysctl', 'exec'],
  reason: {
    en: 'A switch is a bridge; in a namespace of its own it stays clear of the firewall of the machine.',
    'zh-CN': '交换机就是一个网桥；把它放进单独的命名空间，宿主机的防火墙就管不到它。',
  },
};
