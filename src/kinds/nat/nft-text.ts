// Rules of address translation as text for `nft -f`.
import type { Family } from '../../address.ts';
import type { Egress } from '../../model/lab.ts';
import type { Word } from '../../plan/command.ts';

/** A base chain of family inet. */
export interface Chain {
  readonly name: string;
  readonly hook: 'prerouting' | 'output' | 'postrouting';
  /** By the standard name: `srcnat`, `dstnat` (nft(8), "Standard priority names"). */
  readonly priority: 'srcnat' | 'dstnat' | -100;
  readonly rules: readonly Rule[];
}

/** Matches, all of which must hold, and what then happens. */
export interface Rule {
  readonly family: Family;
  /** Source prefixes, all of the rule's family. */
  readonly from?: readonly string[];
  /** Destination prefixes. */
  readonly to?: readonly string[];
  readonly in?: readonly Egress[];
  readonly notIn?: string;
  readonly out?: readonly Egress[];
  /** Dialled at an address of this namespace: `fib daddr type local`. */
  readonly toLocal?: boolean;
  /** Its destination has been translated. */
  readonly isDialled?: true;
  readonly service?: { readonly protocol: 'tcp' | 'udp'; readonly port: number; readonly lastPort: number };
  readonly verdict: Verdict;
}

export type Verdict =
  | { readonly do: 'masquerade' }
  | { readonly do: 'snat'; readonly to: string }
  /** The addresses of one prefix by those of another one with the same host numbers. */
  | { readonly do: 'map'; readonly side: 'from' | 'to'; readonly from: string; readonly to: string }
  | { readonly do: 'dnat'; readonly to: string; readonly port: number; readonly lastPort: number };

/** Stands for the uplinks until a text is cut into pieces; no name of an interface holds it. */
const uplinks = '\0';

/** One interface by its name, or a set: several, or as many as the machine has uplinks. */
export function devices(egresses: readonly Egress[]): string {
  const names = egresses.map((egress) => (egress.is === 'uplink' ? uplinks : `"${egress.name}"`));
  return names.length === 1 && names[0] !== uplinks ? names.join() : `{ ${names.join(', ')} }`;
}

/** One value by itself, or several as a set. */
export const oneOrSet = (values: readonly string[]): string =>
  values.length === 1 ? values.join() : `{ ${values.join(', ')} }`;

const ports = (first: number, last: number): string => (first === last ? String(first) : `${first}-${last}`);

type Dnat = Extract<Verdict, { do: 'dnat' }>;

/** A range keeps its ports where they are the same; else a map says which becomes which: the kernel picks any port of a range. */
function portForPort(address: string, { service }: Rule, { to, port, lastPort }: Dnat): string {
  if (service === undefined || service.port === port) return to;
  const pairs = Array.from({ length: lastPort - port + 1 }, (_, i) => `${service.port + i} : ${port + i}`);
  return `${address}:${service.protocol} dport map { ${pairs.join(', ')} }`;
}

/** nft(8), "NAT statements": in family inet the family of the address stands before `to`; an IPv6 one is in brackets before a port. */
function verdictText(rule: Rule): string {
  const { verdict, family } = rule;
  if (verdict.do === 'masquerade') return 'masquerade';
  const name = family === 6 ? 'ip6' : 'ip';
  if (verdict.do === 'snat') return `snat ${name} to ${verdict.to}`;
  if (verdict.do === 'map') {
    const [word, side] = verdict.side === 'from' ? ['snat', 'saddr'] : ['dnat', 'daddr'];
    return `${word} ${name} prefix to ${name} ${side} map { ${verdict.from} : ${verdict.to} }`;
  }
  const address = family === 6 ? `[${verdict.to}]` : verdict.to;
  if (verdict.port !== verdict.lastPort) return `dnat ${name} to ${portForPort(address, rule, verdict)}`;
  return `dnat ${name} to ${address}:${verdict.port}`;
}

function ruleText(rule: Rule): string {
  const { family, from = [], to = [], in: entries = [], notIn, out = [], toLocal, isDialled, service } = rule;
  const name = family === 6 ? 'ip6' : 'ip';
  return [
    ...(entries.length > 0 ? [`iifname ${devices(entries)}`] : []),
    ...(notIn === undefined ? [] : [`iifname != "${notIn}"`]),
    ...(from.length > 0 ? [`${name} saddr ${oneOrSet(from)}`] : []),
    ...(to.length > 0 ? [`${name} daddr ${oneOrSet(to)}`] : []),
    ...(from.length + to.length === 0 ? [`meta nfproto ipv${family}`] : []),
    ...(out.length > 0 ? [`oifname ${devices(out)}`] : []),
    ...(toLocal === true ? ['fib daddr type local'] : []),
    ...(isDialled === true ? ['ct status dnat'] : []),
    ...(service === undefined ? [] : [`${service.protocol} dport ${ports(service.port, service.lastPort)}`]),
    verdictText(rule),
  ].join(' ');
}

/** Chains of a table, which is made if it is not there, as standard input of `nft -f -`. */
export function chainsText(table: string, chains: readonly Chain[]): Word[] {
  const lines = chains.flatMap(({ name, hook, priority, rules }) => [
    `  chain ${name} {`,
    `    type nat hook ${hook} priority ${priority};`,
    ...rules.map((rule) => `    ${ruleText(rule)}`),
    '  }',
  ]);
  return withUplinks(`${[`table inet ${table} {`, ...lines, '}'].join('\n')}\n`);
}

/** A text with `devices` in it, cut where the uplinks stand. */
export const withUplinks = (text: string): Word[] =>
  text.split(uplinks).flatMap((piece, index): Word[] => [...(index === 0 ? [] : [{ is: 'uplinks' } as const]), piece]);
