// Namespaces, bridges and cables to resources: each interface made in its place, under its last name.

import { linkKindNamed, linkTypeNamed, nodeKindNamed } from '../../kinds/kinds.ts';
import type { LinkEnd, LinkKind, NewLink } from '../../kinds/link-kind.ts';
import type { LinkType } from '../../kinds/link-type.ts';
import { fingerprint } from '../../model/fingerprint.ts';
import { endsOf, interfacesOf, isUplink, masterOf, ownBridgeOf } from '../../model/interfaces.ts';
import type { Interface, Link, Netns, Node, State } from '../../model/lab.ts';
import { type Command, command, commandLine, ip, type Word } from '../command.ts';
import * as netTools from '../net-tools.ts';
import { reasons } from '../reasons.ts';
import {
  type Claim,
  linkKey,
  type Need,
  netnsKey,
  portKey,
  type Resource,
  resourceOf,
  withinNetns,
} from '../resource.ts';
import { things } from '../things.ts';

/** A namespace each. */
export function lowerNamespaces({ nodes }: State): Resource[] {
  return [...nodes.values()].flatMap((node): Resource[] => {
    const { netns, at, kind } = node;
    const made = nodeKindNamed(kind)?.namespace;
    if (netns === null || made === undefined) return [];
    return [
      resourceOf({
        key: netnsKey(netns),
        netns: null,
        make: [{ ...command('ip', 'netns', 'add', netns), older: netTools.namespace }],
        undo: [{ ...command('ip', 'netns', 'delete', netns), older: netTools.namespace }],
        reason: made.reason,
        at,
        claims: [{ is: 'namespace', name: netns }],
        thing: { ...things.namespace, name: netns },
      }),
    ];
  });
}

const setState = (netns: Netns, dev: string, up: boolean): Command => ({
  ...ip(netns, 'link', 'set', dev, up ? 'up' : 'down'),
  older: netTools.setUp(netns, dev, up),
});

const setMaster = (netns: Netns, dev: string, master: string): Command => ({
  ...ip(netns, 'link', 'set', dev, 'master', master),
  older: netTools.setMaster(netns, dev, master),
});

/** The loopback interface of each namespace: up. */
export function lowerLoopbacks({ nodes }: State): Resource[] {
  return [...nodes.values()].flatMap(({ netns, at }): Resource[] => {
    if (netns === null) return [];
    return [
      resourceOf({
        key: linkKey(netns, 'lo'),
        netns,
        within: [netnsKey(netns)],
        make: [setState(netns, 'lo', true)],
        undo: [],
        reason: reasons.loopback,
        at,
      }),
    ];
  });
}

function hardware({ mtu, mac }: { readonly mtu?: number; readonly mac?: string }): Word[] {
  return [...(mtu === undefined ? [] : ['mtu', String(mtu)]), ...(mac === undefined ? [] : ['address', mac])];
}

/** The command that makes a pair of interfaces, or one that needs no other. */
function addCommand({ netns, dev, type, words, master, up, peer, ...own }: NewLink): Command {
  return ip(
    netns,
    ...['link', 'add', dev, ...hardware(own)],
    ...(master === undefined ? [] : ['master', master]),
    ...(up ? ['up'] : []),
    ...['type', type, ...words],
    ...(peer === undefined ? [] : ['peer', 'name', peer.dev]),
    ...(peer === undefined || peer.netns === null ? [] : ['netns', peer.netns]),
    ...(peer === undefined ? [] : hardware(peer)),
  );
}

/** A name that nothing bears in the namespace of the parent, where a link for another one is made. */
function passingName({ netns, dev }: NewLink): string {
  const name = `${netns ?? 'host'}-${dev}`;
  return name.length <= 15 ? name : `ng${fingerprint(name).slice(0, 10)}`;
}

/** The commands for a carried interface. Linux before 6.13 looks for its name in the namespace that asks (rtnl_newlink()), and refuses one that is there. */
function addCarried(link: NewLink, parent: NonNullable<NewLink['parent']>): Command[] {
  const { netns, dev, type, words } = link;
  const away = netns !== parent.netns;
  const born = away ? passingName(link) : dev;
  const add = ip(
    parent.netns,
    ...[
      'link',
      'add',
      born,
      'link',
      parent.dev.is === 'uplink' ? ({ is: 'uplink', first: true } as const) : parent.dev.name,
    ],
    ...(away ? ['netns', netns ?? '1'] : []),
    ...hardware(link),
    ...['type', type, ...words],
  );
  return [add, ...(away ? [ip(netns, 'link', 'set', born, 'name', dev)] : [])];
}

function olderAdd(link: NewLink) {
  const { netns, dev, type, master, up, peer, ...rest } = link;
  const own = linkTypeNamed(type)?.older?.make(netns, dev, up);
  if (own !== undefined) return own;
  if (master === undefined) return netTools.cable;
  const bare = addCommand({ ...rest, netns, dev, type, up: false, ...(peer === undefined ? {} : { peer }) });
  return netTools.addPort(commandLine(bare), netns, dev, master, up);
}

function makeCommands(link: NewLink): Command[] {
  const { netns, dev, alias, parent } = link;
  const make =
    parent === undefined
      ? [{ ...addCommand(link), older: olderAdd(link) }]
      : addCarried(link, parent).map((each) => ({ ...each, older: netTools.cable }));
  return [...make, ...(alias === undefined ? [] : [ip(netns, 'link', 'set', dev, 'alias', alias)])];
}

function setHardware(prefix: string, end: NonNullable<NewLink['peer']>): Record<string, Command> {
  const { netns, dev, mtu, mac } = end;
  const set = (...words: readonly string[]) => ip(netns, 'link', 'set', dev, ...words);
  return {
    ...(mtu === undefined
      ? {}
      : { [`${prefix}mtu`]: { ...set('mtu', String(mtu)), older: netTools.setMtu(netns, dev, mtu) } }),
    ...(mac === undefined
      ? {}
      : { [`${prefix}address`]: { ...set('address', mac), older: netTools.setMac(netns, dev, mac) } }),
  };
}

function settable(link: NewLink, alone: boolean): NonNullable<Resource['set']> {
  const { netns, dev, type, words, parent, peer, alias, master, up } = link;
  const changed = linkTypeNamed(type)?.change?.(netns, dev, words);
  return {
    fixed: JSON.stringify([type, changed === undefined && words, parent, peer?.netns, peer?.dev, alias]),
    commands: {
      ...(changed && { words: { ...changed, older: netTools.cable } }),
      ...setHardware('', link),
      ...(peer === undefined ? {} : setHardware('peer ', peer)),
      ...(master !== undefined && { master: setMaster(netns, dev, master) }),
      ...((master !== undefined || alone) && { state: setState(netns, dev, up) }),
    },
    reason: reasons.linkChange,
  };
}

type Told = Pick<Resource, 'reason' | 'at' | 'places'>;

function claimsOf({ netns, dev, peer }: NewLink): Claim[] {
  const ends = [{ netns, dev }, ...(peer === undefined ? [] : [peer])];
  return ends.flatMap((end) => (end.netns === null ? [{ is: 'link', name: end.dev } as const] : []));
}

function needsOf({ type, parent }: NewLink): Need[] {
  const { isEverywhere, leastWords = [], module } = linkTypeNamed(type) ?? {};
  const types: Need[] = [
    ...(module === undefined ? [] : [{ is: 'module', name: module } as const]),
    ...(isEverywhere ? [] : [{ is: 'link type', name: [type, ...leastWords].join(' ') } as const]),
  ];
  // An interface that carries another one is the lab's own.
  return parent?.dev.is === 'uplink' ? [...types, { is: 'uplink' }] : types;
}

function nounOf({ type, peer, dev }: NewLink): NonNullable<Resource['thing']> {
  const noun = linkTypeNamed(type)?.noun;
  if (noun !== undefined) return { ...noun, name: dev };
  return peer === undefined ? things.interface : things.cable;
}

/** `alone`: its state is set with it, and not once it has addresses. */
function linkResource(link: NewLink, told: Told, carrier: readonly string[] = [], alone = false): Resource {
  const { netns, dev, peer, type, within = [], after = [] } = link;
  const homes = [...withinNetns(netns), ...(peer === undefined ? [] : withinNetns(peer.netns))];
  const known = linkTypeNamed(type);
  const older = known?.older?.undo(netns, dev) ?? netTools.cable;
  const question = known?.question?.(netns, dev, link.words);
  return {
    key: linkKey(netns, dev),
    ...(peer === undefined ? {} : { alsoKeys: [linkKey(peer.netns, peer.dev)] }),
    netns,
    within: [...homes, ...carrier, ...within],
    after,
    make: makeCommands(link),
    undo: [{ ...ip(netns, 'link', 'delete', dev), older }],
    get set() {
      return settable(link, alone);
    },
    claims: claimsOf(link),
    needs: needsOf(link),
    thing: nounOf(link),
    ...(question && { question }),
    ...told,
  };
}

/** A network card of the machine. What is set on it is as it was before when it comes back: the scripts see to that. */
function lowerCard(
  netns: Netns,
  dev: string,
  { mtu, mac }: { readonly mtu: number | undefined; readonly mac: string | undefined },
  told: Told,
): Resource[] {
  if (netns === null) return [];
  const set = setHardware('', { netns, dev, ...(mtu !== undefined && { mtu }), ...(mac !== undefined && { mac }) });
  return [
    resourceOf({
      key: linkKey(netns, dev),
      netns,
      within: withinNetns(netns),
      make: [ip(null, 'link', 'set', dev, 'netns', netns), ...Object.values(set)],
      undo: [ip(netns, 'link', 'set', dev, 'netns', '1')],
      set: { fixed: '', commands: set, reason: reasons.linkChange },
      needs: [{ is: 'card', name: dev }],
      thing: { ...things.interface, name: dev },
      ...told,
    }),
  ];
}

/** Interfaces that are no end of a cable: those that stand on another one, or the rest. */
function lowerDevices({ nodes }: State, onParents: boolean): Resource[] {
  return [...nodes.values()].flatMap(({ netns, interfaces }) =>
    interfaces.flatMap(
      ({ name: dev, device: made, up, mtu, mac, at, optionsAt: places, standsForNode, parent: on }) => {
        if (made === undefined || (on !== undefined) !== onParents) return [];
        if (made.isMoved) return lowerCard(netns, dev, { mtu, mac }, { reason: made.reason, at, places });
        const { type, words, reason } = made;
        const told = { reason, at, places };
        const base = { netns, dev, ...(mac === undefined ? {} : { mac }) };
        const sized = { ...base, ...(mtu === undefined ? {} : { mtu }) };
        // VXLAN has a word of its own for it.
        const parent = on &&
          made.remotes === undefined && { netns, dev: { is: 'interface' as const, name: on.interface } };
        const rest = { type, words, up: standsForNode === true && up, ...(parent && { parent }) };
        const carrier = on ? [linkKey(netns, on.interface)] : [];
        const link = linkResource({ ...sized, ...rest }, told, carrier, standsForNode);
        if (linkTypeNamed(type)?.mtuFollowsPorts === undefined || mtu === undefined) return [link];
        const set = Object.values(setHardware('', { netns, dev, mtu }));
        return [{ ...link, make: [...makeCommands({ ...base, ...rest }), ...set] }];
      },
    ),
  );
}

/** True of a cable's end that comes up as it is made, as a port of the bridge that the node is for. */
const isPlugged = (node: Node, { master }: Interface): boolean =>
  master !== undefined && ownBridgeOf(node)?.name === master;

function endOf({ nodes }: State, end: Interface | undefined): LinkEnd {
  if (end === undefined) throw new Error('a resolved link has no end');
  const node = nodes.get(end.node);
  const { master } = end;
  return {
    netns: node?.netns ?? null,
    interface: end,
    ...(node && master !== undefined && isPlugged(node, end) && { master }),
  };
}

/** From where a link is made: from the machine if an end is there, so that the scripts can mark it; else from a bridge. */
function makingOrder(ends: readonly [LinkEnd, LinkEnd]): readonly [LinkEnd, LinkEnd] {
  const [first, second] = ends;
  const rank = (end: LinkEnd) => (end.netns === null ? 0 : end.master !== undefined ? 1 : 2);
  return rank(second) < rank(first) ? [second, first] : ends;
}

/** Something that is set on an interface which stands; it goes with that. */
function completing(what: string, netns: Netns, dev: string, set: Record<string, Command>, told: Told): Resource {
  const link = linkKey(netns, dev);
  return resourceOf({
    key: `${what} ${link}`,
    netns,
    within: [link, ...withinNetns(netns)],
    make: Object.values(set),
    undo: [],
    set: { fixed: '', commands: set },
    thing: { ...things.interface, name: dev, completes: true },
    ...told,
  });
}

/** A second end that is a port as well has to be plugged in afterwards. */
function portResources({ netns, master, interface: port }: LinkEnd): Resource[] {
  const { name: dev, up, at, optionsAt: places } = port;
  if (master === undefined) return [];
  const plugged: Command = {
    ...ip(netns, 'link', 'set', dev, 'master', master, up ? 'up' : 'down'),
    older: netTools.plugIn(netns, dev, master, up),
  };
  const set = { master: setMaster(netns, dev, master), state: setState(netns, dev, up) };
  return [{ ...completing('port', netns, dev, set, { reason: reasons.port, at, places }), make: [plugged] }];
}

/** How an interface becomes a port of this one. */
const portsOfType = ({ device }: Interface): NonNullable<LinkType['ports']> =>
  linkTypeNamed(device?.type ?? '')?.ports ?? {};

/** The ports of what a node has besides its other interfaces: each is put in, and may be taken out while both stay. */
function lowerPorts(state: State): Resource[] {
  return interfacesOf(state).flatMap((port): Resource[] => {
    const master = masterOf(state, port);
    const reason = master?.device?.portReason;
    if (master === undefined || reason === undefined) return [];
    const netns = state.nodes.get(port.node)?.netns ?? null;
    const { name: dev, at, optionsAt } = port;
    const { comeDown, older } = portsOfType(master);
    const down = comeDown ? ['down'] : [];
    const make = ip(netns, 'link', 'set', dev, ...down, 'master', master.name);
    const undo = ip(netns, 'link', 'set', dev, 'nomaster');
    return [
      resourceOf({
        key: portKey(netns, dev),
        netns,
        within: [linkKey(netns, dev), linkKey(netns, master.name), ...withinNetns(netns)],
        make: [{ ...make, older: older?.plugIn(netns, dev, master.name) ?? netTools.cable }],
        undo: [{ ...undo, older: older?.unplug(netns, dev, master.name) ?? netTools.cable }],
        reason,
        at: master.at,
        places: [at, ...optionsAt],
        thing: { ...things.port, name: dev },
      }),
    ];
  });
}

function lowerLink(state: State, link: Link, kind: LinkKind): Resource[] {
  const [one, other] = endsOf(state, link);
  const ends = [endOf(state, one), endOf(state, other)] as const;
  const places = [...link.optionsAt, ...ends.flatMap((end) => end.interface.optionsAt)];
  const told = { reason: kind.reason, at: link.at, places };
  const [first, second] = ends;
  if (kind.secondEnd === 'parent') {
    const carrier = isUplink(link.ends[1]) ? [] : [linkKey(second.netns, second.interface.name)];
    return [linkResource(kind.lower(link, ends, state), told, carrier)];
  }
  if (kind.secondEnd === 'own')
    return [ends, [second, first] as const].map((two) => linkResource(kind.lower(link, two, state), told));
  const ordered = makingOrder(ends);
  return [linkResource(kind.lower(link, ordered, state), told), ...portResources(ordered[1])];
}

/** Each after what it stands on. */
function standing(resources: readonly Resource[]): Resource[] {
  const byKey = new Map(resources.flatMap((each) => [each.key, ...(each.alsoKeys ?? [])].map((key) => [key, each])));
  const placed = new Set<Resource>();
  const place = (one: Resource) => {
    for (const key of placed.has(one) ? [] : one.within) {
      const below = byKey.get(key);
      if (below !== undefined) place(below);
    }
    placed.add(one);
  };
  for (const one of resources) place(one);
  return [...placed];
}

/** The interfaces without a cable, then the cables, in the order in which they can be made. */
export function lowerLinks(state: State): Resource[] {
  const cables = state.links.flatMap((link) => {
    const kind = linkKindNamed(link.kind);
    if (kind === undefined) throw new Error(`a resolved link has no kind: ${link.kind}`);
    return lowerLink(state, link, kind);
  });
  return [...standing([...lowerDevices(state, false), ...cables, ...lowerDevices(state, true)]), ...lowerPorts(state)];
}

function stateResource(state: State, { netns }: Node, own: Interface): Resource {
  const { name: dev, up, at, optionsAt: places } = own;
  const reason = up ? reasons.up : reasons.down;
  const resource = completing('state', netns, dev, { state: setState(netns, dev, up) }, { reason, at, places });
  const master = masterOf(state, own);
  return master && portsOfType(master).comeDown ? { ...resource, after: [portKey(netns, dev)] } : resource;
}

/** The state of the ends that did not come up with their link. */
export function lowerStates(state: State): Resource[] {
  return [...state.nodes.values()].flatMap((node) =>
    node.interfaces
      .filter((each) => each.role !== 'loopback' && !each.standsForNode && !isPlugged(node, each))
      .map((each) => stateResource(state, node, each)),
  );
}
