// What a block puts in the place of what stands: scalars by key, list items by identity, cables by their two ends.
import { type Diagnostic, defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import { nearest } from '../../diagnostics/did-you-mean.ts';
import type { ListKey, ListMerge } from '../../kinds/node-key.ts';
import { joinEndOptions } from '../../language/cable-options.ts';
import { joinOwn } from '../../language/own-options.ts';
import type { CableEnd, CableStatement, Content, EndOptions, NodeSettings } from '../../language/statements.ts';
import { formatEnd } from '../../language/targets.ts';
import { byIdentity } from './already-there.ts';
import { combineNodes, placesOf } from './combine.ts';
import type { Declaration, DeclaredCable, DeclaredNode } from './declaration.ts';
import { Cables, reportNotThere } from './find.ts';
import { itemsOf, listKeys, scalarIn, scalarKeys } from './identity.ts';

const whichRoute = defineDiagnostic('which-route', 'more than one route fits');

/** After so many problems no more names are compared: each takes as long as there are names. */
const mostGuesses = 100;

/** Reports an item that is not there. Where it has a name, and one like it stands, one of the two may be misspelt. */
function reportNewItem<Item>(
  merge: ListMerge<Item>,
  item: Item,
  standing: ReadonlyMap<string, readonly Item[]>,
  diagnostics: Diagnostic[],
): void {
  const name = merge.identity(item);
  const named = merge.changes === 'a named item' && diagnostics.length < mostGuesses;
  const near = named ? nearest(name, standing.keys()) : undefined;
  const meant = near === undefined ? undefined : standing.get(near)?.[0];
  const add = 'write it outside of "change:" to add it';
  const help = meant === undefined ? add : `write ${name} there too if ${near} is misspelt; else ${add}`;
  const related = meant === undefined ? [] : [{ at: merge.place(meant), label: `${near} is there` }];
  reportNotThere(merge.place(item), `${name} is not there`, help, diagnostics, related);
}

function changeList(key: ListKey, old: NodeSettings, now: NodeSettings, diagnostics: Diagnostic[]): NodeSettings {
  const { name, merge } = key;
  if (key.said(now) === undefined) return {};
  const before = itemsOf(key, old);
  const changed = itemsOf(key, now);
  if (merge.changes === 'the list') {
    const partOf = (item: unknown): string => merge.part?.(item) ?? name;
    const parts = new Set(changed.length === 0 ? [name] : changed.map(partOf));
    for (const part of parts) {
      const first = changed.find((item) => partOf(item) === part);
      if (first === undefined || before.some((item) => partOf(item) === part)) continue;
      const help = 'write it outside of "change:" to add it';
      reportNotThere(merge.place(first), `no ${part} stands here yet`, help, diagnostics);
    }
    return { [name]: [...before.filter((item) => !parts.has(partOf(item))), ...changed] };
  }
  const next = byIdentity(merge, before);
  for (const item of changed) {
    const identity = merge.identity(item);
    const alike = next.get(identity) ?? [];
    if (alike.length === 0) reportNewItem(merge, item, next, diagnostics);
    next.set(identity, replaced(key, alike, item, diagnostics));
  }
  return { [name]: [...next.values()].flat() };
}

/** Items of one identity with this one in the place of the one that it takes: of several that stand beside each other, the one that it meets. */
function replaced(
  { name, merge }: ListKey,
  alike: readonly unknown[],
  item: unknown,
  diagnostics: Diagnostic[],
): readonly unknown[] {
  if (alike.length < 2) return [item];
  const fitting = alike.filter((one) => merge.beside?.meet(one, item) === true);
  const [only, second] = fitting;
  if (second === undefined) return alike.map((one) => (one === only ? item : one));
  const related = fitting.map((one) => ({ at: merge.place(one), label: 'this one' }));
  const help = 'take the one that you mean away under "remove:", and add this one';
  diagnostics.push(whichRoute({ at: merge.place(item), label: `${fitting.length} ${name} fit`, related, help }));
  return alike;
}

function changeNode(node: DeclaredNode, now: DeclaredNode, diagnostics: Diagnostic[]): DeclaredNode {
  for (const key of scalarKeys) {
    const value = scalarIn(key, now.settings);
    if (value === undefined || key.said(node.settings) !== undefined) continue;
    const label = `${key.name} of ${node.name.text} is not set`;
    reportNotThere(value.at, label, 'write it outside of "change:" to add it', diagnostics);
  }
  const lists = listKeys.map((key) => changeList(key, node.settings, now.settings, diagnostics));
  const settings: NodeSettings = Object.assign({}, node.settings, now.settings, ...lists);
  const kind = now.kind ?? node.kind;
  const keys = placesOf(node.keys, now.keys);
  return { name: node.name, ...(kind === undefined ? {} : { kind }), settings, keys };
}

function changedPlug(old: CableEnd, statement: CableStatement, node: string, other: number): CableEnd {
  const fitting = statement.ends.filter((plug) => plug.node.text === node);
  const now = fitting.length === 2 ? statement.ends[other] : fitting[0];
  return now === undefined || now.places.length === 0 ? old : { ...old, places: now.places };
}

function mergePerEnd(old: readonly EndOptions[] = [], now: readonly EndOptions[] = []): readonly EndOptions[] {
  const same = (one: EndOptions) => (other: EndOptions) => formatEnd(one) === formatEnd(other);
  const merged = old.map((options) => joinEndOptions(options, now.find(same(options)) ?? options));
  return [...merged, ...now.filter((options) => !old.some(same(options)))];
}

function changeCable(cable: DeclaredCable, now: CableStatement): DeclaredCable {
  const old = cable.statement;
  const [a, b] = old.ends;
  const statement: CableStatement = {
    ...old,
    ...now,
    at: old.at,
    ...(now.perEnd && { perEnd: mergePerEnd(old.perEnd, now.perEnd) }),
    ends: [changedPlug(a, now, a.node.text, 0), changedPlug(b, now, b.node.text, 1)],
    own: joinOwn(old.own, now.own),
  };
  return { ...cable, statement };
}

/** The declaration with what the block changes. */
export function changeContent(declaration: Declaration, content: Content, diagnostics: Diagnostic[]): Declaration {
  const nodes = new Map(declaration.nodes);
  for (const [name, now] of combineNodes(content.nodes, diagnostics)) {
    const node = nodes.get(name);
    if (node !== undefined) nodes.set(name, changeNode(node, now, diagnostics));
    else reportNotThere(now.name.at, `no node ${name} yet`, 'write it outside of "change:" to add it', diagnostics);
  }
  if (content.cables.length === 0) return { ...declaration, nodes };
  const cables = new Cables(declaration.cables);
  for (const statement of content.cables)
    cables.replace(statement, diagnostics, (cable) => changeCable(cable, statement));
  return { ...declaration, nodes, cables: cables.all() };
}
