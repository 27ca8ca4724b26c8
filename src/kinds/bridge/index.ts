// A bridge device on the machine itself, under exactly the node's name.

import { familiesOn, machineInterfaces } from '../../model/interfaces.ts';
import { inside, ip } from '../../plan/command.ts';
import type { ForwardAllowance } from '../../plan/forward-allowances.ts';
import { addBridge, deleteBridge, setMaster, unplug } from '../../plan/net-tools.ts';
import { noun } from '../../plan/things.ts';
import type { Kind, Lowering } from '../kind.ts';
import type { LinkType } from '../link-type.ts';
import type { NodeKind } from '../node-kind.ts';
import { bridgeKeys } from './keys.ts';
import { addressOnPort } from './rules/address-on-port.ts';
import { bridgeLoop } from './rules/bridge-loop.ts';
import { isolatedAlone } from './rules/isolated-alone.ts';
import { portOptionWithoutPort } from './rules/port-option-without-port.ts';
import { tooManyPorts } from './rules/too-many-ports.ts';
import { badgesOf, lowerBridgeWords, portOptions, wire, wordsOf, wordsWithoutStp } from './words.ts';

const reason = {
  en: 'With br_netfilter, as Docker loads it, even what only crosses the bridge passes the firewall; where that filters, the lab is let through.',
  'zh-CN':
    '加载了 br_netfilter（例如装了 Docker）时，只是穿过网桥的帧也要经过宿主机的防火墙；如果防火墙会过滤，就放行本实验的数据包。',
};

/** Frames between the ports of a bridge, which br_netfilter sends through the firewall. */
const allowBridged = ({ state }: Lowering): ForwardAllowance[] =>
  machineInterfaces(state).flatMap((device) => {
    const { role, master, name, at } = device;
    const egress = { is: 'interface', name } as const;
    if (role !== 'bridge' || master !== undefined) return [];
    return [{ in: egress, out: egress, families: familiesOn(state, [device]), reason, at }];
  });

const bridge: NodeKind = {
  name: 'bridge',
  summary: 'A bridge device on the machine itself, under exactly this name.',
  bridge: {
    name: (node) => node,
    type: 'bridge',
    words: wordsOf,
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
};

const linkType: LinkType = {
  name: 'bridge',
  isEverywhere: true,
  noun: noun('bridge', 'bridges', '个网桥'),
  question: (netns, dev, words) =>
    words.includes('stp_state')
      ? { ask: inside(netns, 'cat').argv.map(String), about: `/sys/class/net/${dev}/bridge/stp_state` }
      : undefined,
  change: (netns, dev, words) =>
    ip(netns, 'link', 'set', dev, 'type', 'bridge', ...(words.length === 0 ? wordsWithoutStp : words)),
  // See kinds/mtu/mtu-of.ts.
  mtuFollowsPorts: true,
  ports: { older: { plugIn: setMaster, unplug } },
  older: { make: addBridge, undo: deleteBridge },
};

export const bridgeKind: Kind = {
  nodes: [bridge],
  keys: bridgeKeys,
  cableOptions: portOptions,
  linkTypes: [linkType],
  rules: [addressOnPort, bridgeLoop, isolatedAlone, portOptionWithoutPort, tooManyPorts],
  lowerOnInterfaces: lowerBridgeWords,
  badge: badgesOf,
  wire,
  allowances: allowBridged,
};
