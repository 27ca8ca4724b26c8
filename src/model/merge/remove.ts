// What a block takes away: nodes with their cables, keys, list items, scalars whose value is the one that stands, cables.

import { formatCidr } from '../../address.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Span, Text } from '../../diagnostics/span.ts';
import { groupBy } from '../../group-by.ts';
import type { ListKey } from '../../kinds/node-key.ts';
import type {
  CableStatement,
  EndOptions,
  NodeRemoval,
  NodeSettings,
  OwnOption,
  PlaceStatement,
  Removals,
  Written,
} from '../../language/statements.ts';
import { formatEnd } from '../../language/targets.ts';
import type { Declaration, DeclaredCable, DeclaredNode } from './declaration.ts';
import { Cables, reportNotThere } from './find.ts';
import { itemsOf, listKeys, scalarIn, scalarKeys } from './identity.ts';

function removeItems(key: ListKey, node: DeclaredNode, gone: NodeSettings, diagnostics: Diagnostic[]): NodeSettings {
  const { identity, content, place } = key.merge;
  if (key.said(gone) === undefined) return {};
  const standing = groupBy(itemsOf(key, node.settings).toReversed(), identity);
  const removed = new Set<unknown>();
  for (const item of itemsOf(key, gone)) {
    const alike = standing.get(identity(item)) ?? [];
    const exact = alike.findIndex((one) => content(one) === content(item));
    const [same] = exact === -1 ? [alike.pop()] : alike.splice(exact, 1);
    if (same === undefined) {
      const label = `${node.name.text} has no such item`;
      reportNotThere(place(item), label, 'repeat what an earlier step has written', diagnostics);
      continue;
    }
    removed.add(same);
    if (content(same) !== content(item)) {
      const help = 'repeat it as it stands, word for word; to alter it, write what is to stand under `change`';
      reportNotThere(place(item), 'another value stands here', help, diagnostics);
    }
  }
  return { [key.name]: itemsOf(key, node.settings).filter((item) => !removed.has(item)) };
}

/** Takes away the items that are named without what they say. */
function removeEntries(
  node: DeclaredNode,
  { entries }: NodeRemoval,
  settings: NodeSettings,
  diagnostics: Diagnostic[],
): NodeSettings {
  const said = new Set(entries.map(({ key }) => key));
  const left = new Map(
    listKeys
      .filter(({ name }) => said.has(name))
      .map((key) => [
        key.name,
        new Map<string, unknown>(itemsOf(key, settings).map((item) => [key.merge.identity(item), item])),
      ]),
  );
  for (const { key, name } of entries) {
    if (left.get(key)?.delete(name.text)) continue;
    const label = `${node.name.text} has no such item`;
    reportNotThere(name.at, label, 'repeat what an earlier step has written', diagnostics);
  }
  return { ...settings, ...Object.fromEntries(Array.from(left, ([key, items]) => [key, [...items.values()]])) };
}

function removeFromNode(node: DeclaredNode, gone: NodeRemoval, diagnostics: Diagnostic[]): DeclaredNode {
  const settings: Record<string, unknown> = { ...node.settings };
  for (const { text: key, at } of gone.keys) {
    if (node.settings[key] === undefined) {
      reportNotThere(at, `${key} of ${node.name.text} is not set`, `take "${key}" away from "remove:"`, diagnostics);
    }
    delete settings[key];
  }
  for (const key of scalarKeys) {
    const value = scalarIn(key, gone.settings);
    if (value === undefined) continue;
    const stands = scalarIn(key, node.settings)?.text;
    if (stands !== value.text) {
      const label = stands === undefined ? 'nothing is set' : `it is ${stands}`;
      reportNotThere(value.at, label, `write ${key.name}: ${stands ?? value.text}`, diagnostics);
    }
    delete settings[key.name];
  }
  for (const key of listKeys) Object.assign(settings, removeItems(key, node, gone.settings, diagnostics));
  return { ...node, settings: removeEntries(node, gone, settings, diagnostics) };
}

type Options = Readonly<Record<string, Text | Written<unknown> | undefined>>;

/** The options of a cable that are said of it as a whole, whichever kind of link they are of; of its subnets, the first. */
const optionsOf = ({ subnet, mtu, state, own }: CableStatement): Options => ({
  ...namedOptions(own),
  ...{ subnet: subnet?.[0], mtu, state },
});

const namedOptions = (own: readonly OwnOption[] = []): Options =>
  Object.fromEntries(own.map(({ key, value }) => [key.text, value]));

/** True if the statement takes away options of the cable, and the cable stays. */
const takesOptions = (statement: CableStatement): boolean =>
  [statement.perEnd, statement.cleared, ...Object.values(optionsOf(statement))].some((said) => said !== undefined);

const textOf = (value: Options[string]): string | undefined =>
  value && ('text' in value ? value.text.toLowerCase() : String(value.value));

/** Reports an option that does not say what stands, or stands nowhere. */
function reportOther(key: string, at: Span, standing: readonly string[], diagnostics: Diagnostic[]): void {
  const [first] = standing;
  const label = first === undefined ? `${key} is not set` : `it is ${standing.join(', ')}`;
  const help = first === undefined ? `take "${key}" away from "remove:"` : `write ${key}: ${first}`;
  reportNotThere(at, label, help, diagnostics);
}

/** The names of options that go: with what they say, or whatever it is. Reports those that stand otherwise, or not at all. */
function goneOptions(
  stand: Options,
  gone: Options,
  { cleared = [] }: Pick<EndOptions, 'cleared'>,
  diagnostics: Diagnostic[],
): Set<string> {
  const names = new Set<string>();
  const check = (key: string, at: Span, said: string | undefined) => {
    names.add(key);
    const stands = textOf(stand[key]);
    if (stands === undefined ? false : said === undefined || said === stands) return;
    reportOther(key, at, stands === undefined ? [] : [stands], diagnostics);
  };
  for (const [key, value] of Object.entries(gone)) if (value !== undefined) check(key, value.at, textOf(value));
  for (const { text, at } of cleared) check(text, at, undefined);
  return names;
}

const without = (options: object, names: ReadonlySet<string>) =>
  Object.fromEntries(Object.entries(options).filter(([key]) => !names.has(key)));

/** What is left of the options of the ends: each key by itself. */
function withoutEndOptions(
  stand: readonly EndOptions[],
  gone: readonly EndOptions[],
  diagnostics: Diagnostic[],
): EndOptions[] {
  const names = new Map<string, ReadonlySet<string>>();
  for (const options of gone) {
    const { mac, mtu, state, own } = options;
    const old = stand.find((other) => formatEnd(other) === formatEnd(options));
    const stands = { mac: old?.mac, mtu: old?.mtu, state: old?.state, ...namedOptions(old?.own) };
    const gone = { mac, mtu, state, ...namedOptions(own) };
    names.set(formatEnd(options), goneOptions(stands, gone, options, diagnostics));
  }
  return stand.map((options) => {
    const removed = names.get(formatEnd(options)) ?? new Set();
    const { node, own } = options;
    return { node, ...without(options, removed), own: own.filter(({ key }) => !removed.has(key.text)) };
  });
}

/** The subnets of a cable without those that go; undefined where none of them is named. Reports those that it does not have. */
function withoutSubnets(
  { subnet: stand = [] }: CableStatement,
  { subnet: gone }: CableStatement,
  diagnostics: Diagnostic[],
): CableStatement['subnet'] {
  const standing = stand.map(({ value }) => formatCidr(value));
  const named = gone?.map(({ value }) => formatCidr(value));
  for (const { value, at } of gone ?? [])
    if (!standing.includes(formatCidr(value))) reportOther('subnet', at, standing, diagnostics);
  return named && stand.filter(({ value }) => !named.includes(formatCidr(value)));
}

function withoutOptions(cable: DeclaredCable, gone: CableStatement, diagnostics: Diagnostic[]): DeclaredCable {
  const { statement } = cable;
  const { subnet: _, ...said } = optionsOf(gone);
  const names = goneOptions(optionsOf(statement), said, gone, diagnostics);
  const subnet = withoutSubnets(statement, gone, diagnostics);
  if (subnet?.length === 0) names.add('subnet');
  const { at, ends, perEnd = [] } = statement;
  const own = statement.own.filter(({ key }) => !names.has(key.text));
  const ofEnds = gone.perEnd && { perEnd: withoutEndOptions(perEnd, gone.perEnd, diagnostics) };
  return {
    ...cable,
    statement: { at, ends, ...without({ ...statement, ...(subnet && { subnet }) }, names), ...ofEnds, own },
  };
}

const placeText = (place: PlaceStatement): string =>
  place.is === 'cidr' ? formatCidr(place.cidr) : place.is === 'asked' ? place.by : `${place.family} ${place.number}`;

/** Reports a place that the removal repeats otherwise than it stands. */
function checkPlaces({ ends }: CableStatement, { statement }: DeclaredCable, diagnostics: Diagnostic[]): void {
  for (const { node, places } of ends) {
    const standing = statement.ends
      .filter((plug) => plug.node.text === node.text)
      .flatMap((plug) => plug.places.map(placeText));
    for (const place of places) {
      if (standing.includes(placeText(place))) continue;
      reportNotThere(
        place.at,
        `${node.text} has another address here`,
        'repeat it as it stands, or leave it out',
        diagnostics,
      );
    }
  }
}

function removeCables(
  standing: readonly DeclaredCable[],
  gone: readonly CableStatement[],
  diagnostics: Diagnostic[],
): readonly DeclaredCable[] {
  if (gone.length === 0) return standing;
  const cables = new Cables(standing);
  for (const statement of gone) {
    cables.replace(statement, diagnostics, (cable) => {
      checkPlaces(statement, cable, diagnostics);
      return takesOptions(statement) ? withoutOptions(cable, statement, diagnostics) : undefined;
    });
  }
  return cables.all();
}

/** The declaration without what the block removes. Addresses dealt to what is gone are free again. */
export function removeContent(declaration: Declaration, removals: Removals, diagnostics: Diagnostic[]): Declaration {
  const nodes = new Map(declaration.nodes);
  const whole = new Set<string>();
  for (const removal of removals.nodes) {
    const name = removal.name.text;
    const node = nodes.get(name);
    if (node === undefined)
      reportNotThere(removal.name.at, `no node ${name} yet`, 'name a node of an earlier step', diagnostics);
    else if (removal.whole) {
      nodes.delete(name);
      whole.add(name);
    } else nodes.set(name, removeFromNode(node, removal, diagnostics));
  }
  const cables = removeCables(declaration.cables, removals.cables, diagnostics).filter(
    ({ statement }) => !statement.ends.some(({ node }) => whole.has(node.text)),
  );
  const standing = new Set(
    cables.flatMap(({ statement, interfaces }) =>
      statement.ends.map(({ node }, side) => `${node.text}:${interfaces[side === 0 ? 0 : 1].name}`),
    ),
  );
  const dealt = new Map([...declaration.dealt].filter(([key]) => standing.has(key.slice(0, key.lastIndexOf(':')))));
  return { ...declaration, nodes, cables, dealt };
}
