// What stands after each step of a plan: its operations folded, so that a role can make any of these states at once.
import type { Localized } from '../1-source/tutorial.ts';
import type { Netns } from '../2-model/lab.ts';
import type {
  Action,
  AddressAction,
  FileWrite,
  ForwardAccept,
  ForwardForget,
  LinkAdd,
  LinkSet,
  NetnsAdd,
  Plan,
  ProcessStart,
  RouteAction,
  Run,
  SysctlSet,
  TableLoad,
} from '../4-plan/plan.ts';

/** How an interface has to be; what is not given does not matter. */
export type InterfaceSettings = Omit<LinkSet, 'do'> & { readonly is: 'interface' };

/** One thing that has to be there. */
export type Thing =
  | NetnsAdd
  | LinkAdd
  | InterfaceSettings
  | AddressAction
  | RouteAction
  | SysctlSet
  | TableLoad
  | ForwardAccept
  | FileWrite
  | ProcessStart
  | Run;

/** A thing and the numbers of the steps after which it is there in just this form. */
export interface Wanted {
  readonly thing: Thing;
  readonly steps: readonly number[];
  /** Why, by the operation that it came with. */
  readonly reason: Localized;
}

const at = (netns: Netns, name: string): string => `${netns ?? ''} ${name}`;

function acceptKey(rule: ForwardAccept | ForwardForget): string {
  return JSON.stringify(['accept', rule.families, rule.in, rule.out, rule.answersOnly]);
}

function routeKey({ netns, family, to, table, metric }: RouteAction): string {
  return JSON.stringify(['route', netns, family, to, table ?? 0, metric ?? 0]);
}

/** The state while the operations of a plan go by. */
class Standing {
  readonly things = new Map<string, { thing: Thing; reason: Localized }>();
  private reason: Localized = { en: '', 'zh-CN': '' };

  apply(action: Action, reason: Localized): void {
    this.reason = reason;
    switch (action.do) {
      case 'netns-add':
        this.put(`netns ${action.netns}`, action);
        break;
      case 'netns-delete':
        this.endNetns(action.netns);
        break;
      case 'link-add':
        this.addLink(action);
        break;
      case 'link-delete':
        this.endLink(action.netns, action.dev);
        break;
      case 'link-set':
        this.set(action);
        break;
      case 'address-add':
        this.put(`address ${at(action.netns, action.dev)} ${action.address}`, action);
        break;
      case 'address-delete':
        this.drop(`address ${at(action.netns, action.dev)} ${action.address}`);
        break;
      case 'route-add':
        this.put(routeKey(action), action);
        break;
      case 'route-delete':
        this.drop(routeKey(action));
        break;
      case 'sysctl-set':
        this.put(`sysctl ${at(action.netns, action.key)}`, action);
        break;
      case 'sysctl-restore':
        this.drop(`sysctl ${at(action.netns, action.key)}`);
        break;
      case 'table-load':
        this.put(`table ${at(action.netns, action.table)}`, action);
        break;
      case 'table-delete':
        this.drop(`table ${at(action.netns, action.table)}`);
        break;
      case 'forward-accept':
        this.put(acceptKey(action), action);
        break;
      case 'forward-forget':
        this.drop(acceptKey(action));
        break;
      case 'file-write':
        this.put(`file ${at(action.netns, action.file)}`, action);
        break;
      case 'file-delete':
        this.drop(`file ${at(action.netns, action.file)}`);
        break;
      case 'process-start':
        this.put(`process ${at(action.netns, action.id)}`, action);
        break;
      case 'process-end':
        this.drop(`process ${at(action.netns, action.id)}`);
        break;
      case 'run':
        this.put(`run ${at(action.netns, action.id)}`, action);
        break;
      default:
        action satisfies never;
    }
  }

  private put(key: string, thing: Thing): void {
    this.things.set(key, { thing, reason: this.reason });
  }

  private drop(key: string): void {
    this.things.delete(key);
  }

  private addLink(link: LinkAdd): void {
    const { netns, dev, type, words, parent, master, mtu, mac, alias, peer } = link;
    const ends = peer === undefined ? {} : { peer: { netns: peer.netns, dev: peer.dev } };
    // What can be set later stands with the interface, so that changing it does not make another link.
    this.put(`link ${at(netns, dev)}`, {
      do: 'link-add',
      netns,
      dev,
      type,
      words,
      up: false,
      ...present({ parent }),
      ...ends,
    });
    const up = link.up ? { up: true } : {};
    const given = { netns, dev, ...up, ...present({ master, mtu, mac, alias }) };
    this.set({ do: 'link-set', ...given });
    if (peer !== undefined) this.set({ do: 'link-set', ...peer });
  }

  private set({ do: _, ...settings }: LinkSet): void {
    const key = `interface ${at(settings.netns, settings.dev)}`;
    const before = this.things.get(key)?.thing;
    const merged = { ...before, ...settings, is: 'interface' as const };
    if (Object.keys(merged).length > 3) this.put(key, merged);
  }

  private endNetns(netns: string): void {
    for (const { thing } of [...this.things.values()]) {
      if (isLink(thing) && thing.peer?.netns === netns) this.endLink(thing.netns, thing.dev);
    }
    this.dropAll((thing) => 'netns' in thing && thing.netns === netns);
  }

  private endLink(netns: Netns, dev: string): void {
    const ends = [{ netns, dev }];
    for (const { thing } of this.things.values()) {
      if (!isLink(thing)) continue;
      const { peer } = thing;
      if (thing.netns === netns && thing.dev === dev && peer !== undefined) ends.push(peer);
      if (peer?.netns === netns && peer.dev === dev) ends.push(thing);
    }
    for (const end of ends) this.dropAll((thing) => standsOn(thing, end.netns, end.dev));
  }

  private dropAll(which: (thing: Thing) => boolean): void {
    for (const [key, { thing }] of this.things) if (which(thing)) this.things.delete(key);
  }
}

function isLink(thing: Thing): thing is LinkAdd {
  return 'do' in thing && thing.do === 'link-add';
}

/** True if the thing is that interface, or goes when it goes. */
function standsOn(thing: Thing, netns: Netns, dev: string): boolean {
  if (!('netns' in thing) || thing.netns !== netns) return false;
  if ('hops' in thing) return thing.hops.some((hop) => hop.dev === dev);
  return 'dev' in thing && thing.dev === dev;
}

function present<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

/** Everything that stands after some step, in the order of its first appearance. */
export function foldPlan(plan: Plan): Wanted[] {
  const standing = new Standing();
  const found = new Map<string, { thing: Thing; steps: number[]; reason: Localized }>();
  for (const step of plan.steps) {
    for (const { action, reason } of step.operations) standing.apply(action, reason);
    for (const [key, { thing, reason }] of standing.things) {
      const form = `${key} ${JSON.stringify(thing)}`;
      const wanted = found.get(form);
      if (wanted === undefined) found.set(form, { thing, steps: [step.number], reason });
      else wanted.steps.push(step.number);
    }
  }
  return [...found.values()];
}
