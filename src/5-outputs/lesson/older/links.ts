// Interfaces with ifconfig of net-tools and brctl of bridge-utils. Tried on net-tools 2.10 and bridge-utils 1.7: test/lesson/older.bats.
import type { Netns } from '../../../2-model/lab.ts';
import type { LinkAdd, LinkDelete, LinkSet, Mark } from '../../../4-plan/plan.ts';
import { shellWord } from '../../quote.ts';
import type { OlderForm } from './form.ts';

const inside = (netns: Netns, command: string): string =>
  netns === null ? command : `ip netns exec ${shellWord(netns)} ${command}`;

const ifconfig = (netns: Netns, dev: string, ...words: readonly string[]): string =>
  inside(netns, ['ifconfig', shellWord(dev), ...words].join(' '));

const brctl = (netns: Netns, ...words: readonly string[]): string =>
  inside(netns, ['brctl', ...words.map(shellWord)].join(' '));

/** What only `ip link set` can say. */
const ipLinkSet = (netns: Netns, dev: string, ...words: readonly string[]): string =>
  ['ip', ...(netns === null ? [] : ['-n', shellWord(netns)]), 'link set', shellWord(dev), ...words].join(' ');

/** What is set on an interface that stands. */
export function olderLinkSet({ netns, dev, up, mtu, mac, master, alias }: LinkSet): OlderForm {
  return {
    lines: [
      ...(alias === undefined ? [] : [ipLinkSet(netns, dev, 'alias', shellWord(alias))]),
      ...(mtu === undefined ? [] : [ifconfig(netns, dev, 'mtu', String(mtu))]),
      ...(mac === undefined ? [] : [ifconfig(netns, dev, 'hw ether', mac)]),
      ...(master === undefined ? [] : [brctl(netns, 'addif', master, dev)]),
      ...(up === undefined ? [] : [ifconfig(netns, dev, up ? 'up' : 'down')]),
    ],
    ...(alias === undefined ? {} : { lack: 'marks' }),
  };
}

/** A bridge, from nothing. */
function olderBridge({ netns, dev, up, alias, mac, mtu }: LinkAdd, mark: Mark): OlderForm {
  const set = olderLinkSet({
    do: 'link-set',
    netns,
    dev,
    ...(alias === undefined ? {} : { alias }),
    ...(mtu === undefined ? {} : { mtu }),
    ...(mac === undefined ? {} : { mac }),
    ...(up ? { up } : {}),
  });
  const group = netns === null ? [ipLinkSet(netns, dev, 'group', String(mark.group))] : [];
  return {
    lines: [brctl(netns, 'addbr', dev), ...group, ...(set.lines ?? [])],
    ...(group.length > 0 || alias !== undefined ? { lack: 'marks' } : {}),
  };
}

/**
 * A new interface. A bridge is made by brctl; a cable has to be made by ip, and only then plugged in by brctl. `today`
 * gives the lines of ip for an action.
 */
export function olderLinkAdd(action: LinkAdd, mark: Mark, today: (action: LinkAdd) => readonly string[]): OlderForm {
  const { netns, dev, master, up, ...rest } = action;
  if (action.type === 'bridge' && action.words.length === 0 && action.parent === undefined)
    return olderBridge(action, mark);
  if (master === undefined) return { lack: 'cables' };
  const lines = [
    ...today({ ...rest, netns, dev, up: false }),
    brctl(netns, 'addif', master, dev),
    ...(up ? [ifconfig(netns, dev, 'up')] : []),
  ];
  return { lines, lack: 'cables' };
}

/** The end of an interface: brctl takes away bridges that are down, and nothing else. */
export function olderLinkDelete({ netns, dev }: LinkDelete, isBridge: boolean): OlderForm {
  if (!isBridge) return { lack: 'cables' };
  return { lines: [ifconfig(netns, dev, 'down'), brctl(netns, 'delbr', dev)] };
}
