// Firewalls to resources: a chain of nft for each way of packets through a node that something is said of.

import { type Cidr, type Family, families, formatPrefix } from '../../address.ts';
import type { Node } from '../../model/lab.ts';
import { inside } from '../../plan/command.ts';
import { labNames } from '../../plan/lab-names.ts';
import { type Resource, resourceOf, withinNetns } from '../../plan/resource.ts';
import { noun } from '../../plan/things.ts';
import type { Lowering } from '../kind.ts';
import { firewall, type Hook, hooks, type Line, type Verdict } from './key.ts';

const thing = noun('firewall', 'firewalls', '个防火墙');

const reasons = {
  made: {
    en: 'The rules of a chain are asked in their order, and the first that fits decides; what none fits is left to the policy of the chain.',
    'zh-CN': '链中的规则按顺序逐条检查，第一条匹配的规则决定结果；都不匹配时，由链的默认策略决定。',
  },
  changed: {
    en: 'nft loads a file as a whole or not at all: the chains are emptied and filled anew, and no packet meets half a firewall.',
    'zh-CN': 'nft 要么整个载入文件，要么完全不载入：链被清空并重新填入，没有数据包会遇到只写了一半的防火墙。',
  },
};

const oneOrSet = (values: readonly string[]): string =>
  values.length === 1 ? values.join() : `{ ${values.join(', ')} }`;

/** The families that a line is about; undefined: it is the same for both. */
export function familiesOfLine({ from, to }: Line): readonly (Family | undefined)[] {
  if (from === undefined && to === undefined) return [undefined];
  const isIn = (some: readonly Cidr[] | undefined, family: Family) =>
    some === undefined || some.some((cidr) => cidr.family === family);
  return families.filter((family) => isIn(from, family) && isIn(to, family));
}

/** What is dialled, a text for each protocol. */
function serviceTexts({ services }: Line, family: Family | undefined): string[] {
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

/** The rules of a line: one for each family and protocol that it is about. */
function ruleTexts(line: Line): string[] {
  return familiesOfLine(line).flatMap((family) => {
    const side = (name: string, all: readonly Cidr[] = []): string[] => {
      const own = all.filter((cidr) => cidr.family === family).map(formatPrefix);
      return own.length === 0 ? [] : [`${family === 6 ? 'ip6' : 'ip'} ${name} ${oneOrSet(own)}`];
    };
    // nft(8), "CONNTRACK EXPRESSIONS": an error that comes of a connection is related to it.
    const state = line.state === 'established' ? 'established,related' : line.state;
    return serviceTexts(line, family).map((service) =>
      [
        ...(line.in === undefined ? [] : [`iifname "${line.in}"`]),
        ...(line.out === undefined ? [] : [`oifname "${line.out}"`]),
        ...side('saddr', line.from),
        ...side('daddr', line.to),
        ...(state === undefined ? [] : [`ct state ${state}`]),
        ...(service === '' ? [] : [service]),
        `counter ${verdictText(line)}`,
      ].join(' '),
    );
  });
}

/** nft has no policy that rejects: the last rule does it. */
function chainText(hook: Hook, policy: Verdict, lines: readonly Line[]): string[] {
  return [
    `  chain ${hook} {`,
    `    type filter hook ${hook} priority filter; policy ${policy === 'accept' ? policy : 'drop'};`,
    ...lines.flatMap((line) => [`    # ${line.text}`, ...ruleTexts(line).map((rule) => `    ${rule}`)]),
    ...(policy === 'accept' ? [] : ['    # all else', `    counter ${policy}`]),
    '  }',
  ];
}

function firewallResource(node: Node, lab: string): Resource[] {
  const { netns } = node;
  const things = firewall.of(node);
  const [first] = things;
  if (netns === null || first === undefined) return [];
  const { table } = labNames(lab);
  const used = hooks.filter((hook) => things.some((one) => one.hook === hook));
  const chains = used.flatMap((hook) => {
    const own = things.filter((one) => one.hook === hook);
    const policy = own.find(({ is }) => is === 'policy')?.verdict ?? 'accept';
    return chainText(
      hook,
      policy,
      own.filter((one) => one.is === 'line'),
    );
  });
  const load = (...before: readonly string[]) => ({
    ...inside(netns, 'nft', '-f', '-'),
    stdin: [`${[...before, `table inet ${table} {`, ...chains, '}'].join('\n')}\n`],
  });
  return [
    resourceOf({
      key: `firewall ${netns}`,
      netns,
      within: withinNetns(netns),
      make: [load()],
      undo: used.map((hook) => inside(netns, 'nft', 'delete', 'chain', 'inet', table, hook)),
      set: {
        fixed: used.join(' '),
        commands: { chains: load(...used.map((hook) => `flush chain inet ${table} ${hook}`)) },
        reason: reasons.changed,
      },
      reason: reasons.made,
      at: first.at,
      places: things.map((one) => one.at),
      needs: [{ is: 'command', name: 'nft' }],
      question: { ask: ['ip', 'netns', 'exec', netns, 'nft', '-s', 'list', 'table', 'inet', table] },
      thing,
    }),
  ];
}

/** The chains of each node that has a firewall. */
export const lowerFirewalls = ({ state, lab }: Lowering): Resource[] =>
  [...state.nodes.values()].flatMap((node) => firewallResource(node, lab));
