// VLANs of bridges and of their ports to resources.
import { bridgeOf, interfacesOf } from '../../model/interfaces.ts';
import type { Interface, Netns } from '../../model/lab.ts';
import { type Command, command, ip } from '../../plan/command.ts';
import { linkKey, portKey, type Resource, resourceOf, withinNetns } from '../../plan/resource.ts';
import { noun } from '../../plan/things.ts';
import type { Lowering } from '../kind.ts';
import { membershipOf, vlansOf } from './membership.ts';
import { rangeText } from './ranges.ts';

const reasons = {
  filtering: {
    en: 'The bridge keeps VLANs apart from now on: a frame goes on only by ports that are in its VLAN, and no port is in one unasked.',
    'zh-CN': '网桥从此把各 VLAN 隔开：帧只能从属于同一 VLAN 的端口转发出去；端口默认不属于任何 VLAN。',
  },
  access: {
    en: 'An access port: what comes in without a tag belongs to this VLAN (pvid), and goes out without one (untagged).',
    'zh-CN': '接入端口：进来的无标签帧归入这个 VLAN（pvid），出去时去掉标签（untagged）。',
  },
  trunk: {
    en: 'A trunk: frames of these VLANs keep the tag that says which one is theirs.',
    'zh-CN': '干道端口：这些 VLAN 的帧带着标签通过，标签说明它属于哪个 VLAN。',
  },
  native: {
    en: 'The native VLAN of a trunk: what has no tag belongs to it.',
    'zh-CN': '干道的本征 VLAN：没有标签的帧属于它。',
  },
};

const thing = noun('VLAN of a port', 'VLANs of ports', '个端口 VLAN');

const bridgeCommand = (netns: Netns, ...words: readonly string[]): Command =>
  netns === null ? command('bridge', ...words) : command('bridge', '-n', netns, ...words);

/** Everything of one bridge, or of one of its ports. */
const base = (netns: Netns, dev: string) =>
  ({
    netns,
    needs: [{ is: 'command', name: 'bridge' }],
    thing: { ...thing, name: dev },
  }) as const;

function filtering(netns: Netns, { name, options, at }: Interface): Resource {
  const set = (on: 0 | 1) =>
    ip(netns, 'link', 'set', name, 'type', 'bridge', 'vlan_filtering', `${on}`, 'vlan_default_pvid', `${1 - on}`);
  return resourceOf({
    ...base(netns, name),
    needs: [{ is: 'link type', name: 'bridge vlan_filtering 1' }],
    key: `vlans ${linkKey(netns, name)}`,
    within: [linkKey(netns, name), ...withinNetns(netns)],
    make: [set(1)],
    undo: [set(0)],
    reason: reasons.filtering,
    at: options['vlans']?.at ?? at,
  });
}

/** One line of `bridge vlan`. A port that leaves its bridge loses its VLANs. */
function entry(netns: Netns, port: Interface, bridge: string, ids: string, words: readonly string[]): Resource {
  const { name: dev, at, options } = port;
  const link = linkKey(netns, dev);
  const spot = ['dev', dev, 'vid', ids];
  const { vlan, trunk, native } = options;
  const reason = words.length === 0 ? reasons.trunk : vlan === undefined ? reasons.native : reasons.access;
  return resourceOf({
    ...base(netns, dev),
    key: `vlan ${ids} ${link}`,
    within: [link, `vlans ${linkKey(netns, bridge)}`, portKey(netns, dev), ...withinNetns(netns)],
    make: [bridgeCommand(netns, 'vlan', 'add', ...spot, ...words)],
    undo: [bridgeCommand(netns, 'vlan', 'delete', ...spot)],
    // Of the machine, only what is the lab's.
    question: {
      ask: netns === null ? ['bridge', 'vlan', 'show', 'dev', dev] : ['bridge', '-n', netns, 'vlan', 'show'],
    },
    reason,
    at: (words.length === 0 ? trunk : (vlan ?? native))?.at ?? at,
  });
}

function ofPort(netns: Netns, port: Interface, bridge: Interface): Resource[] {
  const { untagged, tagged } = membershipOf(port);
  return [
    ...tagged.map((range) => entry(netns, port, bridge.name, rangeText(range), [])),
    ...(untagged === undefined ? [] : [entry(netns, port, bridge.name, `${untagged}`, ['pvid', 'untagged'])]),
  ];
}

/** Bridges that keep VLANs apart, then the VLANs of their ports. */
export function lowerVlans({ state }: Lowering): Resource[] {
  const netnsOf = ({ node }: Interface): Netns => state.nodes.get(node)?.netns ?? null;
  const bridges = interfacesOf(state).filter((each) => each.role === 'bridge' && vlansOf(each) !== undefined);
  const ports = interfacesOf(state).flatMap((port) => {
    const bridge = bridgeOf(state, port);
    return bridge === undefined || vlansOf(bridge) === undefined ? [] : ofPort(netnsOf(port), port, bridge);
  });
  return [...bridges.map((each) => filtering(netnsOf(each), each)), ...ports];
}
