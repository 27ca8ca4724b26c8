// Firewalls to resources: a chain of nft for each way of packets through a node that something is said of.

import { type Cidr, type Family, families, formatPrefix } from '../../address.ts';
import { machineSpeaks } from '../../model/interfaces.ts';
import type { Interface, Netns, Node, State } from '../../model/lab.ts';
import { inside } from '../../plan/command.ts';
import { labNames } from '../../plan/lab-names.ts';
import { placeName, type Resource, resourceOf, withinNetns } from '../../plan/resource.ts';
import { noun } from '../../plan/things.ts';
import type { Lowering } from '../kind.ts';
import { devices, oneOrSet, withUplinks } from '../nat/nft-text.ts';
import { firewall, type Hook, hooks, type Line, lines, type Mark, marks, policyAt } from './key.ts';

const thing = noun('firewall', 'firewalls', '个防火墙');

const reasons = {
  made: {
    en: 'The rules of a chain are asked in their order, and the first that fits decides; what none fits is left to the policy of the chain.',
    'zh-CN': '链中的规则按顺序逐条检查，第一条匹配的规则决定结果；都不匹配时，由链的默认策略决定。',
  },
  onMachine: {
    en: 'On the machine, only what comes in or leaves by an interface of the lab is asked about: the first rule lets all else pass, whatever the policy.',
    'zh-CN': '在宿主机上，只检查从本实验的接口进出的数据包：无论默认策略是什么，第一条规则都让其他数据包通过。',
  },
  changed: {
    en: 'nft loads a file as a whole or not at all: the chains are emptied and filled anew, and no packet meets half a firewall.',
    'zh-CN': 'nft 要么整个载入文件，要么完全不载入：链被清空并重新填入，没有数据包会遇到只写了一半的防火墙。',
  },
};

/** The families that a line is about; undefined: it is the same for both. */
export function familiesOfLine({ from, to }: Pick<Line, 'from' | 'to'>): readonly (Family | undefined)[] {
  if (from === undefined && to === undefined) return [undefined];
  const isIn = (some: readonly Cidr[] | undefined, family: Family) =>
    some === undefined || some.some((cidr) => cidr.family === family);
  return families.filter((family) => isIn(from, family) && isIn(to, family));
}

/** What is dialled, a text for each protocol. */
function serviceTexts({ services }: Pick<Line, 'services'>, family: Family | undefined): string[] {
  const isIcmp = services.some(({ protocol }) => protocol === 'icmp');
  const icmp = { 4: 'icmp', 6: 'ipv6-icmp', both: '{ icmp, ipv6-icmp }' }[family ?? 'both'];
  const dialled = (['tcp', 'udp'] as const).flatMap((protocol) => {
    const ports = services
      .filter((one) => one.protocol === protocol)
      .map(({ port, lastPort }) => (port === lastPort ? `${port}` : `${port}-${lastPort}`));
    return ports.length === 0 ? [] : [`${protocol} dport ${oneOrSet(ports)}`];
  });
  return [...dialled, ...(isIcmp ? [`meta l4proto ${icmp}`] : []), ...(services.length === 0 ? [''] : [])];
}

/** nft(8), "reject statement": in family inet, `icmpx` stands for the ICMP of either version. */
const verdictText = ({ verdict, with: answer }: Line): string =>
  answer === undefined ? verdict : `${verdict} with ${answer === 'tcp reset' ? answer : `icmpx ${answer}`}`;

const isUplink = (netns: Netns, name: string): boolean => netns === null && name === 'uplink';

/** What comes in by a port of a VRF has come in by the VRF once it is routed, and by the port as its slave (Documentation/networking/vrf.rst). */
const isVrfPort = ({ interfaces }: Pick<Node, 'interfaces'>, name: string): boolean =>
  interfaces.some((each) => each.name === name && each.vrf !== undefined);

/** The rules of a line: one for each family and protocol that it is about. */
function ruleTexts(line: Line | Mark, node: Pick<Node, 'netns' | 'interfaces'>): string[] {
  const { netns } = node;
  const { state, out } = line.is === 'line' ? line : {};
  const inlet = line.in !== undefined && line.is === 'line' && isVrfPort(node, line.in) ? 'meta sdifname' : 'iifname';
  const device = (name: string) => devices([isUplink(netns, name) ? { is: 'uplink' } : { is: 'interface', name }]);
  return familiesOfLine(line).flatMap((family) => {
    const side = (name: string, all: readonly Cidr[] = []): string[] => {
      const own = all.filter((cidr) => cidr.family === family).map(formatPrefix);
      return own.length === 0 ? [] : [`${family === 6 ? 'ip6' : 'ip'} ${name} ${oneOrSet(own)}`];
    };
    // nft(8), "CONNTRACK EXPRESSIONS": an error that comes of a connection is related to it.
    const states = state === 'established' ? 'established,related' : state;
    return serviceTexts(line, family).map((service) =>
      [
        ...(line.in === undefined ? [] : [`${inlet} ${device(line.in)}`]),
        ...(out === undefined ? [] : [`oifname ${device(out)}`]),
        ...side('saddr', line.from),
        ...side('daddr', line.to),
        ...(states === undefined ? [] : [`ct state ${states}`]),
        ...(service === '' ? [] : [service]),
        line.is === 'mark' ? `meta mark set ${line.mark}` : `counter ${verdictText(line)}`,
      ].join(' '),
    );
  });
}

/** On the machine, what is not of the lab passes: it neither comes in nor leaves by an interface of the lab, or only crosses one of its bridges. */
function guards(hook: Hook, own: readonly Interface[]): string[] {
  const names = oneOrSet(own.map(({ name }) => `"${name}"`));
  const [entry, out] = [`iifname != ${names}`, `oifname != ${names}`];
  const others = { forward: `${entry} ${out}`, input: entry, output: out }[hook];
  const bridges = hook === 'forward' ? own.filter(({ role }) => role === 'bridge') : [];
  return [
    '    # not of the lab',
    `    ${others} accept`,
    ...bridges.map(({ name }) => `    iifname "${name}" oifname "${name}" accept`),
  ];
}

interface Chain {
  readonly name: string;
  readonly lines: readonly string[];
}

/** nft has no policy that rejects: the last rule does it. On the machine no policy drops: it would be about everybody's packets. */
function filterChain(hook: Hook, node: Node, own: readonly Interface[]): Chain {
  const { netns } = node;
  const policy = policyAt(node, hook)?.verdict ?? 'accept';
  const isOpen = policy === 'accept' || netns === null;
  const fitting = lines(node).filter((line) => line.hook === hook);
  return {
    name: hook,
    lines: [
      `    type filter hook ${hook} priority filter; policy ${isOpen ? 'accept' : 'drop'};`,
      ...(netns === null ? guards(hook, own) : []),
      ...fitting.flatMap((line) => [`    # ${line.text}`, ...ruleTexts(line, node).map((rule) => `    ${rule}`)]),
      ...(policy === 'accept' ? [] : ['    # all else', `    counter ${policy}`]),
    ],
  };
}

/** Marks are set before packets are routed; what the node itself sends is routed anew then (nft(8), "route" chains). */
function markChain(hook: Mark['hook'], node: Node): Chain {
  const own = marks(node).filter((mark) => mark.hook === hook);
  return {
    name: `mark_${hook}`,
    lines: [
      `    type ${hook === 'output' ? 'route' : 'filter'} hook ${hook} priority mangle;`,
      ...own.flatMap((mark) => [`    # ${mark.text}`, ...ruleTexts(mark, node).map((rule) => `    ${rule}`)]),
    ],
  };
}

function chainsOf(node: Node, state: State): Chain[] {
  const things = firewall.of(node);
  const own = machineSpeaks(state);
  const isUsed = (hook: Hook) => things.some((one) => one.is !== 'mark' && one.hook === hook);
  const marked = (['prerouting', 'output'] as const).filter((hook) => marks(node).some((one) => one.hook === hook));
  return [
    ...marked.map((hook) => markChain(hook, node)),
    ...hooks.filter(isUsed).map((hook) => filterChain(hook, node, own)),
  ];
}

function firewallResource(node: Node, { lab, state }: Lowering): Resource[] {
  const { netns } = node;
  const things = firewall.of(node);
  const [first] = things;
  if (first === undefined) return [];
  const { table } = labNames(lab);
  const chains = chainsOf(node, state);
  const texts = chains.flatMap(({ name, lines: all }) => [`  chain ${name} {`, ...all, '  }']);
  const load = (...before: readonly string[]) => ({
    ...inside(netns, 'nft', '-f', '-'),
    stdin: withUplinks(`${[...before, `table inet ${table} {`, ...texts, '}'].join('\n')}\n`),
  });
  const named = things.flatMap((one) => (one.is === 'policy' ? [] : [one.in, one.is === 'line' ? one.out : undefined]));
  return [
    resourceOf({
      key: `firewall ${placeName(netns)}`,
      netns,
      within: withinNetns(netns),
      make: [load()],
      undo: chains.map(({ name }) => inside(netns, 'nft', 'delete', 'chain', 'inet', table, name)),
      set: {
        fixed: chains.map(({ name }) => name).join(' '),
        commands: { chains: load(...chains.map(({ name }) => `flush chain inet ${table} ${name}`)) },
        reason: reasons.changed,
      },
      reason: netns === null ? reasons.onMachine : reasons.made,
      at: first.at,
      places: things.map((one) => one.at),
      claims: netns === null ? [{ is: 'table', name: table }] : [],
      needs: [
        { is: 'command', name: 'nft' },
        ...(named.some((name) => name !== undefined && isUplink(netns, name)) ? [{ is: 'uplink' } as const] : []),
      ],
      question: { ask: [...inside(netns, 'nft', '-s', 'list', 'table', 'inet', table).argv].map(String) },
      thing,
    }),
  ];
}

/** The chains of each node that has a firewall. */
export const lowerFirewalls = (lowering: Lowering): Resource[] =>
  [...lowering.state.nodes.values()].flatMap((node) => firewallResource(node, lowering));
