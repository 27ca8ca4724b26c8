// What can be wrong about one operation: it is left out, or one thing that it says is.
import type {
  Action,
  Chain,
  ForwardAccept,
  LinkAdd,
  LinkSet,
  RouteAction,
  Rule,
  SysctlSet,
  TableLoad,
} from '../plan.ts';

/** One thing that is wrong. */
export interface Altered {
  /** What is done in the place of the action; empty: nothing is. */
  readonly actions: readonly Action[];
  /** What is left out or put instead, for the reader; undefined if it is the whole operation. */
  readonly what?: string;
  /** What a later action becomes that says the same again; undefined if it stays. */
  readonly again?: (action: Action) => Action | undefined;
}

const leftOut: Altered = { actions: [] };

/** The link without each thing that is said of it. */
function ofLinkAdd(link: LinkAdd): Altered[] {
  const { mtu, mac, master, peer, ...rest } = link;
  const keep = { ...(mtu === undefined ? {} : { mtu }), ...(mac === undefined ? {} : { mac }) };
  const plugged = master === undefined ? {} : { master };
  const far = peer === undefined ? {} : { peer };
  const altered: Altered[] = [leftOut];
  const add = (what: string, action: LinkAdd) => altered.push({ what, actions: [action] });
  if (master !== undefined) add(`master ${master}`, { ...rest, ...keep, ...far });
  if (link.up) add('up', { ...link, up: false });
  if (link.words.length > 0) add(link.words.join(' '), { ...link, words: [] });
  if (mtu !== undefined) add(`mtu ${mtu}`, { ...rest, ...(mac === undefined ? {} : { mac }), ...plugged, ...far });
  if (mac !== undefined) add(`address ${mac}`, { ...rest, ...(mtu === undefined ? {} : { mtu }), ...plugged, ...far });
  if (peer?.mtu !== undefined) {
    const { mtu: size, ...other } = peer;
    add(`mtu ${size} of ${peer.dev}`, { ...link, peer: other });
  }
  if (peer?.mac !== undefined) {
    const { mac: hardware, ...other } = peer;
    add(`address ${hardware} of ${peer.dev}`, { ...link, peer: other });
  }
  return altered;
}

/** Without each of the things that it sets. */
function ofLinkSet(set: LinkSet): Altered[] {
  const { do: verb, netns, dev, alias: _, ...settings } = set;
  const said = Object.entries(settings).filter(([, value]) => value !== undefined);
  if (said.length < 2) return [leftOut];
  return said.map(([key, value]) => {
    const rest = Object.fromEntries(said.filter(([other]) => other !== key));
    return {
      what: key === 'up' ? (value ? 'up' : 'down') : `${key} ${value}`,
      actions: [{ do: verb, netns, dev, ...rest }],
    };
  });
}

/** A switch of the kernel is turned the other way, so that it does not matter how the machine has it. */
function ofSysctl(set: SysctlSet): Altered[] {
  const other = { '0': '1', '1': '0' }[set.value];
  if (other === undefined) return [leftOut];
  return [{ what: `${set.key}=${other} instead of ${set.value}`, actions: [{ ...set, value: other }] }];
}

function ofRoute(route: RouteAction): Altered[] {
  if (route.do === 'route-delete' || route.hops.length < 2) return [leftOut];
  return [
    leftOut,
    ...route.hops.map((hop, index) => ({
      what: `nexthop ${hop.via ?? hop.dev}`,
      actions: [{ ...route, hops: route.hops.filter((_, other) => other !== index) }],
    })),
  ];
}

const sameRule = (one: Rule, other: Rule): boolean => JSON.stringify(one) === JSON.stringify(other);

/** The chains with one rule changed, or, if `change` gives none, without it; a chain that has none left goes. */
function chainsWith(chains: readonly Chain[], name: string, wrong: Rule, change: (rule: Rule) => Rule[]): Chain[] {
  return chains
    .map((chain) =>
      chain.name !== name
        ? chain
        : { ...chain, rules: chain.rules.flatMap((rule) => (sameRule(rule, wrong) ? change(rule) : [rule])) },
    )
    .filter(({ rules }) => rules.length > 0);
}

/** What can be wrong about a rule: it is not there; or, where it speaks of several interfaces, one of them is not. */
function ofRule(rule: Rule): { readonly what: string; readonly change: (rule: Rule) => Rule[] }[] {
  const { out = [] } = rule;
  const outlets = out.length < 2 ? [] : out;
  return [
    { what: rule.text, change: () => [] },
    ...outlets.map((outlet) => ({
      what: `${outlet.is === 'uplink' ? 'uplink' : outlet.name} of ${rule.text}`,
      change: (other: Rule) => [
        { ...other, out: (other.out ?? []).filter((kept) => JSON.stringify(kept) !== JSON.stringify(outlet)) },
      ],
    })),
  ];
}

/** Where no rule is left, nothing is loaded; but what stood there goes all the same. */
function loadOrDelete(made: TableLoad, { netns, table, before }: TableLoad): Action[] {
  if (made.chains.length > 0) return [made];
  return before === undefined ? [] : [{ do: 'table-delete', netns, table, chains: before }];
}

/** A rule that stood there before is not this operation's. */
function ofTable(load: TableLoad): Altered[] {
  const known = (name: string, rule: Rule) =>
    load.before?.some((chain) => chain.name === name && chain.rules.some((old) => sameRule(old, rule))) ?? false;
  const fresh = load.chains.flatMap(({ name, rules }) =>
    rules.filter((rule) => !known(name, rule)).map((rule) => ({ name, rule })),
  );
  // What it takes away alone is missed only if nothing is loaded.
  if (fresh.length === 0) return [leftOut];
  return fresh.flatMap(({ name, rule }) =>
    ofRule(rule).map(({ what, change }) => {
      const wrong = (table: TableLoad): TableLoad => ({
        ...table,
        chains: chainsWith(table.chains, name, rule, change),
      });
      const made = wrong(load);
      return {
        what: `${what} (${name})`,
        actions: loadOrDelete(made, load),
        again: (action: Action) =>
          action.do === 'table-load' && action.netns === load.netns && action.table === load.table
            ? wrong(action)
            : undefined,
      };
    }),
  );
}

/** Each family that it speaks of by itself. */
function ofForward(accept: ForwardAccept): Altered[] {
  if (accept.families.length < 2) return [leftOut];
  return accept.families.map((family) => ({
    what: `ipv${family}`,
    actions: [{ ...accept, families: accept.families.filter((other) => other !== family) }],
  }));
}

/** All that can be wrong about an action. Whatever is not listed by its parts is left out as a whole. */
export function alterations(action: Action): readonly Altered[] {
  switch (action.do) {
    case 'link-add':
      return ofLinkAdd(action);
    case 'link-set':
      return ofLinkSet(action);
    case 'sysctl-set':
      return ofSysctl(action);
    case 'route-add':
      return ofRoute(action);
    case 'table-load':
      return ofTable(action);
    case 'forward-accept':
      return ofForward(action);
    default:
      return [leftOut];
  }
}
