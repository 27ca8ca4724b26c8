// Forwarding to resources: the settings of each node, and what the machine's own firewall has to let through.
import type { Localized } from '../../1-source/tutorial.ts';
import type { Family } from '../../2-model/address.ts';
import type { Interface, Netns, Node, Outlet, State } from '../../2-model/lab.ts';
import { forwardingKeys, inSettingKey } from '../../2-model/setting-key.ts';
import type { Span } from '../../diagnostics/span.ts';
import { type Command, command, inside, type Word } from '../command.ts';
import { labNames } from '../lab-names.ts';
import { overwrites, overwritingFirst } from '../overwriting.ts';
import { reasons } from '../reasons.ts';
import { linkKey, type Need, placeName, type Resource, withinNetns } from '../resource.ts';
import { things } from '../things.ts';

interface KernelSetting {
  readonly key: string;
  readonly value: string;
  readonly reason: Localized;
  readonly at: Span;
  readonly places?: readonly Span[];
  /** The interface that it is a setting of: it goes with it. */
  readonly dev?: string;
  /** The keys of those that overwrite it. */
  readonly after?: readonly string[];
  /** What every lab of the sort gets without being asked: the lesson is not about it. */
  readonly isCare?: true;
}

/** `sysctl -w`, in a namespace or on the machine. */
function settingResource(netns: Netns, setting: KernelSetting): Resource {
  const { key, value, reason, at, places = [], dev, after = [], isCare } = setting;
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

/** The families that the lab speaks on the machine's interfaces. */
function familiesOn(state: State, devices: readonly Interface[]): Family[] {
  const segments = new Set(devices.flatMap(({ segment }) => segment ?? []));
  const members = [...state.nodes.values()].flatMap(({ interfaces }) =>
    interfaces.filter(({ segment }) => segment !== undefined && segments.has(segment)),
  );
  const six = members.some(({ addresses }) => addresses.some(({ cidr }) => cidr.family === 6));
  const four = members.some(({ addresses }) => addresses.some(({ cidr }) => cidr.family === 4));
  return six && !four ? [6] : six ? [4, 6] : [4];
}

/** Interfaces of the lab by which the machine itself speaks: bridges, and ends of cables. */
function machineInterfaces({ nodes }: State): Interface[] {
  const machine = [...nodes.values()].filter(({ netns }) => netns === null);
  return machine.flatMap(({ interfaces }) => interfaces.filter(({ role }) => role !== 'port'));
}

/** The namespaces that forward in some of these states. */
export function forwardersOf(states: readonly State[]): Set<Netns> {
  const nodes = states.flatMap((state) => [...state.nodes.values()]);
  return new Set(nodes.filter(({ forward }) => forward).map(({ netns }) => netns));
}

/** A node that does not forward says so where it could (between two ends), and where another step of the lab lets it. */
function forwardingSettings(node: Node, state: State, forwarders: ReadonlySet<Netns>): KernelSetting[] {
  const { forwardAt: at } = node;
  if (node.forward) {
    // On the machine IPv6 forwarding turns router advertisements off, so it is left alone where the lab has no IPv6.
    const families: readonly Family[] = node.netns === null ? familiesOn(state, machineInterfaces(state)) : [4, 6];
    const reason = node.netns === null ? reasons.hostForwarding : reasons.forwarding;
    const spoken = familiesOn(state, node.netns === null ? machineInterfaces(state) : node.interfaces);
    return families.map((family) => ({
      ...{ key: forwardingKeys[family], value: '1', reason, at },
      ...(spoken.includes(family) ? {} : { isCare: true }),
    }));
  }
  if (node.netns === null) return [];
  const off = (family: Family) => ({ key: forwardingKeys[family], value: '0', reason: reasons.noForwarding, at });
  if (forwarders.has(node.netns)) return [off(4), off(6)];
  const ends = node.interfaces.filter(({ role }) => role === 'end');
  return ends.length < 2 ? [] : [{ ...off(4), isCare: true }];
}

/** What a router in a namespace must not take over from the machine: the larger of `all` and the interface's own counts (ip-sysctl.rst, rp_filter). */
function pathFilterSettings({ netns, forward, interfaces, forwardAt: at }: Node): KernelSetting[] {
  const ends = interfaces.filter(
    ({ role, addresses }) => role === 'end' && addresses.some(({ cidr }) => cidr.family === 4),
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

/** The one of these interfaces that a key is a setting of, as in `net.ipv4.conf.eth0.rp_filter`. */
function deviceOf(interfaces: readonly Interface[], key: string): { dev?: string } {
  const [, , table = '', name = ''] = key.split('.');
  const dev = name.replaceAll('/', '.');
  return (table === 'conf' || table === 'neigh') && interfaces.some((device) => device.name === dev) ? { dev } : {};
}

/** The nodes by the namespace that they share: those on the machine are one group, each other node is its own. */
function byNamespace({ nodes }: State): Node[][] {
  const groups = new Map<Netns, Node[]>();
  for (const node of nodes.values()) {
    const group = groups.get(node.netns);
    if (group === undefined) groups.set(node.netns, [node]);
    else group.push(node);
  }
  return [...groups.values()];
}

/** Those that overwrite others come first; each with the keys of those that overwrite it. */
function inOrder(settings: readonly KernelSetting[]): KernelSetting[] {
  return overwritingFirst(settings, ({ key }) => key).map((setting) => {
    const after = settings.map(({ key }) => key).filter((key) => overwrites(key, setting.key));
    return after.length === 0 ? setting : { ...setting, after };
  });
}

/** The settings of one namespace, each key once: forwarding, then what authors name; the author's word counts. */
function settingsOf(nodes: readonly Node[], state: State, forwarders: ReadonlySet<Netns>): KernelSetting[] {
  const interfaces = nodes.flatMap((node) => node.interfaces);
  const said = new Set(nodes.flatMap(({ sysctls }) => sysctls.map(({ key }) => key)));
  const implied = nodes.flatMap((node) => [
    ...forwardingSettings(node, state, forwarders),
    ...pathFilterSettings(node),
  ]);
  const written = nodes
    .flatMap(({ sysctls }) => sysctls)
    .map((setting) => ({ ...setting, ...deviceOf(interfaces, setting.key), reason: reasons.sysctl }));
  // The check `setting-twice` sees to it that two who name a key mean the same.
  const settings = new Map<string, KernelSetting>();
  for (const setting of [...implied.filter(({ key }) => !said.has(key)), ...written]) {
    if (!settings.has(setting.key)) settings.set(setting.key, setting);
  }
  return inOrder([...settings.values()]);
}

/** The kernel settings of every namespace; `forwarders` as in {@link forwardersOf}. */
export function lowerSysctls(state: State, forwarders: ReadonlySet<Netns>): Resource[] {
  return byNamespace(state).flatMap((nodes) =>
    settingsOf(nodes, state, forwarders).map((setting) => settingResource(nodes[0]?.netns ?? null, setting)),
  );
}

interface Passage {
  readonly in: Outlet;
  readonly out: Outlet;
  readonly answersOnly: boolean;
  readonly families: readonly Family[];
  readonly reason: Localized;
  readonly at: Span;
}

const outletName = (outlet: Outlet): string => (outlet.is === 'uplink' ? 'uplink' : outlet.name);

const device = (outlet: Outlet): Word => (outlet.is === 'uplink' ? { is: 'uplink' } : outlet.name);

/** iptables-extensions(8), "conntrack" and "comment": who comes back, and what was translated to come in. */
const answers = ['-m', 'conntrack', '--ctstate', 'RELATED,ESTABLISHED,DNAT'];

function acceptCommand(verb: '-I' | '-D', passage: Passage, family: Family, lab: string): Command {
  return command(
    ...[family === 4 ? 'iptables' : 'ip6tables', verb, 'FORWARD', '-i', device(passage.in), '-o', device(passage.out)],
    ...(passage.answersOnly ? answers : []),
    ...['-m', 'comment', '--comment', labNames(lab).comment, '-j', 'ACCEPT'],
  );
}

function outletNeed(outlet: Outlet, own: ReadonlySet<string>): Need[] {
  if (outlet.is === 'uplink') return [{ is: 'uplink' }];
  return own.has(outlet.name) ? [] : [{ is: 'interface', name: outlet.name }];
}

/** An accept at the head of the machine's own FORWARD chain: a rule outlives the interface that it names, so it ends with nothing. */
function acceptResource(passage: Passage, lab: string, own: ReadonlySet<string>): Resource {
  const { in: from, out, answersOnly, families, reason, at } = passage;
  const find = `${outletName(from)} to ${outletName(out)}${answersOnly ? ', answers' : ''}`;
  return {
    key: `accept ${find} ${families.map((family) => `ipv${family}`).join(' ')}`,
    netns: null,
    within: [],
    after: [],
    make: families.map((family) => acceptCommand('-I', passage, family, lab)),
    undo: families.map((family) => acceptCommand('-D', passage, family, lab)),
    reason,
    at,
    claims: [],
    needs: [...outletNeed(from, own), ...outletNeed(out, own)],
    thing: things.accept,
  };
}

/** The interfaces on the machine that the lab makes. */
const ownDevices = (state: State): ReadonlySet<string> =>
  new Set(
    [...state.nodes.values()].flatMap(({ netns, interfaces }) =>
      netns === null ? interfaces.map(({ name }) => name) : [],
    ),
  );

const asOutlet = ({ name }: Interface): Outlet => ({ is: 'interface', name });

/** Everything that the author's own `forward: true` on the machine opens: between the lab's interfaces, and out and in. */
function openPassages(state: State, host: Node): Passage[] {
  const devices = machineInterfaces(state);
  const pairs = devices.flatMap((from) =>
    devices.filter((to) => to !== from).map((to): [Interface, Interface] => [from, to]),
  );
  const base = { answersOnly: false, reason: reasons.acceptAll, at: host.forwardAt } as const;
  const uplink: Outlet = { is: 'uplink' };
  return [
    ...pairs.map(
      ([from, to]): Passage => ({
        ...base,
        in: asOutlet(from),
        out: asOutlet(to),
        families: familiesOn(state, [from]),
      }),
    ),
    ...devices.flatMap((device): Passage[] => {
      const families = familiesOn(state, [device]);
      return [
        { ...base, in: asOutlet(device), out: uplink, families },
        { ...base, in: uplink, out: asOutlet(device), families },
      ];
    }),
  ];
}

/** What the translations of the machine need: out what is masqueraded, in the answers and what is published. */
function translatedPassages(state: State, host: Node): Passage[] {
  const devices = machineInterfaces(state);
  const familiesOf = (name: string) =>
    familiesOn(
      state,
      devices.filter((device) => device.name === name),
    );
  return host.translations.flatMap((translation): Passage[] => {
    const inside = typeof translation.inside === 'string' ? [translation.inside] : translation.inside;
    const uplink: Outlet = { is: 'uplink' };
    const outlets =
      translation.is === 'masquerade' ? translation.out : translation.in.length === 0 ? [uplink] : translation.in;
    return inside.flatMap((name) =>
      outlets.flatMap((outlet): Passage[] => {
        const device: Outlet = { is: 'interface', name };
        const base = { families: familiesOf(name), at: translation.at } as const;
        const out: Passage = { ...base, in: device, out: outlet, answersOnly: false, reason: reasons.acceptOut };
        const back: Passage = { ...base, in: outlet, out: device, answersOnly: true, reason: reasons.acceptAnswers };
        // The answers of a published service leave by the way of everything that goes out.
        return [out, back];
      }),
    );
  });
}

/** Frames between the ports of a bridge on the machine, which br_netfilter sends through the firewall. */
function bridgedPassages(state: State): Passage[] {
  return machineInterfaces(state)
    .filter(({ role }) => role === 'bridge')
    .map((device) => {
      const outlet = asOutlet(device);
      return {
        in: outlet,
        out: outlet,
        answersOnly: false,
        families: familiesOn(state, [device]),
        reason: reasons.acceptBridged,
        at: device.at,
      };
    });
}

function unique(resources: readonly Resource[]): Resource[] {
  return [...new Map(resources.map((resource) => [resource.key, resource])).values()];
}

/** What goes through the firewall of the machine only inside its bridges. */
export function lowerBridged(state: State, lab: string): Resource[] {
  const own = ownDevices(state);
  return bridgedPassages(state).map((passage) => acceptResource(passage, lab, own));
}

/** What the machine forwards, and its firewall has to let through. */
export function lowerPassages(state: State, lab: string): Resource[] {
  const own = ownDevices(state);
  const host = state.nodes.get('host');
  if (host === undefined || !host.forward) return [];
  const open = host.forwardsAll ? openPassages(state, host) : [];
  const opened = new Set(open.map((passage) => `${outletName(passage.in)} ${outletName(passage.out)}`));
  const narrow = translatedPassages(state, host).filter(
    (passage) => !opened.has(`${outletName(passage.in)} ${outletName(passage.out)}`),
  );
  const [out, back] = [
    narrow.filter((passage) => !passage.answersOnly),
    narrow.filter((passage) => passage.answersOnly),
  ];
  return unique([...open, ...out, ...back].map((passage) => acceptResource(passage, lab, own)));
}
