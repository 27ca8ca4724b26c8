// The text of a table for `nft -f`, from the chains of a plan. Whoever uses it says what `eachUplink` stands for.
import type { Outlet } from '../2-model/lab.ts';
import type { Chain, Rule, TableLoad } from '../4-plan/plan.ts';
import { comment } from './quote.ts';

/** Stands in a text for the uplinks of the machine: a list of names in quotes, with commas between them. */
export const eachUplink = '$each_uplink';

/** One interface by its name, or a set: several, or as many as the machine has uplinks. */
function devices(outlets: readonly Outlet[]): string {
  const names = outlets.map((outlet) => (outlet.is === 'uplink' ? eachUplink : `"${outlet.name}"`));
  return names.length === 1 && names[0] !== eachUplink ? names.join() : `{ ${names.join(', ')} }`;
}

const oneOrSet = (values: readonly string[]): string =>
  values.length === 1 ? values.join() : `{ ${values.join(', ')} }`;

const ports = (first: number, last: number): string => (first === last ? String(first) : `${first}-${last}`);

type Dnat = Extract<Rule['verdict'], { do: 'dnat' }>;

/** A range keeps its ports where they are the same; else a map says which becomes which: the kernel picks any port of a range. */
function portForPort(address: string, { service }: Rule, { to, port, lastPort }: Dnat): string {
  if (service === undefined || service.port === port) return to;
  const pairs = Array.from({ length: lastPort - port + 1 }, (_, i) => `${service.port + i} : ${port + i}`);
  return `${address}:${service.protocol} dport map { ${pairs.join(', ')} }`;
}

/** nft(8), "NAT statements": in family inet the family of the address stands before `to`; an IPv6 one is in brackets before a port. */
function verdict(rule: Rule): string {
  const { verdict } = rule;
  if (verdict.do === 'masquerade') return 'masquerade';
  const family = verdict.to.includes(':') ? 'ip6' : 'ip';
  if (verdict.do === 'snat') return `snat ${family} to ${verdict.to}`;
  const address = family === 'ip6' ? `[${verdict.to}]` : verdict.to;
  if (verdict.port !== verdict.lastPort) return `dnat ${family} to ${portForPort(address, rule, verdict)}`;
  return `dnat ${family} to ${address}:${verdict.port}`;
}

/** One rule as a line of nft. */
export function nftRule(rule: Rule): string {
  const { family, from, service } = rule;
  const parts: string[] = [];
  if (rule.in !== undefined && rule.in.length > 0) parts.push(`iifname ${devices(rule.in)}`);
  if (rule.notIn !== undefined && rule.notIn.length > 0) parts.push(`iifname != ${devices(rule.notIn)}`);
  if (from !== undefined && from.length > 0) {
    parts.push(`${from.some((prefix) => prefix.includes(':')) ? 'ip6' : 'ip'} saddr ${oneOrSet(from)}`);
  } else if (family !== undefined) {
    parts.push(`meta nfproto ipv${family}`);
  }
  if (rule.out !== undefined && rule.out.length > 0) parts.push(`oifname ${devices(rule.out)}`);
  if (rule.toLocal === true) parts.push('fib daddr type local');
  if (service !== undefined) parts.push(`${service.protocol} dport ${ports(service.port, service.lastPort)}`);
  return [...parts, verdict(rule)].join(' ');
}

/** The rules bear the name of the table: somebody else's table may have that name, but no such rules. */
function chainLines(chain: Chain, table: string, said: (text: string) => string): string[] {
  return [
    `\tchain ${chain.name} {`,
    `\t\ttype ${chain.type} hook ${chain.hook} priority ${chain.priority}; policy accept;`,
    ...chain.rules.flatMap((rule) => [`\t\t# ${said(comment(rule.text))}`, `\t\t${nftRule(rule)} comment "${table}"`]),
    '\t}',
  ];
}

/** True if a rule speaks of the uplinks of the machine. */
export function usesUplink(chains: readonly Chain[]): boolean {
  const outlets = chains.flatMap(({ rules }) =>
    rules.flatMap((rule) => [...(rule.in ?? []), ...(rule.notIn ?? []), ...(rule.out ?? [])]),
  );
  return outlets.some((outlet) => outlet.is === 'uplink');
}

/** The table, replaced whole in one transaction: named so that it is there, deleted, and made. `said` writes the words of a comment. */
export function nftTable({ table, chains }: TableLoad, said = (text: string): string => text): string {
  return `${[
    `table inet ${table}`,
    `delete table inet ${table}`,
    `table inet ${table} {`,
    ...chains.flatMap((chain) => chainLines(chain, table, said)),
    '}',
  ].join('\n')}\n`;
}
