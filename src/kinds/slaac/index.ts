// `slaac` at the end of a cable: an IPv6 address made of the prefix that a router advertises.
import type { Interface, Node, State } from '../../model/lab.ts';
import { inSettingKey } from '../../model/setting-key.ts';
import { onceFor } from '../../once-for.ts';
import { carryAsked, endsAsking } from '../answering.ts';
import type { KernelSetting, Kind, Lowering } from '../kind.ts';
import { slaacPrefixLength } from './rules/slaac-prefix-length.ts';
import { slaacWithoutRouter } from './rules/slaac-without-router.ts';

const name = 'slaac';

const reason = {
  host: {
    en: 'The kernel makes itself an address of the prefix that a router advertises (1), and takes the router for its default route.',
    'zh-CN': '内核用路由器通告的前缀为自己生成地址（1），并把该路由器作为默认路由。',
  },
  router: {
    en: 'A router does not listen to the advertisements of others, unless it is told to (2).',
    'zh-CN': '路由器默认不理会其他路由器的通告，除非明确要求（2）。',
  },
};

/** The bridge of a switch is no host of the segment that it makes. */
const deaf = {
  en: 'A switch is no host: it makes itself no address.',
  'zh-CN': '交换机不是主机，不给自己生成地址。',
};

const asked = ({ asks = [] }: Interface) => asks.find(({ by }) => by === name);

/** The segments on which somebody asks. */
const segmentsOf = onceFor(
  (state: State) => new Set(endsAsking(state, name).map(({ device: { segment } }) => segment)),
);

function settings({ interfaces, forward, netns }: Node, { state }: Lowering): KernelSetting[] {
  return interfaces.flatMap((device): KernelSetting[] => {
    const key = `net.ipv6.conf.${inSettingKey(device.name)}.accept_ra`;
    const at = asked(device)?.at;
    if (at !== undefined) {
      if (forward) return [{ key, value: '2', reason: reason.router, at, dev: device.name }];
      // So it is in a fresh namespace, unless the machine says otherwise (net.core.devconf_inherit_init_net).
      return [{ key, value: '1', reason: reason.host, at, dev: device.name, isCare: true }];
    }
    if (netns === null || device.role !== 'bridge' || !segmentsOf(state).has(device.segment)) return [];
    return [{ key, value: '0', reason: deaf, at: device.at, dev: device.name, isCare: true }];
  });
}

export const slaacKind: Kind = {
  place: {
    name,
    family: 6,
    summary: 'The kernel makes itself an IPv6 address of the prefix that a router on the segment advertises.',
  },
  settings,
  carry: carryAsked(name),
  badge: (device) => (asked(device) === undefined ? [] : [name]),
  rules: [slaacPrefixLength, slaacWithoutRouter],
};
