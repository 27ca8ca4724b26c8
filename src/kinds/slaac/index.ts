// `slaac` at the end of a cable: an IPv6 address made of the prefix that a router advertises.

import { leadsOn } from '../../model/interfaces.ts';
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

/** Who does not ask is told of it, for the kernel listens by itself; and a route of the lab would end when the advertisement does that names its prefix. */
const deaf = {
  en: 'Who does not ask listens to no router, and has the addresses and routes of the lab alone.',
  'zh-CN': '没有要求的一端不听路由器的通告，只有实验里写明的地址和路由。',
};

const asked = ({ asks = [] }: Interface) => asks.find(({ by }) => by === name);

/** The segments on which somebody asks. */
const segmentsOf = onceFor(
  (state: State) => new Set(endsAsking(state, name).map(({ device: { segment } }) => segment)),
);

function settings({ interfaces, forward }: Node, { state }: Lowering): KernelSetting[] {
  return interfaces.flatMap((device): KernelSetting[] => {
    const key = `net.ipv6.conf.${inSettingKey(device.name)}.accept_ra`;
    const at = asked(device)?.at;
    if (at !== undefined) {
      if (forward) return [{ key, value: '2', reason: reason.router, at, dev: device.name }];
      // So it is in a fresh namespace, unless the machine says otherwise (net.core.devconf_inherit_init_net).
      return [{ key, value: '1', reason: reason.host, at, dev: device.name, isCare: true }];
    }
    if (forward || !leadsOn(device) || !segmentsOf(state).has(device.segment)) return [];
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
