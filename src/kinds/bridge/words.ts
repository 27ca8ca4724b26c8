// What is said of a bridge and of its ports beside their VLANs: the spanning tree, ageing, isolated ports, hairpin.
import { bridgeOf, interfacesOf, masterOf } from '../../model/interfaces.ts';
import type { Interface } from '../../model/lab.ts';
import { bridgeCommand, type Command, inside, ip } from '../../plan/command.ts';
import { linkKey, portKey, type Resource, resourceOf, withinNetns } from '../../plan/resource.ts';
import type { Wire } from '../../prediction/carry.ts';
import type { Localized } from '../../source/tutorial.ts';
import type { Lowering } from '../kind.ts';
import { isFlag, type LinkOption } from '../link-kind.ts';

const reasons = {
  ageing: {
    en: 'So long the bridge remembers at which port it has last heard somebody; whom it does not know, it looks for at all ports.',
    'zh-CN': '网桥记住在哪个端口上听到过谁，过了这么久就忘掉；不认识的，它会在所有端口上找。',
  },
  isolated: {
    en: 'Isolated ports pass nothing to each other, only to and from the other ports.',
    'zh-CN': '隔离的端口之间互不转发，只和其他端口收发。',
  },
  hairpin: {
    en: 'A bridge never sends a frame back by the port that it came in by; here it does, for those behind the port that want it to pass between them.',
    'zh-CN': '网桥从不把帧从它进来的端口送回去；这个端口例外，好让它后面的主机经网桥互通。',
  },
} satisfies Record<string, Localized>;

/** Options of any bridge. */
export const bridgeOptions = {
  stp: {
    summary:
      'The spanning tree protocol: of the ways in a ring of bridges it leaves one. A port waits for four seconds before it passes anything on.',
    pattern: isFlag,
    example: 'true',
  },
  ageing: {
    summary:
      'How long a bridge remembers at which port somebody is. The default is 300s; with 0s it floods every frame.',
    pattern: /^(?:0|[1-9]\d{0,5})s$/,
    example: '30s',
    meant: (text) => (/^\d{1,6}$/.test(text) ? `${Number(text)}s` : undefined),
  },
} satisfies Readonly<Record<string, LinkOption>>;

/** Options of a cable, for its ends that are ports of bridges. */
export const portOptions = {
  isolated: {
    summary: 'At each end that is a port of a bridge: it passes nothing to other isolated ports.',
    pattern: isFlag,
    example: 'true',
    perEnd: 'at',
  },
  hairpin: {
    summary: 'At each end that is a port of a bridge: a frame may go back by the port that it came in by.',
    pattern: isFlag,
    example: 'true',
    perEnd: 'at',
  },
} satisfies Readonly<Record<string, LinkOption>>;

/** The words of `ip link add type bridge`; two seconds is the least that the kernel takes for each of the two states in which a port only listens. */
export const wordsOf = (options: Readonly<Record<string, string>>): readonly string[] =>
  options['stp'] === 'true' ? ['stp_state', '1', 'forward_delay', '200'] : [];

/** Ports that are on their way still wait for what is left of the delay, so that stays as short as it is; without STP nothing else asks for it (br_make_forwarding()). */
export const wordsWithoutStp = ['stp_state', '0'] as const;

const says = ({ options }: Pick<Interface, 'options'>, name: keyof typeof portOptions | 'stp'): boolean =>
  options[name]?.value === 'true';

/** True of a port that passes nothing to others like it. */
export const isIsolated = (port: Interface): boolean => says(port, 'isolated');

/** What a node sets on a bridge or port that stands, and the file of the kernel that tells of it. */
function setting(
  { state }: Lowering,
  of: Interface,
  name: keyof typeof reasons,
  file: string,
  [make, undo]: readonly [Command, Command],
): Resource {
  const netns = state.nodes.get(of.node)?.netns ?? null;
  const link = linkKey(netns, of.name);
  return resourceOf({
    key: `${name} ${link}`,
    netns,
    within: [link, portKey(netns, of.name), ...withinNetns(netns)],
    make: [make],
    undo: [undo],
    set: { fixed: '', commands: { [name]: make } },
    question: { ask: inside(netns, 'cat').argv.map(String), about: `/sys/class/net/${of.name}/${file}` },
    reason: reasons[name],
    at: of.options[name]?.at ?? of.at,
  });
}

/** Ageing of bridges, isolated ports and those that send back. */
export const lowerBridgeWords = (lowering: Lowering): Resource[] =>
  interfacesOf(lowering.state).flatMap((of) => {
    const { node, name: dev, role, options } = of;
    const netns = lowering.state.nodes.get(node)?.netns ?? null;
    if (role === 'bridge') {
      const seconds = Number.parseInt(options['ageing']?.value ?? '', 10);
      if (Number.isNaN(seconds)) return [];
      // Hundredths of seconds.
      const set = (value: number) => ip(netns, 'link', 'set', dev, 'type', 'bridge', 'ageing_time', `${value * 100}`);
      return setting(lowering, of, 'ageing', 'bridge/ageing_time', [set(seconds), set(300)]);
    }
    if (bridgeOf(lowering.state, of) === undefined) return [];
    const port = (name: keyof typeof portOptions, file: string) => {
      const set = (value: string) => bridgeCommand(netns, 'link', 'set', 'dev', dev, name, value);
      return says(of, name) ? [setting(lowering, of, name, `brport/${file}`, [set('on'), set('off')])] : [];
    };
    return [...port('isolated', 'isolated'), ...port('hairpin', 'hairpin_mode')];
  });

/** Frames between two isolated ports (br_skb_isolated() of net/bridge/br_private.h); subnets are still common to all ports. */
export const wire: Wire = {
  stops: (state, from, at, to) =>
    from && to && [from, to].every((port) => isIsolated(port) && masterOf(state, port) === at)
      ? `${at.node} has isolated ports here, ${from.name} and ${to.name}`
      : undefined,
  breaksRings: (bridge) => says(bridge, 'stp'),
};

/** `stp`, `ageing 30s` at a bridge, `isolated`, `hairpin` at a port. */
export const badgesOf = (of: Interface): readonly string[] => {
  const flags = of.master === undefined ? (['stp'] as const) : (['isolated', 'hairpin'] as const);
  const { ageing } = of.options;
  return [...flags.filter((name) => says(of, name)), ...(ageing === undefined ? [] : [`ageing ${ageing.value}`])];
};
