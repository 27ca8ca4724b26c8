// The rules of a table for `iptables-restore` and `ip6tables-restore`: what a machine without nft takes in its place.
import { type Family, families } from '../2-model/address.ts';
import type { Outlet } from '../2-model/lab.ts';
import type { Chain, Mark, Rule, TableLoad } from '../4-plan/plan.ts';
import { eachUplink, usesUplink } from './nft.ts';
import { comment, hereDocument } from './quote.ts';

/** What one program reads on its standard input, for `--noflush`. */
export interface Restore {
  readonly program: 'iptables-restore' | 'ip6tables-restore';
  /** Ends in a newline. */
  readonly text: string;
  /** The text holds `eachUplink`, a shell variable, and what is special in a here-document stands behind a `\`. */
  readonly expands: boolean;
}

/** The built-in chain of the table nat at each hook, and the end of the name of ours (iptables(8), "TABLES"). */
const hooks = {
  prerouting: { builtIn: 'PREROUTING', end: 'in' },
  input: { builtIn: 'INPUT', end: 'local' },
  output: { builtIn: 'OUTPUT', end: 'here' },
  postrouting: { builtIn: 'POSTROUTING', end: 'out' },
} as const;

function hookOf({ name, type, hook }: Chain): (typeof hooks)[keyof typeof hooks] {
  if (type !== 'nat' || hook === 'forward') throw new TypeError(`the table nat of iptables has no place for ${name}`);
  return hooks[hook];
}

const device = (outlet: Outlet): string => (outlet.is === 'uplink' ? eachUplink : outlet.name);

const familyOf = (text: string): Family => (text.includes(':') ? 6 : 4);

/** A rule matches one value of each kind: where there are several, all that follows stands once behind each. */
function each(option: string, values: readonly string[] | undefined, rest: readonly string[]): readonly string[] {
  if (values === undefined || values.length === 0) return rest;
  return values.flatMap((value) => rest.map((words) => `${option} ${value} ${words}`));
}

/** What happens to a packet, and to which port it goes; without one it keeps its own. iptables-extensions(8), "DNAT", "SNAT". */
function target({ verdict }: Rule, port?: number): string {
  if (verdict.do === 'masquerade') return '-j MASQUERADE';
  if (verdict.do === 'snat') return `-j SNAT --to-source ${verdict.to}`;
  if (port === undefined) return `-j DNAT --to-destination ${verdict.to}`;
  return `-j DNAT --to-destination ${familyOf(verdict.to) === 6 ? `[${verdict.to}]` : verdict.to}:${port}`;
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

/** One rule of the plan in one family as rules of iptables: what stands behind `-A CHAIN`. */
export function iptablesRules(rule: Rule, family: Family): readonly string[] {
  const { in: entries, notIn = [], out, from, toLocal } = rule;
  const [behind] = notIn;
  // To exclude several, whose number only the machine may know, would take a chain for each rule. No plan asks for it.
  if (notIn.length > 1 || behind?.is === 'uplink')
    throw new TypeError('a rule of iptables excludes one interface only');
  const local = toLocal === true ? ['LOCAL'] : [];
  const sources = from?.filter((prefix) => familyOf(prefix) === family);
  if (sources?.length === 0 && from?.length !== 0) return [];
  const beyond = each('-o', out?.map(device), each('-m addrtype --dst-type', local, services(rule)));
  return each('-s', sources, each('-i', entries?.map(device), each('! -i', notIn.map(device), beyond)));
}

/** The families that a rule speaks of: its own, those of its addresses, or both. */
function familiesOf({ family, from = [] }: Rule): readonly Family[] {
  if (family !== undefined) return [family];
  return from.length === 0 ? families : families.filter((one) => from.some((prefix) => familyOf(prefix) === one));
}

/** The name of a chain of the lab: 29 letters are too many for one (XT_EXTENSION_MAXNAMELEN of Linux's x_tables.h), so it is made from the number of the lab. */
const ownChain = (chain: Chain, mark: Mark): string => `netgen-${mark.group}-${hookOf(chain).end}`;

function chainLines(chain: Chain, family: Family, mark: Mark, said: (text: string) => string): string[] {
  const name = ownChain(chain, mark);
  return chain.rules
    .filter((rule) => familiesOf(rule).includes(family))
    .flatMap((rule) => [
      `# ${said(comment(rule.text))}`,
      ...iptablesRules(rule, family).map((words) => `-A ${name} ${words}`),
    ]);
}

/** The rule that leads into a chain of the lab, with the mark of the lab. */
const wayInto = (chain: Chain, mark: Mark): string =>
  `${hookOf(chain).builtIn} -m comment --comment ${mark.comment} -j ${ownChain(chain, mark)}`;

/** Chains that have rules in a family. */
const usedIn = (family: Family, chains: readonly Chain[]): readonly Chain[] =>
  chains.filter(({ rules }) => rules.some((rule) => familiesOf(rule).includes(family)));

function removalLines(chains: readonly Chain[], mark: Mark): string[] {
  return [
    ...chains.map((chain) => `-D ${wayInto(chain, mark)}`),
    ...chains.map((chain) => `-F ${ownChain(chain, mark)}`),
    ...chains.map((chain) => `-X ${ownChain(chain, mark)}`),
  ];
}

/**
 * The chains of a table as chains of the lab's own, with a rule that leads into each, in place of those before: one
 * transaction for each family. That rule stands first, as a new table of nftables comes before those of its priority.
 */
export function iptablesRestores({ chains, before = [] }: Pick<TableLoad, 'chains' | 'before'>, mark: Mark): Restore[] {
  const expands = usesUplink(chains);
  const said = expands ? hereDocument : (text: string): string => text;
  return families.flatMap((family): Restore[] => {
    const [now, gone] = [usedIn(family, chains), usedIn(family, before)];
    if (now.length + gone.length === 0) return [];
    const lines = [
      '*nat',
      ...removalLines(gone, mark),
      ...now.map((chain) => `:${ownChain(chain, mark)} - [0:0]`),
      ...now.flatMap((chain) => chainLines(chain, family, mark, said)),
      ...now.map((chain) => `-I ${wayInto(chain, mark)}`),
      'COMMIT',
    ];
    return [
      { program: family === 4 ? 'iptables-restore' : 'ip6tables-restore', text: `${lines.join('\n')}\n`, expands },
    ];
  });
}
