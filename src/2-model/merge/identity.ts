// Which item of a list is meant when a later step speaks of it again.
import type { Span } from '../../diagnostics/span.ts';
import { formatAddress, formatCidr, networkOf } from '../address.ts';
import type {
  CableStatement,
  EndOrAddress,
  ExecStatement,
  NatStatement,
  NodeSettings,
  Plug,
  RouteStatement,
} from '../language/statements.ts';
import type { DeclaredCable } from './declaration.ts';

/** The keys of a node that hold lists. */
export type ListKey = 'address' | 'subnet' | 'routes' | 'nat' | 'sysctl' | 'etc' | 'run' | 'exec';

/** The keys of a node that hold one value. */
export type ScalarKey = 'overlap' | 'gateway' | 'forward';

/** Every `ListKey`, in the order in which nodes are merged. */
export const listKeys: readonly ListKey[] = ['address', 'subnet', 'routes', 'nat', 'sysctl', 'etc', 'run', 'exec'];
/** Every `ScalarKey`. */
export const scalarKeys: readonly ScalarKey[] = ['overlap', 'gateway', 'forward'];

/** One item of such a list. */
export type Item<K extends ListKey> = NonNullable<NodeSettings[K]>[number];

function routeIdentity(route: RouteStatement): string {
  const to =
    route.to.is === 'default'
      ? 'default'
      : route.to.is === 'cidr'
        ? formatCidr(networkOf(route.to.cidr))
        : route.to.name.text;
  return `${to} table ${route.table?.value ?? 'main'} metric ${route.metric?.value ?? 0}`;
}

const identities: { readonly [K in ListKey]: (item: Item<K>) => string } = {
  address: ({ value }) => formatCidr(value),
  subnet: ({ value }) => formatCidr(value),
  routes: routeIdentity,
  nat: (item: NatStatement) => item.text,
  sysctl: ({ key }) => key.text,
  etc: ({ file }) => file.text,
  run: ({ text }) => text,
  exec: (item: ExecStatement) => item.do.text,
};

/** What makes an item of such a list the same item in another step. */
export function identityOf<K extends ListKey>(key: K, item: Item<K>): string {
  return identities[key](item);
}

/** The items of a list by their identity, in their order. */
export function byIdentity<K extends ListKey>(key: K, items: readonly Item<K>[]): Map<string, readonly Item<K>[]> {
  const found = new Map<string, Item<K>[]>();
  for (const item of items) {
    const alike = found.get(identityOf(key, item));
    if (alike === undefined) found.set(identityOf(key, item), [item]);
    else alike.push(item);
  }
  return found;
}

function formatTarget(target: EndOrAddress): string {
  if (target.is === 'address') return formatAddress(target.address);
  return target.end.interface === undefined
    ? target.end.node.text
    : `${target.end.node.text}:${target.end.interface.text}`;
}

/** The value of a scalar as one line of text: for comparing, and for telling the author. */
export function scalarText(key: ScalarKey, settings: NodeSettings): string | undefined {
  if (key !== 'gateway') return settings[key] === undefined ? undefined : String(settings[key].value);
  const gateway = settings.gateway;
  if (gateway === undefined) return undefined;
  return gateway.is === 'auto' ? 'auto' : formatTarget(gateway);
}

function routeContent(route: RouteStatement): string {
  const hops = route.hops.map(({ to, weight }) => `${formatTarget(to)} weight ${weight?.value ?? 1}`);
  const src = route.src === undefined ? undefined : formatAddress(route.src.value);
  return JSON.stringify([route.type, hops, route.dev?.text, src]);
}

const contents: { readonly [K in ListKey]: (item: Item<K>) => string } = {
  address: identities.address,
  subnet: identities.subnet,
  routes: routeContent,
  nat: identities.nat,
  sysctl: ({ value }) => value.text,
  etc: ({ content }) => content.text,
  run: identities.run,
  exec: ({ undo, unless }) => JSON.stringify([undo?.text, unless?.text]),
};

/** The whole content of a list item as one line of text: two items of one identity may still differ. */
export function contentOf<K extends ListKey>(key: K, item: Item<K>): string {
  return contents[key](item);
}

const places: { readonly [K in ListKey]: (item: Item<K>) => Span } = {
  address: ({ at }) => at,
  subnet: ({ at }) => at,
  routes: ({ at }) => at,
  nat: ({ at }) => at,
  sysctl: ({ key }) => key.at,
  etc: ({ file }) => file.at,
  run: ({ at }) => at,
  exec: ({ at }) => at,
};

/** Where a list item stands. */
export function placeOf<K extends ListKey>(key: K, item: Item<K>): Span {
  return places[key](item);
}

/** The items of a list key; none if it is not written. */
export function itemsOf<K extends ListKey>(settings: NodeSettings, key: K): readonly Item<K>[] {
  // The compiler cannot see that NodeSettings[K] without undefined is the list of Item<K> for each K.
  return (settings[key] ?? []) as readonly Item<K>[];
}

const unique = new WeakMap<readonly unknown[], boolean>();

/** True if no two of the items have the same identity. A list that many nodes share is looked through once. */
export function areUnique<K extends ListKey>(settings: NodeSettings, key: K): boolean {
  const items = itemsOf(settings, key);
  const known = unique.get(items) ?? new Set(items.map((item) => identityOf(key, item))).size === items.length;
  unique.set(items, known);
  return known;
}

/** The place of a node's key in the Markdown, if it says something. */
export function scalarAt(key: ScalarKey, settings: NodeSettings) {
  return settings[key]?.at;
}

const plugFits = (plug: Plug, node: string, name: string) =>
  plug.node.text === node && (plug.interface === undefined || plug.interface.text === name);

/** True if the statement speaks of this cable: both ends fit, in either order; interfaces may be left out. */
export function isSameCable(statement: CableStatement, cable: DeclaredCable): boolean {
  const [a, b] = statement.ends;
  const [first, second] = cable.statement.ends;
  const [firstName, secondName] = cable.interfaces;
  const fits = (one: Plug, other: Plug) =>
    plugFits(one, first.node.text, firstName.name) && plugFits(other, second.node.text, secondName.name);
  return fits(a, b) || fits(b, a);
}
