// What `ip` and `sysctl` make of a lab, for a role: the command for each thing, and the facts by which it is found again.
import type { Localized } from '../../1-source/tutorial.ts';
import { type Netns, usualMetric } from '../../2-model/lab.ts';
import { overwrites, overwritingFirst } from '../../4-plan/overwriting.ts';
import type { AddressAction, LinkAdd, Mark, RouteAction, SysctlSet } from '../../4-plan/plan.ts';
import { commandsOf, type Word } from '../commands.ts';
import type { InterfaceSettings, Thing, Wanted } from './wanted.ts';

/** A command, and the facts that hold when it has been run: `namespace1 address 10.0.0.1/24 dev eth0`. */
export interface Item {
  readonly words: readonly Word[];
  readonly gives: readonly string[];
  readonly steps: readonly number[];
  readonly reason: Localized;
  /** Of a route: as `found.j2` tells where the routes lead that are there. */
  readonly place?: string;
  /** Of a route of the machine, which can bear no mark: the line of notes that says it is ours. */
  readonly note?: string;
}

/** How the role calls a namespace; `host` is no name that a node may have. */
export const place = (netns: Netns): string => netns ?? 'host';

/** A value as `found.j2` writes it: no blanks at its ends, one between words. */
const plain = (text: string): string => text.trim().split(/\s+/).join(' ');

/** The words after the type come in pairs, a name and a value, by the names that `ip -json -details` lists them under. */
function linkFacts({ netns, dev, type, words, peer }: LinkAdd): string[] {
  const ends = [{ netns, dev }, ...(peer === undefined ? [] : [peer])];
  const details = words.flatMap((name, index) => (index % 2 === 0 ? [`${name} ${words[index + 1] ?? ''}`] : []));
  return [
    ...ends.map((end) => `${place(end.netns)} link ${end.dev} type ${type}`),
    ...details.map((detail) => `${place(netns)} link ${dev} ${detail}`),
  ];
}

function interfaceFacts({ netns, dev, mtu, mac, master, alias, up }: InterfaceSettings): string[] {
  const facts = [
    ...(alias === undefined ? [] : [`alias ${plain(alias)}`]),
    ...(mtu === undefined ? [] : [`mtu ${mtu}`]),
    ...(mac === undefined ? [] : [`address ${mac.toLowerCase()}`]),
    ...(master === undefined ? [] : [`master ${master ?? '-'}`]),
    ...(up === undefined ? [] : [up ? 'up' : 'down']),
  ];
  return facts.map((fact) => `${place(netns)} link ${dev} ${fact}`);
}

function addressFacts({ netns, dev, address }: AddressAction): string[] {
  return [`${place(netns)} address ${address} dev ${dev}`];
}

/** What tells a route from the others of its namespace: where it leads, and its table and metric where they are not the usual ones. */
function routeKey({ family, to, metric, table }: RouteAction) {
  const bare = to.replace(family === 6 ? /\/128$/ : /\/32$/, '');
  return {
    destination: family === 6 && to === 'default' ? '::/0' : bare,
    metric: metric === undefined || metric === usualMetric[family] ? [] : ['metric', String(metric)],
    table: table === undefined ? [] : ['table', String(table)],
  };
}

/** The route in the words of `ip route`, always in this order: as the lab's scripts note it. */
function routeWords(route: RouteAction): string {
  const { type, hops, src } = route;
  const { destination, metric, table } = routeKey(route);
  const hop = (via: string | undefined, dev: string) => (via === undefined ? `dev ${dev}` : `via ${via} dev ${dev}`);
  const share = (weight = 1) => (weight === 1 ? '' : ` weight ${weight}`);
  const [first] = hops;
  return [
    ...(type === 'unicast' ? [] : [type]),
    destination,
    ...(first !== undefined && hops.length === 1 ? [hop(first.via, first.dev)] : []),
    ...(src === undefined ? [] : ['src', src]),
    ...metric,
    ...table,
    ...(hops.length > 1 ? hops.map(({ via, dev, weight }) => `nexthop ${hop(via, dev)}${share(weight)}`) : []),
  ].join(' ');
}

/** The fact of a route, its place, which the kernel gives one route only, and its note on the machine, where it can bear no mark. */
function routeItem(route: RouteAction): Pick<Item, 'gives' | 'place' | 'note'> {
  const { netns, family } = route;
  const { destination, metric, table } = routeKey(route);
  const words = routeWords(route);
  return {
    gives: [`${place(netns)} -${family} route ${words}`],
    place: [place(netns), 'taken', String(family), destination, ...table, ...metric].join(' '),
    ...(netns === null ? { note: `route ${words}` } : {}),
  };
}

function sysctlFacts({ netns, key, value }: SysctlSet): string[] {
  return [`${place(netns)} sysctl ${key}=${plain(value)}`];
}

/**
 * Settings in the order that they are set in, each with the facts of those that overwrite it: where one of them is missing, it is set
 * again, too. What holds at some of its steps only makes it several.
 */
function withOverwriters(settings: Items['sysctls']): Items['sysctls'] {
  return overwritingFirst(settings, ({ thing }) => thing.key).flatMap((setting) => {
    const { netns, key } = setting.thing;
    const others = settings.filter(({ thing }) => thing.netns === netns && overwrites(thing.key, key));
    const variants = new Map<string, { gives: readonly string[]; steps: number[] }>();
    for (const step of setting.steps) {
      const gives = others.filter(({ steps }) => steps.includes(step)).flatMap((other) => other.gives);
      const variant = variants.get(gives.join());
      if (variant === undefined) variants.set(gives.join(), { gives, steps: [step] });
      else variant.steps.push(step);
    }
    return [...variants.values()].map(({ gives, steps }) => ({
      ...setting,
      gives: [...setting.gives, ...gives],
      steps,
    }));
  });
}

/** By kind of thing, in the order that a role makes them. */
export interface Items {
  readonly links: readonly Item[];
  readonly interfaces: readonly Item[];
  readonly sysctls: readonly (Item & { readonly thing: SysctlSet })[];
  readonly addresses: readonly Item[];
  readonly routes: readonly Item[];
}

/** Everything of the lab that `ip` and `sysctl` make, but for the namespaces themselves. */
export function itemsOf(all: readonly Wanted[], mark: Mark): Items {
  const items: { [K in keyof Items]: Items[K][number][] } & { sysctls: Items['sysctls'][number][] } = {
    links: [],
    interfaces: [],
    sysctls: [],
    addresses: [],
    routes: [],
  };
  for (const { thing, steps, reason } of all) {
    const commands = wordsOf(thing, mark);
    const item = (gives: string[]): Item => ({ words: commands[0] ?? [], gives, steps, reason });
    if ('is' in thing) items.interfaces.push(item(interfaceFacts(thing)));
    // A link that is born under another name is there when it has its own: what names it is wanted where the link is.
    else if (thing.do === 'link-add')
      items.links.push(...commands.map((words) => ({ ...item(linkFacts(thing)), words })));
    else if (thing.do === 'sysctl-set') items.sysctls.push({ ...item(sysctlFacts(thing)), thing });
    else if (thing.do === 'address-add') items.addresses.push(item(addressFacts(thing)));
    else if (thing.do === 'route-add') items.routes.push({ ...item([]), ...routeItem(thing) });
  }
  return { ...items, sysctls: withOverwriters(items.sysctls) };
}

/** The commands that make a thing: one, but for some links. */
function wordsOf(thing: Thing, mark: Mark): (readonly Word[])[] {
  return commandsOf('is' in thing ? { ...thing, do: 'link-set' } : thing, mark).map(({ words }) => words);
}
