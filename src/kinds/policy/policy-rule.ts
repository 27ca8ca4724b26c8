// A policy rule of one family, with every name resolved, and in the words of ip-rule(8).
import { type Cidr, type Family, formatPrefix } from '../../address.ts';
import type { Span } from '../../diagnostics/span.ts';
import type { Service } from '../../language/statements.ts';
import { numbersOfTables } from '../routes/sentences.ts';

export interface PolicyRule {
  readonly at: Span;
  /** What the author wrote, for the reader. */
  readonly text: string;
  readonly family: Family;
  readonly from?: Cidr;
  readonly to?: Cidr;
  readonly in?: string;
  readonly mark?: number;
  readonly service?: Service;
  readonly priority: number;
  readonly table: number;
}

/** A table as `ip` writes it. */
export const tableText = (table: number): string =>
  [...numbersOfTables].find(([, number]) => number === table)?.[0] ?? String(table);

function serviceWords({ protocol, port, lastPort }: Service, family: Family): string[] {
  if (protocol === 'icmp') return ['ipproto', family === 4 ? 'icmp' : 'ipv6-icmp'];
  return ['ipproto', protocol, 'dport', port === lastPort ? String(port) : `${port}-${lastPort}`];
}

/** What it says of packets, in the order in which `ip` writes it, with the mark as `ip` is given it, or as it shows it. */
export function selectors(rule: PolicyRule, mark: (mark: number) => string = String): string[] {
  const { family, from, to } = rule;
  return [
    ...(from === undefined ? [] : ['from', formatPrefix(from)]),
    ...(to === undefined ? [] : ['to', formatPrefix(to)]),
    ...(rule.mark === undefined ? [] : ['fwmark', mark(rule.mark)]),
    ...(rule.in === undefined ? [] : ['iif', rule.in]),
    ...(rule.service === undefined ? [] : serviceWords(rule.service, family)),
  ];
}

/** A rule as `ip rule add` takes it. */
export function ruleWords(rule: PolicyRule): string[] {
  const some = selectors(rule);
  const all = some.length === 0 ? ['from', 'all'] : some;
  return [...all, 'lookup', tableText(rule.table), 'priority', String(rule.priority)];
}
