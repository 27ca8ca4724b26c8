// The commands that carry out an action, as data: what the lesson of a script holds and what docs show.
import { fingerprint } from '../2-model/fingerprint.ts';
import type { Outlet } from '../2-model/lab.ts';
import type {
  Action,
  AddressAction,
  ForwardAccept,
  ForwardForget,
  LinkAdd,
  LinkSet,
  Mark,
  RouteAction,
  Run,
  TableDelete,
  TableLoad,
} from '../4-plan/plan.ts';
import { iptablesRestores, type Restore } from './iptables.ts';
import { nftTable, usesUplink } from './nft.ts';
import { hereDocument } from './quote.ts';

/** One command. Words are text, each to be quoted; or the shell variable that holds the uplink, found at run time. */
export interface Command {
  readonly words: readonly Word[];
  /** What it reads on its standard input; ends in a newline. */
  readonly input?: string;
  /** The input holds shell variables; what else is special in a here-document stands behind a `\`. */
  readonly expands?: boolean;
  /** The commands that do the same where the machine lacks this one's program. */
  readonly instead?: readonly Command[];
}

export type Word = string | { readonly variable: 'uplink' };

const uplink: Word = { variable: 'uplink' };

/** `ip`, in a namespace or on the machine. */
const ip = (netns: string | null): Word[] => (netns === null ? ['ip'] : ['ip', '-n', netns]);

/** Any other program, in a namespace or on the machine. */
const inside = (netns: string | null): Word[] => (netns === null ? [] : ['ip', 'netns', 'exec', netns]);

const device = (outlet: Outlet): Word => (outlet.is === 'uplink' ? uplink : outlet.name);

/** Our links on the machine carry the group of the lab from the moment they are there. */
const group = (netns: string | null, mark: Mark): Word[] => (netns === null ? ['group', String(mark.group)] : []);

function hardware(of: { readonly mtu?: number; readonly mac?: string }): Word[] {
  return [
    ...(of.mtu === undefined ? [] : ['mtu', String(of.mtu)]),
    ...(of.mac === undefined ? [] : ['address', of.mac]),
  ];
}

/** What an interface is to have; without a `master` (null) it is taken out of the bridge that it is a port of. */
export type LinkSettings = Omit<LinkSet, 'master'> & { readonly master?: string | null };

function linkSet(action: LinkSettings): Command[] {
  const attributes: Word[] = [
    ...(action.alias === undefined ? [] : ['alias', action.alias]),
    ...hardware(action),
    ...(action.master === undefined ? [] : action.master === null ? ['nomaster'] : ['master', action.master]),
    ...(action.up === undefined ? [] : [action.up ? 'up' : 'down']),
  ];
  if (attributes.length === 0) return [];
  return [{ words: [...ip(action.netns), 'link', 'set', action.dev, ...attributes] }];
}

/**
 * Makes a link: a pair where its first end lives, what another interface carries where that one lives. Linux before 6.13 looks
 * the name of a new link up in the namespace that asks, not where the link is to be (rtnl_newlink() of net/core/rtnetlink.c),
 * and refuses one that an interface there has: so a link for another namespace is made under a name that nothing bears.
 */
function linkAdd(action: LinkAdd, mark: Mark): Command[] {
  const { netns, dev, parent, peer } = action;
  const from = peer === undefined && parent !== undefined ? parent.netns : netns;
  const away = netns !== from;
  const born = away ? `ng${fingerprint(`${mark.comment} ${netns ?? ''} ${dev}`).slice(0, 10)}` : dev;
  const state: Word[] = [
    ...(action.master === undefined ? [] : ['master', action.master]),
    ...(action.up ? ['up'] : []),
  ];
  const words: Word[] = [...ip(from), 'link', 'add', born];
  if (parent !== undefined) words.push('link', device(parent.dev));
  if (away) words.push('netns', netns ?? '1');
  words.push(...group(netns, mark), ...hardware(action));
  if (!away) words.push(...state);
  words.push('type', action.type, ...action.words);
  if (peer !== undefined) {
    words.push('peer', 'name', peer.dev);
    if (peer.netns !== null) words.push('netns', peer.netns);
    words.push(...group(peer.netns, mark), ...hardware(peer));
  }
  const after: LinkSet = {
    do: 'link-set',
    netns,
    dev,
    ...(action.alias === undefined ? {} : { alias: action.alias }),
    ...(away && action.master !== undefined ? { master: action.master } : {}),
    ...(away && action.up ? { up: true } : {}),
  };
  const naming: Command[] = away ? [{ words: [...ip(netns), 'link', 'set', born, 'name', dev] }] : [];
  return [{ words }, ...naming, ...linkSet(after)];
}

function route(action: RouteAction): Command[] {
  const { hops } = action;
  const verb = action.do === 'route-add' ? 'add' : 'delete';
  // Without a hop's address `default` does not say which family is meant.
  const bare = action.to === 'default' && action.family === 6 && !hops.some((hop) => hop.via !== undefined);
  const words: Word[] = [...ip(action.netns), 'route', verb];
  if (action.type !== 'unicast') words.push(action.type);
  words.push(bare ? '::/0' : action.to);
  const rest: Word[] = [
    ...(action.src === undefined ? [] : ['src', action.src]),
    ...(action.metric === undefined ? [] : ['metric', String(action.metric)]),
    ...(action.table === undefined ? [] : ['table', String(action.table)]),
  ];
  // After the first `nexthop` ip takes nothing but hops.
  if (hops.length > 1) words.push(...rest);
  for (const hop of hops) {
    if (hops.length > 1) words.push('nexthop');
    if (hop.via !== undefined) words.push('via', hop.via);
    words.push('dev', hop.dev);
    if (hop.weight !== undefined && hops.length > 1) words.push('weight', String(hop.weight));
  }
  if (hops.length <= 1) words.push(...rest);
  return [{ words }];
}

function forward(verb: string, action: ForwardAccept | ForwardForget): Command[] {
  return action.families.map((family) => ({
    words: [
      verb,
      `ipv${family}`,
      device(action.in),
      device(action.out),
      ...(action.answersOnly ? ['RELATED,ESTABLISHED,DNAT'] : []),
    ].map((word) => (word === uplink ? '@uplink' : word)),
  }));
}

function address(action: AddressAction): Command[] {
  const verb = action.do === 'address-add' ? 'add' : 'delete';
  const words = [...ip(action.netns), 'address', verb, action.address, 'dev', action.dev];
  return [{ words: verb === 'add' && action.family === 6 ? [...words, 'nodad'] : words }];
}

const restore =
  (netns: string | null) =>
  ({ program, text, expands }: Restore): Command => ({
    words: [...inside(netns), program, '--noflush'],
    input: text,
    expands,
  });

function loadTable(action: TableLoad, mark: Mark): Command[] {
  const expands = usesUplink(action.chains);
  const input = nftTable(action, expands ? hereDocument : undefined);
  const instead = iptablesRestores(action, mark).map(restore(action.netns));
  return [{ words: [...inside(action.netns), 'nft', '-f', '-'], input, expands, instead }];
}

function deleteTable({ netns, table, chains = [] }: TableDelete, mark: Mark): Command[] {
  const instead = iptablesRestores({ chains: [], before: chains }, mark).map(restore(netns));
  return [{ words: [...inside(netns), 'nft', 'delete', 'table', 'inet', table], instead }];
}

function runOnce({ id, netns, command, unless, undo }: Run): Command[] {
  const words = ['run_once', id, netns ?? 'host', command];
  if (unless !== undefined) words.push('unless', unless);
  if (undo !== undefined) words.push('undo', undo);
  return [{ words }];
}

const one = (...words: readonly Word[]): Command[] => [{ words }];

type Renderers = { readonly [D in Action['do']]: (action: Extract<Action, { do: D }>, mark: Mark) => Command[] };

const renderers: Renderers = {
  'netns-add': ({ netns }) => one('ip', 'netns', 'add', netns),
  'netns-delete': ({ netns }) => one('ip', 'netns', 'delete', netns),
  'link-add': linkAdd,
  'link-set': linkSet,
  'link-delete': ({ netns, dev }) => one(...ip(netns), 'link', 'delete', dev),
  'address-add': address,
  'address-delete': address,
  'route-add': route,
  'route-delete': route,
  'sysctl-set': ({ netns, key, value }) => one(...inside(netns), 'sysctl', '-w', `${key}=${value}`),
  'sysctl-restore': ({ netns, key }) => one('restore_sysctl', netns ?? 'host', key),
  'table-load': loadTable,
  'table-delete': deleteTable,
  'forward-accept': (action) => forward('accept_forward', action),
  'forward-forget': (action) => forward('forget_forward', action),
  'file-write': ({ netns, file, text }) => one('write_file', `/etc/netns/${netns}/${file}`, text),
  'file-delete': ({ netns, file }) => one('remove_file', `/etc/netns/${netns}/${file}`),
  'process-start': ({ id, netns, command }) => one('start_process', id, netns ?? 'host', command),
  'process-end': ({ id }) => one('end_process', id),
  run: runOnce,
};

/** The commands that carry out an action, in order. The verbs that are no program are functions of the runtime. */
export function commandsOf(action: Action | LinkSettings, mark: Mark): Command[] {
  // The compiler does not see that the action and its renderer have the same `do`.
  const render = renderers[action.do] as (action: Action | LinkSettings, mark: Mark) => Command[];
  return render(action, mark);
}
