// A macvlan: another interface with a MAC address of its own on an interface that stands already.

import { defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import { groupBy } from '../../group-by.ts';
import { carriedLinks, readableName } from '../../model/interfaces.ts';
import type { Link, State } from '../../model/lab.ts';
import { onceFor } from '../../once-for.ts';
import type { Wire } from '../../prediction/carry.ts';
import type { Rule } from '../../rules/rule.ts';
import type { Kind } from '../kind.ts';
import type { LinkKind } from '../link-kind.ts';

const macvlan: LinkKind = {
  name: 'macvlan',
  summary: 'An interface with a MAC address of its own, carried by the interface at the second end.',
  type: 'macvlan',
  options: {
    mode: {
      summary:
        'How the children of one parent talk to each other: `bridge` (the default here), `private`, `vepa`, `passthru`.',
      pattern: /^(bridge|private|vepa|passthru)$/,
      example: 'bridge',
    },
  },
  secondEnd: 'parent',
  reason: {
    en: 'A macvlan shares the cable of its parent under a MAC address of its own; parent and child do not hear each other.',
    'zh-CN': 'macvlan 以自己的 MAC 地址共用父接口的网线；父接口和子接口之间互相听不到。',
  },
  lower(link, [child, parent]) {
    return {
      netns: child.netns,
      dev: child.interface.name,
      type: 'macvlan',
      words: ['mode', link.options['mode'] ?? 'bridge'],
      up: false,
      parent: { netns: parent.netns, dev: { is: 'interface', name: parent.interface.name } },
      ...(child.interface.mtu === undefined ? {} : { mtu: child.interface.mtu }),
      ...(child.interface.mac === undefined ? {} : { mac: child.interface.mac }),
    };
  },
};

const report = defineDiagnostic('parent-not-shared', 'link that must be alone on its parent, beside another');

/** macvlan_common_newlink() of drivers/net/macvlan.c refuses another one on a port in mode passthru, and that mode beside another. */
const isAlone = ({ kind, options }: Link): boolean => kind === macvlan.name && options['mode'] === 'passthru';

/** Reports the later links of each interface that carries one which must be alone. */
const parentNotShared: Rule = ({ state }) => {
  const byCarrier = groupBy(carriedLinks(state), ({ carrier }) => carrier);
  return [...byCarrier.values()].flatMap((all) => {
    const alone = all.find(({ link }) => isAlone(link));
    const [first, ...later] = all;
    if (alone === undefined || first === undefined) return [];
    return later.map(({ link, carrier }) =>
      report({
        at: link.at,
        label: `${readableName(carrier)} carries another link already`,
        related: [{ at: first.link.at, label: 'this one' }],
        help: `take one of the two away, or the mode by which ${readableName(alone.child)} must be alone`,
      }),
    );
  });
};

/** Macvlans, each with what carries it and its mode. */
const carried = onceFor(
  (state: State) =>
    new Map(
      carriedLinks(state)
        .filter(({ link }) => link.kind === macvlan.name)
        .map(({ child, carrier, link }) => [child, { carrier, mode: link.options['mode'] ?? 'bridge' }] as const),
    ),
);

/** Parent and child never hear each other, and of children those alone whose modes are `bridge` (macvlan_queue_xmit(), macvlan_handle_frame() of drivers/net/macvlan.c). */
const stops: NonNullable<Wire['stops']> = (state, from, at, to) => {
  const [one, other] = [from, to].map((each) => {
    const child = each && carried(state).get(each);
    return child?.carrier === at ? child : undefined;
  });
  if (one !== undefined ? to === undefined : from === undefined && other !== undefined)
    return `${readableName(at)} and the macvlans on it do not hear each other`;
  return one === undefined || other === undefined || (one.mode === 'bridge' && other.mode === 'bridge')
    ? undefined
    : `macvlans of ${readableName(at)} in modes ${one.mode} and ${other.mode} do not hear each other`;
};

export const macvlanKind: Kind = { links: [macvlan], rules: [parentNotShared], wire: { stops } };
