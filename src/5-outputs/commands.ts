// The commands that carry out an action, as data: what the lesson of a script holds and what docs show.
import type { Outlet } from '../2-model/lab.ts';
import type { Action, ForwardAccept, ForwardForget, LinkAdd, LinkSet, Mark, RouteAction } from '../4-plan/plan.ts';
import { nftTable, usesUplink } from './nft.ts';

/** One command. Words are text, each to be quoted; or the shell variable that holds the uplinks, found at run time. */
export interface Command {
  readonly words: readonly Word[];
  /** What it reads on its standard input; ends in a newline. */
  readonly input?: string;
}

export type Word = string | { readonly variable: 'uplink' | 'uplinks' };

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

function linkSet(action: LinkSet): Command[] {
  const attributes: Word[] = [
    ...(action.alias === undefined ? [] : ['alias', action.alias]),
    ...hardware(action),
    ...(action.master === undefined ? [] : ['master', action.master]),
    ...(action.up === undefined ? [] : [action.up ? 'up' : 'down']),
  ];
  if (attributes.length === 0) return [];
  return [{ words: [...ip(action.netns), 'link', 'set', action.dev, ...attributes] }];
}

/**
 * Makes a link. A pair is made from the machine, whatever the namespaces of its ends, so that no end has to wait for
 * the other; its first end can then be no port yet, nor up, unless it stays on the machine.
 */
function linkAdd(action: LinkAdd, mark: Mark): Command[] {
  const { netns, dev, parent, peer } = action;
  const from = peer === undefined ? (parent === undefined ? netns : parent.netns) : null;
  const away = netns !== from;
  const state: Word[] = [
    ...(action.master === undefined ? [] : ['master', action.master]),
    ...(action.up ? ['up'] : []),
  ];
  const words: Word[] = [...ip(from), 'link', 'add', dev];
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
  return [{ words }, ...linkSet(after)];
}

function route(action: RouteAction): Command[] {
  const { hops } = action;
  const verb = action.do === 'route-add' ? 'add' : 'delete';
  // Without a hop's address `default` does not say which family is meant.
  const bare = action.to === 'default' && action.family === 6 && !hops.some((hop) => hop.via !== undefined);
  const words: Word[] = [...ip(action.netns), 'route', verb];
  if (action.type !== 'unicast') words.push(action.type);
  words.push(bare ? '::/0' : action.to);
  for (const hop of hops) {
    if (hops.length > 1) words.push('nexthop');
    if (hop.via !== undefined) words.push('via', hop.via);
    words.push('dev', hop.dev);
    if (hop.weight !== undefined && hops.length > 1) words.push('weight', String(hop.weight));
  }
  if (action.src !== undefined) words.push('src', action.src);
  if (action.metric !== undefined) words.push('metric', String(action.metric));
  if (action.table !== undefined) words.push('table', String(action.table));
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

/** The commands that carry out an action, in order. The verbs that are no program are functions of the runtime. */
export function commandsOf(action: Action, mark: Mark): Command[] {
  switch (action.do) {
    case 'netns-add':
      return [{ words: ['ip', 'netns', 'add', action.netns] }];
    case 'netns-delete':
      return [{ words: ['ip', 'netns', 'delete', action.netns] }];
    case 'link-add':
      return linkAdd(action, mark);
    case 'link-set':
      return linkSet(action);
    case 'link-delete':
      return [{ words: [...ip(action.netns), 'link', 'delete', action.dev] }];
    case 'address-add':
    case 'address-delete': {
      const verb = action.do === 'address-add' ? 'add' : 'delete';
      const words = [...ip(action.netns), 'address', verb, action.address, 'dev', action.dev];
      return [{ words: verb === 'add' && action.family === 6 ? [...words, 'nodad'] : words }];
    }
    case 'route-add':
    case 'route-delete':
      return route(action);
    case 'sysctl-set':
      return [{ words: [...inside(action.netns), 'sysctl', '-w', `${action.key}=${action.value}`] }];
    case 'sysctl-restore':
      return [{ words: ['restore_sysctl', action.netns ?? 'host', action.key] }];
    case 'table-load': {
      const define: Word[] = usesUplink(action.chains) ? ['-D', { variable: 'uplinks' }] : [];
      return [{ words: [...inside(action.netns), 'nft', ...define, '-f', '-'], input: nftTable(action) }];
    }
    case 'table-delete':
      return [{ words: [...inside(action.netns), 'nft', 'delete', 'table', 'inet', action.table] }];
    case 'forward-accept':
      return forward('accept_forward', action);
    case 'forward-forget':
      return forward('forget_forward', action);
    case 'file-write':
      return [{ words: ['write_file', `/etc/netns/${action.netns}/${action.file}`, action.text] }];
    case 'file-delete':
      return [{ words: ['remove_file', `/etc/netns/${action.netns}/${action.file}`] }];
    case 'process-start':
      return [{ words: ['start_process', action.id, action.netns ?? 'host', action.command] }];
    case 'process-end':
      return [{ words: ['end_process', action.id] }];
    case 'run':
      return [
        {
          words: [
            'run_once',
            action.id,
            action.netns ?? 'host',
            action.command,
            ...(action.unless === undefined ? [] : ['unless', action.unless]),
            ...(action.undo === undefined ? [] : ['undo', action.undo]),
          ],
        },
      ];
    default:
      return action satisfies never;
  }
}
