// What makes a node forward, or keep to itself what is not for it: kernel settings.
import type { Family } from '../../address.ts';
import { familiesOn, leadsOn, machineSpeaks } from '../../model/interfaces.ts';
import type { Egress, Interface, Node } from '../../model/lab.ts';
import { forwardingKeys, inSettingKey } from '../../model/setting-key.ts';
import type { ForwardAllowance } from '../../plan/forward-allowances.ts';
import type { KernelSetting, Lowering } from '../kind.ts';

const reasons = {
  forwarding: {
    en: 'A router passes on packets that are not for itself.',
    'zh-CN': '路由器会转发不是发给自己的数据包。',
  },
  noPathFilter: {
    en: 'Reverse path filtering would drop packets whose answers leave by another interface. New interfaces take it over from the machine.',
    'zh-CN': '反向路径过滤会丢弃“来路与回程接口不同”的数据包。新接口会沿用宿主机的这项设置。',
  },
  noForwarding: {
    en: 'A new namespace takes over this setting from the machine. Here packets are not passed on, so it is said.',
    'zh-CN': '新命名空间会沿用宿主机的这项设置。这里不转发数据包，所以明确关闭。',
  },
  hostForwarding: {
    en: 'The machine passes packets on between its interfaces. The value it had comes back with the teardown.',
    'zh-CN': '让宿主机在各接口之间转发数据包。拆除实验时恢复原来的值。',
  },
  acceptAll: {
    en: 'Where a firewall of the machine drops what is forwarded, the lab is let through, in both directions.',
    'zh-CN': '如果宿主机的防火墙会丢弃转发的数据包，就双向放行本实验的数据包。',
  },
};

/** A node that does not forward says so where it could (between two ends), and where another step of the lab lets it. */
function forwardingSettings(node: Node, { state, forwarders }: Lowering): KernelSetting[] {
  const { forwardAt: at } = node;
  if (node.forward) {
    // On the machine IPv6 forwarding turns router advertisements off, so it is left alone where the lab has no IPv6.
    const families: readonly Family[] = node.netns === null ? familiesOn(state, machineSpeaks(state)) : [4, 6];
    const reason = node.netns === null ? reasons.hostForwarding : reasons.forwarding;
    const spoken = familiesOn(state, node.netns === null ? machineSpeaks(state) : node.interfaces);
    return families.map((family) => ({
      ...{ key: forwardingKeys[family], value: '1', reason, at },
      ...(spoken.includes(family) ? {} : { isCare: true }),
    }));
  }
  if (node.netns === null) return [];
  const off = (family: Family) => ({ key: forwardingKeys[family], value: '0', reason: reasons.noForwarding, at });
  if (forwarders.has(node.netns)) return [off(4), off(6)];
  const ends = node.interfaces.filter(leadsOn);
  return ends.length < 2 ? [] : [{ ...off(4), isCare: true }];
}

/** What a router in a namespace must not take over from the machine: the larger of `all` and the interface's own counts (ip-sysctl.rst, rp_filter). */
function pathFilterSettings({ netns, forward, interfaces, forwardAt: at }: Node): KernelSetting[] {
  // What comes in at a port of a VRF counts as come in by the VRF.
  const ends = interfaces.filter(
    (each) => each.role === 'vrf' || (leadsOn(each) && each.addresses.some(({ cidr }) => cidr.family === 4)),
  );
  if (netns === null || !forward || ends.length < 2) return [];
  const about = { value: '0', reason: reasons.noPathFilter, isCare: true } as const;
  const own = ends.map(({ name, at: place }) => ({
    ...about,
    key: `net.ipv4.conf.${inSettingKey(name)}.rp_filter`,
    at: place,
    places: [at],
    dev: name,
  }));
  return [{ ...about, key: 'net.ipv4.conf.all.rp_filter', at }, ...own];
}

/** The settings of one node. */
export const settingsToForward = (node: Node, lowering: Lowering): KernelSetting[] => [
  ...forwardingSettings(node, lowering),
  ...pathFilterSettings(node),
];

/** What a machine that forwards opens: between the lab's interfaces; by the author's own `forward: true`, also out and in. */
export function allowEverything({ state }: Lowering): ForwardAllowance[] {
  const host = state.nodes.get('host');
  if (!host?.forward) return [];
  const devices = machineSpeaks(state);
  const egressOf = ({ name }: Interface): Egress => ({ is: 'interface', name });
  const uplink: Egress = { is: 'uplink' };
  const about = (one: Interface) =>
    ({ families: familiesOn(state, [one]), reason: reasons.acceptAll, at: host.forwardAt }) as const;
  const between = devices.flatMap((from) =>
    devices.flatMap((to) => (to === from ? [] : { ...about(from), in: egressOf(from), out: egressOf(to) })),
  );
  if (!host.forwardsAll) return between;
  const outAndIn = devices.flatMap((device) => [
    { ...about(device), in: egressOf(device), out: uplink },
    { ...about(device), in: uplink, out: egressOf(device) },
  ]);
  return [...between, ...outAndIn];
}
