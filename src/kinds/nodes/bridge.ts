// A bridge device on the machine itself, under exactly the node's name.
import type { NodeKind } from '../node-kind.ts';

export const bridge: NodeKind = {
  name: 'bridge',
  summary: 'A bridge device on the machine itself, under exactly this name.',
  lives: 'on the machine',
  bridge: (node) => node,
  forwards: false,
  keys: ['address', 'subnet', 'overlap', 'sysctl', 'exec'],
  reason: {
    en: 'The bridge is the switch that the cables are plugged into.',
    'zh-CN': '网桥就是一台交换机，网线都插在它上面。',
  },
};
