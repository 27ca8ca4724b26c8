// How readers of old posts know address translation: rules of the table nat of iptables and ip6tables.
import type { Egress, Netns } from '../../model/lab.ts';
import { type Older, shellWord } from '../../plan/command.ts';
import type { Chain, Rule } from './nft-text.ts';

const device = (egress: Egress): string => (egress.is === 'uplink' ? '"$uplink"' : shellWord(egress.name));

/** A rule matches one value of each kind: where there are several, all that follows stands once behind each. */
function each(option: string, values: readonly string[], rest: readonly string[]): readonly string[] {
  return values.length === 0 ? rest : values.flatMap((value) => rest.map((words) => `${option} ${value} ${words}`));
}

/** What happens to a packet, and to which port it goes; without one it keeps its own. iptables-extensions(8), "DNAT", "SNAT". */
function target({ verdict, family }: Rule, port?: number): string {
  if (verdict.do === 'masquerade') return '-j MASQUERADE';
  if (verdict.do === 'snat') return `-j SNAT --to-source ${verdict.to}`;
  if (verdict.do === 'map') return `-j NETMAP --to ${verdict.to}`;
  if (port === undefined) return `-j DNAT --to-destination ${verdict.to}`;
  return `-j DNAT --to-destination ${family === 6 ? `[${verdict.to}]` : verdict.to}:${port}`;
}

/** The ports of a rule and its target: a range whose ports become others takes a rule for each, as DNAT shifts none before Linux 4.18. */
function services(rule: Rule): string[] {
  const { service, verdict } = rule;
  if (service === undefined) return [target(rule)];
  const { protocol, port, lastPort } = service;
  const line = (ports: number | string, to?: number): string => `-p ${protocol} --dport ${ports} ${target(rule, to)}`;
  if (verdict.do !== 'dnat') return [line(port === lastPort ? port : `${port}:${lastPort}`)];
  if (port !== lastPort && port === verdict.port) return [line(`${port}:${lastPort}`)];
  return Array.from({ length: lastPort - port + 1 }, (_, i) => line(port + i, verdict.port + i));
}

function matches(rule: Rule): readonly string[] {
  const { in: entries = [], notIn, out = [], from = [], to = [], toLocal, isDialled } = rule;
  const local = each(
    '-m addrtype --dst-type',
    toLocal === true ? ['LOCAL'] : [],
    each('-m conntrack --ctstate', isDialled ? ['DNAT'] : [], services(rule)),
  );
  const beyond = each('-o', out.map(device), local);
  const inwards = each('-i', entries.map(device), each('! -i', notIn === undefined ? [] : [shellWord(notIn)], beyond));
  return each('-s', from, each('-d', to, inwards));
}

/** The rules of these chains, added (`-A`) or deleted (`-D`). */
export function natRules(verb: '-A' | '-D', netns: Netns, chains: readonly Chain[]): Older {
  const inside = netns === null ? '' : `ip netns exec ${shellWord(netns)} `;
  const lines = chains.flatMap(({ hook, rules }) =>
    rules.flatMap((rule) => {
      const program = rule.family === 4 ? 'iptables' : 'ip6tables';
      return matches(rule).map((words) => `${inside}${program} -t nat ${verb} ${hook.toUpperCase()} ${words}`);
    }),
  );
  return { tools: 'iptables', lines };
}
