// Kernel settings to resources: those that kinds ask for, each key once in a namespace, in an order in which none overwrites another.

import { groupBy } from '../../group-by.ts';
import type { KernelSetting, Lowering } from '../../kinds/kind.ts';
import { kinds } from '../../kinds/list.ts';
import type { Interface, Netns, Node } from '../../model/lab.ts';
import { command, inside } from '../command.ts';
import { linkKey, placeName, type Resource, withinNetns } from '../resource.ts';
import { things } from '../things.ts';

/** A setting among the others of its namespace. */
interface OrderedSetting extends KernelSetting {
  /** The keys of those that overwrite it. */
  readonly after: readonly string[];
}

/** `sysctl -w`, in a namespace or on the machine. */
function settingResource(netns: Netns, setting: OrderedSetting): Resource {
  const { key, value, reason, at, places = [], dev, after, isCare } = setting;
  const set = inside(netns, 'sysctl', '-w', `${key}=${value}`);
  const keyOf = (name: string) => `sysctl ${placeName(netns)} ${name}`;
  return {
    key: keyOf(key),
    netns,
    within: [...(dev === undefined ? [] : [linkKey(netns, dev)]), ...withinNetns(netns)],
    after: after.map(keyOf),
    make: [set],
    // A namespace has a value of its own, and takes it along; the machine's was there before.
    undo: netns === null ? [command('sysctl', '-w', { is: 'before', setting: key })] : [],
    set: { fixed: '', commands: { value: set } },
    reason,
    at,
    places,
    claims: netns === null ? [{ is: 'setting', key }] : [],
    needs: [{ is: 'command', name: 'sysctl' }],
    ...(netns === null ? {} : { question: { ask: ['ip', 'netns', 'exec', netns, 'sysctl'], about: key } }),
    ...(isCare === true ? {} : { thing: { ...things.setting, name: key } }),
  };
}

/** The one of these interfaces that a key is a setting of, as in `net.ipv4.conf.eth0.rp_filter`. */
function deviceOf(interfaces: readonly Interface[], key: string): { dev?: string } {
  const [, , table = '', name = ''] = key.split('.');
  const dev = name.replaceAll('/', '.');
  return (table === 'conf' || table === 'neigh') && interfaces.some((device) => device.name === dev) ? { dev } : {};
}

/** What the kernel overwrites with a setting: inet_forward_change() of net/ipv4/devinet.c, addrconf_fixup_forwarding() of net/ipv6/addrconf.c. */
function overwritten(key: string): RegExp | undefined {
  if (key === 'net.ipv4.ip_forward') return /^net\.ipv4\.conf\.([^.]+\.forwarding|all\.accept_redirects)$/;
  const name = /^net\.ipv6\.conf\.all\.(forwarding|disable_ipv6|addr_gen_mode|ignore_routes_with_linkdown)$/.exec(
    key,
  )?.[1];
  return name === undefined ? undefined : new RegExp(`^net\\.ipv6\\.conf\\.(?!all\\.)[^.]+\\.${name}$`);
}

/** Those that overwrite others come first; each with the keys of those that overwrite it. */
function inOrder(settings: readonly KernelSetting[]): OrderedSetting[] {
  const isFirst = ({ key }: KernelSetting) => Number(overwritten(key) !== undefined);
  return settings
    .toSorted((one, other) => isFirst(other) - isFirst(one))
    .map((setting) => ({
      ...setting,
      after: settings.flatMap(({ key }) => (overwritten(key)?.test(setting.key) ? [key] : [])),
    }));
}

/** The settings of one namespace, each key once; the author's word counts. */
function settingsOf(nodes: readonly Node[], lowering: Lowering): OrderedSetting[] {
  const interfaces = nodes.flatMap((node) => node.interfaces);
  const all = nodes.flatMap((node) => kinds.flatMap((kind) => kind.settings?.(node, lowering) ?? []));
  const [implied, written] = [all.filter(({ isWritten }) => !isWritten), all.filter(({ isWritten }) => isWritten)];
  const said = new Set(written.map(({ key }) => key));
  const placed = written.map((setting) => ({ ...setting, ...deviceOf(interfaces, setting.key) }));
  // The check `setting-twice` sees to it that two who name a key mean the same.
  const settings = new Map<string, KernelSetting>();
  for (const setting of [...implied.filter(({ key }) => !said.has(key)), ...placed]) {
    if (!settings.has(setting.key)) settings.set(setting.key, setting);
  }
  return inOrder([...settings.values()]);
}

/** The kernel settings of every namespace. */
export function lowerSettings(lowering: Lowering): Resource[] {
  // Those on the machine are one group, each other node is its own.
  return [...groupBy(lowering.state.nodes.values(), ({ netns }) => netns).values()].flatMap((nodes) =>
    settingsOf(nodes, lowering).map((setting) => settingResource(nodes[0]?.netns ?? null, setting)),
  );
}
