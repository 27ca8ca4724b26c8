// A bridge device on the machine itself, under exactly the node's name.

import type { Kind } from '../kind.ts';
import type { NodeKind } from '../node-kind.ts';
import { allowBridged } from './lower.ts';
import { addressOnPort } from './rules/address-on-port.ts';
import { bridgeLoop } from './rules/bridge-loop.ts';
import { tooManyPorts } from './rules/too-many-ports.ts';

const bridge: NodeKind = {
  name: 'bridge',
  summary: 'A bridge device on the machine itself, under exactly this name.',
  lives: 'on the machine',
  bridge: {
    name: (node) => node,
    type: 'bridge',
    words: [],
    reason: {
      en: 'The bridge is the switch that the cables are plugged into.',
      'zh-CN': '网桥就是一台交换机，网线都插在它上面。',
    },
    addressReason: {
      en: 'The address of the bridge makes the machine a member of this subnet, and a gateway that the others can use.',
      'zh-CN': '给网桥配上地址，宿主机就成为这个子网的一员，其他成员可以把它当作网关。',
    },
  },
  forwards: false,
  reason: {
    en: 'The bridge is the switch that the cables are plugged into.',
    'zh-CN': '网桥就是一台交换机，网线都插在它上面。',
  },
};

export const bridgeKind: Kind = {
  nodes: [bridge],
  rules: [addressOnPort, bridgeLoop, tooManyPorts],
  allowances: allowBridged,
};
