// What stands after each step of a plan: its operations folded, so that a role can make any of these states at once.
import type { Localized } from '../../1-source/tutorial.ts';
import type { Netns } from '../../2-model/lab.ts';
import { inSettingKey } from '../../2-model/setting-key.ts';
import { actionsOf } from '../../4-plan/actions.ts';
import { outletsOf } from '../../4-plan/needs.ts';
import type {
  Action,
  AddressAction,
  FileWrite,
  ForwardAccept,
  LinkAdd,
  LinkDelete,
  LinkSet,
  NetnsAdd,
  NetnsDelete,
  Plan,
  ProcessStart,
  RouteAction,
  Run,
  SysctlSet,
  TableLoad,
} from '../../4-plan/plan.ts';
import type { LinkSettings } from '../commands.ts';

/** How an interface has to be; what is not given does not matter. */
export type InterfaceSettings = Omit<LinkSettings, 'do'> & { readonly is: 'interface' };

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

const interfaceKey = (netns: Netns, dev: string): string => `interface ${at(netns, dev)}`;

/** What stays the same when a thing of that kind is changed or taken away. */
function keyOf(action: Exclude<Action, LinkAdd | LinkSet | LinkDelete | NetnsDelete>): string {
  switch (action.do) {
    case 'netns-add':
      return `netns ${action.netns}`;
    case 'address-add':
    case 'address-delete':
      return `address ${at(action.netns, action.dev)} ${action.address}`;
    case 'route-add':
    case 'route-delete':
      return `route ${at(action.netns, action.to)} ${action.family} ${action.table ?? 0} ${action.metric ?? 0}`;
    case 'sysctl-set':
    case 'sysctl-restore':
      return `sysctl ${at(action.netns, action.key)}`;
    case 'table-load':
    case 'table-delete':
      return `table ${at(action.netns, action.table)}`;
    case 'forward-accept':
    case 'forward-forget':
      return JSON.stringify(['accept', action.families, action.in, action.out, action.answersOnly]);
    case 'file-write':
    case 'file-delete':
      return `file ${at(action.netns, action.file)}`;
    case 'process-start':
    case 'process-end':
      return `process ${action.id}`;
    case 'run':
      return `run ${action.id}`;
    default:
      return action satisfies never;
  }
}

/** The state while the operations of a plan go by. */
class Standing {
  readonly things = new Map<string, { thing: Thing; reason: Localized }>();
  readonly #ports: ReadonlySet<string>;
  private reason: Localized = { en: '', 'zh-CN': '' };

  constructor(ports: ReadonlySet<string>) {
    this.#ports = ports;
  }

  apply(action: Action, reason: Localized): void {
    this.reason = reason;
    switch (action.do) {
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
      case 'address-delete':
      case 'route-delete':
      case 'sysctl-restore':
      case 'table-delete':
      case 'forward-forget':
      case 'file-delete':
      case 'process-end':
        this.drop(keyOf(action));
        break;
      case 'run':
        this.run(action);
        break;
      default:
        this.put(keyOf(action), action);
    }
  }

  private put(key: string, thing: Thing): void {
    this.things.set(key, { thing, reason: this.reason });
  }

  private drop(key: string): void {
    this.things.delete(key);
  }

  /** A command that takes back one that stands is no thing of its own. */
  private run(action: Run): void {
    const undone = action.id.replace(/^undo-/, '');
    const key = keyOf({ ...action, id: undone });
    const before = this.things.get(key)?.thing;
    if (undone !== action.id && before !== undefined && 'netns' in before && before.netns === action.netns)
      this.drop(key);
    else this.put(keyOf(action), action);
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
    const key = interfaceKey(settings.netns, settings.dev);
    const before = this.things.get(key)?.thing;
    const alone = this.#ports.has(key) ? { master: null } : {};
    const merged = { ...alone, ...before, ...settings, is: 'interface' as const };
    if (Object.keys(merged).length > 3) this.put(key, merged);
  }

  private endNetns(netns: string): void {
    for (const link of this.links()) {
      if (link.netns === netns || link.peer?.netns === netns) this.endLink(link.netns, link.dev);
    }
    this.dropAll((thing) => 'netns' in thing && thing.netns === netns);
  }

  /** A link takes its other end along, and the links that either end carries. */
  private endLink(netns: Netns, dev: string): void {
    const ends = [{ netns, dev }];
    for (const link of this.links()) {
      const { peer } = link;
      if (link.netns === netns && link.dev === dev && peer !== undefined) ends.push(peer);
      if (peer?.netns === netns && peer.dev === dev) ends.push(link);
    }
    const carried = this.links().filter(({ parent }) =>
      ends.some((end) => parent?.dev.is === 'interface' && parent.netns === end.netns && parent.dev.name === end.dev),
    );
    for (const end of ends) this.dropAll((thing) => standsOn(thing, end.netns, end.dev));
    for (const link of carried) this.endLink(link.netns, link.dev);
  }

  /**
   * The MTU of an interface that nothing has been said of: 1500 for an end of a cable, that of its carrier for what another
   * carries. Undefined where that is not known, or stands with the carrier.
   */
  firstMtu(netns: Netns, dev: string): number | undefined {
    const link = this.links().find(
      ({ peer, ...end }) => (end.netns === netns && end.dev === dev) || (peer?.netns === netns && peer.dev === dev),
    );
    if (link?.type === 'veth') return 1500;
    const { parent } = link ?? {};
    if (parent?.dev.is !== 'interface') return undefined;
    const carrier = this.things.get(interfaceKey(parent.netns, parent.dev.name))?.thing;
    const isGiven = carrier !== undefined && 'is' in carrier && carrier.mtu !== undefined;
    return isGiven ? undefined : this.firstMtu(parent.netns, parent.dev.name);
  }

  private links(): LinkAdd[] {
    return [...this.things.values()].flatMap(({ thing }) => (isLink(thing) ? [thing] : []));
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
  if ('key' in thing) return thing.key.split('.')[3] === inSettingKey(dev);
  if ('hops' in thing) return thing.hops.some((hop) => hop.dev === dev);
  return 'dev' in thing && thing.dev === dev;
}

function present<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

/** The interfaces that some step gives a bridge, or an MTU: up to that step they stand alone, or have the one that they were made with. */
function interfacesGiven(plan: Plan, setting: 'master' | 'mtu'): Set<string> {
  const ends = actionsOf(plan).flatMap((action): readonly Omit<LinkSet, 'do'>[] => {
    if (action.do === 'link-set') return [action];
    return action.do === 'link-add' ? [action, ...(action.peer === undefined ? [] : [action.peer])] : [];
  });
  return new Set(ends.flatMap((end) => (end[setting] === undefined ? [] : [interfaceKey(end.netns, end.dev)])));
}

/** Everything that stands after some step, in the order of its first appearance. */
export function foldPlan(plan: Plan): Wanted[] {
  const standing = new Standing(interfacesGiven(plan, 'master'));
  const resized = interfacesGiven(plan, 'mtu');
  const found = new Map<string, { thing: Thing; steps: number[]; reason: Localized }>();
  const sized = (thing: Thing): Thing => {
    if (!('is' in thing) || thing.mtu !== undefined || !resized.has(interfaceKey(thing.netns, thing.dev))) return thing;
    return { ...thing, ...present({ mtu: standing.firstMtu(thing.netns, thing.dev) }) };
  };
  for (const step of plan.steps) {
    for (const { action, reason } of step.operations) standing.apply(action, reason);
    for (const [key, { thing: plain, reason }] of standing.things) {
      const thing = sized(plain);
      const form = `${key} ${JSON.stringify(thing)}`;
      const wanted = found.get(form);
      if (wanted === undefined) found.set(form, { thing, steps: [step.number], reason });
      else wanted.steps.push(step.number);
    }
  }
  return [...found.values()];
}

/** The numbers of the steps after which something that speaks of the uplink is there. */
export function uplinkSteps(all: readonly Wanted[]): number[] {
  const speaking = all.filter(
    ({ thing }) => 'do' in thing && outletsOf(thing).some((outlet) => outlet.is === 'uplink'),
  );
  return [...new Set(speaking.flatMap(({ steps }) => steps))].toSorted((a, b) => a - b);
}
