// Macvlan and ipvlan: another interface on one that stands already, with a MAC address of its own, or with addresses alone.

import { formatCidr } from '../../address.ts';
import { defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import { groupBy } from '../../group-by.ts';
import {
  addressesOf,
  bridgeOf,
  type Carried,
  carriedLinks,
  isUplink,
  linkAt,
  readableName,
  valuePlace,
} from '../../model/interfaces.ts';
import type { Interface, State } from '../../model/lab.ts';
import { onceFor } from '../../once-for.ts';
import type { Wire } from '../../prediction/carry.ts';
import type { Rule } from '../../rules/rule.ts';
import type { Kind } from '../kind.ts';
import type { LinkKind, LinkOption } from '../link-kind.ts';
import { shownInDetail } from '../link-type.ts';

/** A kind of links whose second end is the interface that carries them. */
const carried = (
  said: Pick<LinkKind, 'name' | 'summary' | 'reason'> & Partial<LinkKind>,
  mode: LinkOption,
): LinkKind => ({
  type: said.name,
  options: { mode },
  secondEnd: 'parent',
  lower: (link, [{ netns, interface: own }, parent]) => ({
    ...{ netns, dev: own.name, type: said.name, words: ['mode', link.options['mode'] ?? mode.example], up: false },
    parent: {
      netns: parent.netns,
      dev: isUplink(link.ends[1]) ? { is: 'uplink' } : { is: 'interface', name: parent.interface.name },
    },
    ...(own.mtu === undefined ? {} : { mtu: own.mtu }),
    ...(own.mac === undefined ? {} : { mac: own.mac }),
  }),
  ...said,
});

const macvlan = carried(
  {
    name: 'macvlan',
    summary: 'An interface with a MAC address of its own, carried by the interface at the second end.',
    reason: {
      en: 'A macvlan shares the cable of its parent under a MAC address of its own; parent and child do not hear each other.',
      'zh-CN': 'macvlan 以自己的 MAC 地址共用父接口的网线；父接口和子接口之间互相听不到。',
    },
  },
  {
    summary:
      'How the children of one parent talk to each other: `bridge` (the default here), `private`, `vepa`, `passthru`.',
    pattern: /^(bridge|private|vepa|passthru)$/,
    example: 'bridge',
  },
);

const ipvlan = carried(
  {
    name: 'ipvlan',
    summary:
      'An interface with addresses of its own and the MAC address of the interface at the second end, which carries it.',
    isApart: ({ mode = 'l2' }) => mode !== 'l2',
    reason: {
      en: 'An ipvlan shares the cable and the MAC address of its parent: a packet is handed to the child that has its IP address. Parent and child do not hear each other.',
      'zh-CN': 'ipvlan 共用父接口的网线和 MAC 地址：数据包交给拥有目的 IP 地址的子接口。父接口和子接口之间互相听不到。',
    },
  },
  {
    summary:
      'How the children of one parent reach others: `l2` (the default) as if each were on its cable; `l3` by the routes of the node that the parent is in, without ARP or broadcasts; `l3s` like that, and through the firewall of this node.',
    pattern: /^l(2|3|3s)$/,
    example: 'l2',
  },
);

const notShared = defineDiagnostic('parent-not-shared', 'link that must be alone on its parent, beside another');
const addressTaken = defineDiagnostic('address-under-passthru', 'address at an interface whose frames a macvlan takes');
const twoModes = defineDiagnostic('ipvlan-modes', 'ipvlan of another mode than the one beside it');
const macOfParent = defineDiagnostic('mac-of-parent', 'MAC address for an interface that has that of its parent');

const modeOf = ({ link: { kind, options } }: Carried): string => options['mode'] ?? (kind === ipvlan.name ? 'l2' : '');

/** macvlan_common_newlink() of drivers/net/macvlan.c refuses another one on a port in mode passthru, and that mode beside another. */
const isAlone = (one: Carried): boolean => one.link.kind === macvlan.name && modeOf(one) === 'passthru';

/** Reports the later links of each interface that carries one which must be alone, or one of the other kind, for which the kernel has one hand on it (netdev_rx_handler_register()), or of another mode (ipvlan_set_port_mode()). */
const besideEachOther: Rule = ({ state }) =>
  [...groupBy(carriedLinks(state), ({ carrier }) => carrier).values()].flatMap((all) => {
    const alone = all.find(isAlone);
    const [first, ...later] = all;
    if (first === undefined) return [];
    return later.flatMap((one) => {
      const { link, child, carrier } = one;
      const name = readableName(carrier);
      const related = [{ at: first.link.at, label: 'this one' }];
      const label = `${name} carries another link already`;
      if (alone !== undefined) {
        const help = `take one of the two away, or the mode by which ${readableName(alone.child)} must be alone`;
        return notShared({ at: link.at, label, related, help });
      }
      if (link.kind !== first.link.kind)
        return notShared({ at: link.at, label, related, help: `write \`kind: ${first.link.kind}\` at both` });
      if (link.kind !== ipvlan.name || modeOf(one) === modeOf(first)) return [];
      const at = (child.options['mode'] ?? child.options['kind'])?.at ?? link.at;
      const told = `turns all children of ${name} to ${modeOf(one)}`;
      return twoModes({ at, label: told, related, help: `write \`mode: ${modeOf(first)}\` at both` });
    });
  });

/** Reports the addresses of what carries a macvlan of mode passthru, which takes all that comes but for broadcasts (macvlan_handle_frame()); an uplink has those of the machine. */
const addressUnder: Rule = ({ state }) =>
  carriedLinks(state)
    .filter(isAlone)
    .flatMap(({ child, carrier }) => {
      const [taker, name] = [readableName(child), readableName(carrier)];
      if (carrier.isUplink) {
        const at = (child.options['mode'] ?? child).at;
        return [
          addressTaken({ at, label: `the machine would get nothing more by ${name}`, help: 'write `mode: bridge`' }),
        ];
      }
      return addressesOf([carrier]).map(({ cidr, at }) =>
        addressTaken({
          ...{ at, label: `${taker} takes what is sent to it` },
          help: `give ${formatCidr(cidr)} to ${taker}, or write \`mode: bridge\``,
        }),
      );
    });

/** Reports each ipvlan with a MAC address (ipvlan_link_new() of drivers/net/ipvlan/ipvlan_main.c takes that of the parent). */
const macGiven: Rule = ({ state }) =>
  carriedLinks(state).flatMap(({ link: { kind }, child, carrier }) => {
    if (kind !== ipvlan.name || child.mac === undefined) return [];
    const label = `${readableName(child)} has that of ${readableName(carrier)}`;
    return macOfParent({ at: valuePlace(child, 'mac'), label, help: 'take it out, or write `kind: macvlan`' });
  });

/** The children, each with what carries it, and the mode by which children hear each other: all ipvlans do. */
const children = onceFor(
  (state: State) =>
    new Map(
      carriedLinks(state).map((one) => {
        const mode = one.link.kind === ipvlan.name ? 'bridge' : (one.link.options['mode'] ?? 'bridge');
        return [one.child, { carrier: one.carrier, mode, kind: one.link.kind }] as const;
      }),
    ),
);

/** The port at the far end of its cable sends frames back by which they came; an isolated one does not (br_skb_isolated()). */
function isReflected(state: State, carrier: Interface): boolean {
  const far = linkAt(state, carrier)?.far;
  const isIsolated = far?.options['isolated']?.value === 'true';
  return far?.options['hairpin']?.value === 'true' && !isIsolated && bridgeOf(state, far)?.up === true;
}

/**
 * Parent and child do not hear each other, and of children those alone whose modes are `bridge`, unless the switch sends back what it gets:
 * then all do, but for two children of which one is `private`, and a parent that such a child asks (macvlan_queue_xmit(), macvlan_handle_frame()
 * of drivers/net/macvlan.c, ipvlan_queue_xmit() of drivers/net/ipvlan/ipvlan_core.c).
 */
const stops: NonNullable<Wire['stops']> = (state, from, at, to, isForAll) => {
  const [one, other] = [from, to].map((each) => {
    const child = each && children(state).get(each);
    return child?.carrier === at ? child : undefined;
  });
  const isSentBack = (one ?? other)?.kind === macvlan.name && isReflected(state, at);
  if (one !== undefined ? to === undefined : from === undefined && other !== undefined)
    return isSentBack && !(isForAll && one?.mode === 'private')
      ? undefined
      : `${readableName(at)} and what it carries do not hear each other`;
  const modes = [one?.mode, other?.mode];
  return modes.includes(undefined) ||
    modes.every((mode) => mode === 'bridge') ||
    (isSentBack && !modes.includes('private'))
    ? undefined
    : `macvlans of ${readableName(at)} in modes ${modes.join(' and ')} do not hear each other`;
};

/** The nodes of ipvlans of mode l3s, and those of their parents. */
const nodesApart = onceFor(
  (state: State) =>
    new Set(carriedLinks(state).flatMap((one) => (modeOf(one) === 'l3s' ? [one.child.node, one.carrier.node] : []))),
);

/** Nobody models here how the firewall of the parent's node meets what goes to its children. */
const carry: NonNullable<Kind['carry']> = ({ name }, state) =>
  nodesApart(state).has(name)
    ? {
        unknown: {
          en: 'has an ipvlan of mode l3s, which hands what comes in through a firewall',
          'zh-CN': '有 l3s 模式的 ipvlan，进来的数据包要经过防火墙',
        },
      }
    : {};

export const macvlanKind: Kind = {
  links: [macvlan, ipvlan],
  carry,
  wire: { stops },
  linkTypes: [macvlan, ipvlan].map(({ name }) => ({ name, question: shownInDetail(name) })),
  rules: [besideEachOther, addressUnder, macGiven],
};
