// A bond: several cables that are one interface.
import { hasSignal, interfacesOf, linkAt, masterOf, portsOf } from '../../model/interfaces.ts';
import type { Interface, State } from '../../model/lab.ts';
import { inside, ip } from '../../plan/command.ts';
import { linkKey, type Resource, resourceOf, withinNetns } from '../../plan/resource.ts';
import { noun } from '../../plan/things.ts';
import type { Wire } from '../../prediction/carry.ts';
import type { Lowering } from '../kind.ts';
import type { LinkType } from '../link-type.ts';
import type { DeviceKind } from './device-kind.ts';

const reasons = {
  bond: {
    en: 'A bond makes one interface of several: whichever cable carries the packets, addresses and routes stay with the bond.',
    'zh-CN': 'bond 把几个接口合成一个：不管数据包走哪根网线，地址和路由都属于 bond。',
  },
  port: {
    en: 'An interface becomes a port of a bond while it is down. It has the MAC address of the bond then, and no address of its own.',
    'zh-CN': '接口必须在关闭时加入 bond。加入后它使用 bond 的 MAC 地址，自己没有 IP 地址。',
  },
  primary: {
    en: 'The bond uses this port whenever it can, and goes back to it when its signal is back.',
    'zh-CN': '只要这个端口可用，bond 就用它；它的信号恢复后，也会切换回来。',
  },
};

export const bond: DeviceKind = {
  name: 'bond',
  summary: 'A bond: its `ports` are one interface, with one address, which works as long as one of them does.',
  options: {
    mode: {
      summary: 'How the ports share the work: `active-backup` (the default) uses one at a time.',
      pattern: /^(?:active-backup|802\.3ad|balance-(?:rr|xor|tlb|alb)|broadcast)$/,
      example: 'active-backup',
    },
    primary: {
      summary: 'Of `active-backup`: the port that is used whenever it can be.',
      pattern: /^[A-Za-z]/,
      example: 'eth0',
    },
    miimon: {
      summary: 'After how many milliseconds the bond looks again whether its ports have a signal. The default is 100.',
      pattern: /^[1-9]\d{0,5}$/,
      example: '100',
    },
  },
  reason: reasons.bond,
  // bond_enslave() of drivers/net/bonding/bond_main.c.
  ports: { as: 'bond', refuses: ['bridge', 'bond', 'vrf'], reason: reasons.port },
  words: ({ mode = 'active-backup', miimon = '100' }) => ['mode', mode, 'miimon', miimon],
};

/** The port that a bond prefers, named as its ports are: by the interface, or by the node that its cable leads to. */
export function primaryOf(state: State, bond: Interface): string | undefined {
  const wanted = bond.options['primary']?.value;
  const towards = portsOf(state, bond).filter((port) => linkAt(state, port)?.far.node === wanted);
  return towards.length === 1 ? towards[0]?.name : wanted;
}

/** `active-backup` and `primary eth0` at a bond. */
export const badgesOf = ({ role, options: { mode, primary } }: Interface): readonly string[] =>
  role === 'bond'
    ? [mode?.value ?? 'active-backup', ...(primary === undefined ? [] : [`primary ${primary.value}`])]
    : [];

const file = (dev: string, name: string): string => `/sys/class/net/${dev}/bonding/${name}`;

/** A bond is asked for what a look at the links does not tell. */
export const bondType: LinkType = {
  name: bond.name,
  noun: noun('bond', 'bonds', '个 bond'),
  module: 'bonding max_bonds=0',
  // bond_enslave() of drivers/net/bonding/bond_main.c: what is up becomes no leg; it sets its legs up as they come, and down as they go.
  ports: { comeDown: true },
  question: (netns, dev) => ({
    ask: inside(netns, 'cat', file(dev, 'primary'), file(dev, 'miimon')).argv.map(String),
  }),
};

/** The primary ports of bonds: each has to be a port before. */
export const lowerPrimaries = ({ state }: Lowering): Resource[] =>
  interfacesOf(state).flatMap((bond) => {
    const { node, name: dev, role, options } = bond;
    const primary = role === 'bond' ? options['primary'] : undefined;
    const port = primary && primaryOf(state, bond);
    if (primary === undefined || port === undefined) return [];
    const netns = state.nodes.get(node)?.netns ?? null;
    return resourceOf({
      key: `primary ${linkKey(netns, dev)}`,
      netns,
      within: [linkKey(netns, dev), ...withinNetns(netns)],
      make: [ip(netns, 'link', 'set', dev, 'type', 'bond', 'primary', port)],
      undo: [inside(netns, 'sh', '-c', `echo > ${file(dev, 'primary')}`)],
      reason: reasons.primary,
      at: primary.at,
    });
  });

/** A partner that speaks LACP is a bond of the same mode. */
const hasPartner = (state: State, port: Interface): boolean => {
  const far = linkAt(state, port)?.far;
  const master = far && masterOf(state, far);
  return master?.role === 'bond' && master.options['mode']?.value === '802.3ad';
};

/**
 * Of `active-backup`, all ports but one: the primary, else the first that has a signal (bond_find_best_slave() of drivers/net/bonding/bond_main.c). Without a partner
 * that speaks LACP, each port of `802.3ad` is a group of its own, of which one is used (ad_agg_selection_logic() of drivers/net/bonding/bond_3ad.c).
 */
export function isIdle(state: State, port: Interface, master: Interface): boolean {
  const { role, options } = master;
  const mode = options['mode']?.value ?? 'active-backup';
  const isOne = mode === 'active-backup' || (mode === '802.3ad' && !hasPartner(state, port));
  if (role !== 'bond' || !isOne) return false;
  const ports = portsOf(state, master).filter((each) => hasSignal(state, each));
  const wanted = primaryOf(state, master);
  return (ports.find(({ name }) => name === wanted) ?? ports[0]) !== port;
}

/** What comes in by one leg of a bond is for the bond, and goes out by no other (bond_handle_frame() of drivers/net/bonding/bond_main.c). */
export const legToLeg: NonNullable<Wire['stops']> = (_state, from, at, to) =>
  at.role === 'bond' &&
  from?.master === at.name &&
  to?.master === at.name &&
  from.node === at.node &&
  to.node === at.node
    ? `${at.node}:${at.name} hands nothing on from one of its ports to another`
    : undefined;

/** Of bonds that share out what comes in, too, the other end decides by which port it comes: one may not take it (bond_alb.c). */
export const unsure: NonNullable<Wire['unsure']> = ({ role, node, name, options: { mode } }) =>
  role === 'bond' && /^balance-[at]lb$/.test(mode?.value ?? '')
    ? {
        en: `by which port of ${node}:${name} what comes in is taken depends on its other end`,
        'zh-CN': `${node}:${name} 从哪个端口接收，取决于它的另一端`,
      }
    : undefined;
