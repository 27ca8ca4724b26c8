// VLANs of bridges and of their ports to resources.
import { bridgeOf, interfacesOf } from '../../model/interfaces.ts';
import type { Interface, Netns, State } from '../../model/lab.ts';
import { bridgeCommand, ip } from '../../plan/command.ts';
import { linkKey, portKey, type Resource, resourceOf, withinNetns } from '../../plan/resource.ts';
import { noun } from '../../plan/things.ts';
import type { Localized } from '../../source/tutorial.ts';
import type { Lowering } from '../kind.ts';
import { membershipOf, selfVlan, vlansOf } from './membership.ts';
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
  self: {
    en: 'The bridge itself is in this VLAN: its frames go up to the node too, which has an interface for them.',
    'zh-CN': '网桥自己也属于这个 VLAN：该 VLAN 的帧也会交给本节点，由为它建的接口接收。',
  },
};

const thing = noun('VLAN of a port', 'VLANs of ports', '个端口 VLAN');

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

/** One line of `bridge vlan`, of what is `within` also these. */
function entry(
  netns: Netns,
  dev: string,
  ids: string,
  words: readonly string[],
  within: readonly string[],
  told: Pick<Resource, 'reason' | 'at'>,
): Resource {
  const link = linkKey(netns, dev);
  const spot = ['dev', dev, 'vid', ids];
  return resourceOf({
    ...base(netns, dev),
    key: `vlan ${ids} ${link}`,
    within: [link, ...within, ...withinNetns(netns)],
    make: [bridgeCommand(netns, 'vlan', 'add', ...spot, ...words)],
    undo: [bridgeCommand(netns, 'vlan', 'delete', ...spot, ...words.filter((word) => word === 'self'))],
    // Of the machine, only what is the lab's.
    question: {
      ask: netns === null ? ['bridge', 'vlan', 'show', 'dev', dev] : ['bridge', '-n', netns, 'vlan', 'show'],
    },
    ...told,
  });
}

function ofPort(netns: Netns, port: Interface, bridge: Interface): Resource[] {
  const { untagged, tagged } = membershipOf(port);
  const { vlan, trunk, native } = port.options;
  // A port that leaves its bridge loses its VLANs.
  const within = [`vlans ${linkKey(netns, bridge.name)}`, portKey(netns, port.name)];
  const of = (ids: string, words: readonly string[], reason: Localized, at = port.at) =>
    entry(netns, port.name, ids, words, within, { reason, at });
  const plain = vlan === undefined ? reasons.native : reasons.access;
  return [
    ...tagged.map((range) => of(rangeText(range), [], reasons.trunk, trunk?.at)),
    ...(untagged === undefined ? [] : [of(`${untagged}`, ['pvid', 'untagged'], plain, (vlan ?? native)?.at)]),
  ];
}

/** A VLAN that a bridge is in itself. */
function ofBridge(state: State, netns: Netns, own: Interface): Resource[] {
  const self = selfVlan(state, own);
  if (self === undefined) return [];
  const { bridge, id } = self;
  const within = [`vlans ${linkKey(netns, bridge.name)}`];
  return [entry(netns, bridge.name, id.value, ['self'], within, { reason: reasons.self, at: id.at })];
}

/** Bridges that keep VLANs apart, then the VLANs of their ports. */
export function lowerVlans({ state }: Lowering): Resource[] {
  const netnsOf = ({ node }: Interface): Netns => state.nodes.get(node)?.netns ?? null;
  const bridges = interfacesOf(state).filter((each) => each.role === 'bridge' && vlansOf(each) !== undefined);
  const ports = interfacesOf(state).flatMap((port) => {
    const bridge = bridgeOf(state, port);
    return bridge === undefined || vlansOf(bridge) === undefined ? [] : ofPort(netnsOf(port), port, bridge);
  });
  const selves = interfacesOf(state).flatMap((own) => ofBridge(state, netnsOf(own), own));
  return [...bridges.map((each) => filtering(netnsOf(each), each)), ...ports, ...selves];
}
