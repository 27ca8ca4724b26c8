// What a block takes away: nodes with their cables, keys, list items, scalars whose value is the one that stands, cables.

import { formatCidr } from '../../address.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Text } from '../../diagnostics/span.ts';
import type { ListKey } from '../../kinds/node-key.ts';
import type {
  CableStatement,
  EndOptions,
  NodeRemoval,
  NodeSettings,
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
  const standing = new Map<string, unknown[]>();
  for (const item of itemsOf(key, node.settings).toReversed()) {
    const same = standing.get(identity(item)) ?? [];
    standing.set(identity(item), same);
    same.push(item);
  }
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
      const help = 'repeat it as it stands, word for word';
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

const optionKeys = ['subnet', 'mtu', 'state', 'perEnd'] as const;

/** True if the statement takes away options of the cable, and the cable stays. */
const takesOptions = (statement: CableStatement): boolean =>
  statement.own.length > 0 || statement.cleared !== undefined || optionKeys.some((key) => statement[key] !== undefined);

const endKeys = ['mac', 'mtu', 'state'] as const;

const saidOf = (value: Text | Written<unknown> | undefined) =>
  value === undefined ? undefined : 'text' in value ? value.text.toLowerCase() : String(value.value);

/** Reports an option that is to go, and does not stand so. */
function checkOption(
  key: string,
  stands: Text | Written<unknown> | undefined,
  gone: Text | Written<unknown> | undefined,
  diagnostics: Diagnostic[],
): void {
  if (gone === undefined || saidOf(stands) === saidOf(gone)) return;
  const said = saidOf(stands);
  const label = said === undefined ? `${key} is not set` : `it is ${said}`;
  const help = said === undefined ? `take "${key}" away from "remove:"` : `write ${key}: ${said}`;
  reportNotThere(gone.at, label, help, diagnostics);
}

/** Reports the options among these that are to go whatever they say, and are not there. */
function checkCleared(cleared: readonly Text[] = [], isSet: (key: string) => boolean, diagnostics: Diagnostic[]): void {
  for (const { text, at } of cleared) {
    if (isSet(text)) continue;
    reportNotThere(at, `${text} is not set`, `take "${text}" away from "remove:"`, diagnostics);
  }
}

const isCleared = (key: string, { cleared = [] }: Pick<EndOptions, 'cleared'>): boolean =>
  cleared.some(({ text }) => text === key);

/** What is left of the options of the ends: each key by itself. */
function withoutEndOptions(
  stand: readonly EndOptions[],
  gone: readonly EndOptions[],
  diagnostics: Diagnostic[],
): readonly EndOptions[] {
  for (const options of gone) {
    const old = stand.find((other) => formatEnd(other) === formatEnd(options));
    for (const key of endKeys) checkOption(key, old?.[key], options[key], diagnostics);
    checkCleared(options.cleared, (key) => endKeys.some((end) => end === key && old?.[end]), diagnostics);
  }
  return stand.map((options): EndOptions => {
    const away = gone.find((other) => formatEnd(other) === formatEnd(options));
    const goes = (key: string) =>
      away !== undefined && (isCleared(key, away) || endKeys.some((end) => end === key && away[end]));
    const left = Object.entries(options).filter(([key]) => !goes(key));
    return { node: options.node, ...Object.fromEntries(left) };
  });
}

function withoutOptions(cable: DeclaredCable, gone: CableStatement, diagnostics: Diagnostic[]): DeclaredCable {
  const { at, ends, own: stand, perEnd } = cable.statement;
  for (const key of ['mtu', 'state'] as const) checkOption(key, cable.statement[key], gone[key], diagnostics);
  for (const { key, value } of gone.own)
    checkOption(key.text, stand.find((option) => option.key.text === key.text)?.value, value, diagnostics);
  const isSet = (name: string) =>
    stand.some(({ key }) => key.text === name) ||
    optionKeys.some((option) => option === name && cable.statement[option] !== undefined);
  checkCleared(gone.cleared, isSet, diagnostics);
  const goes = (key: string) =>
    isCleared(key, gone) || optionKeys.some((option) => option === key && gone[option] !== undefined);
  const left = Object.entries(cable.statement).filter(([key]) => !goes(key));
  const own = stand.filter(
    ({ key }) => !isCleared(key.text, gone) && !gone.own.some((option) => option.key.text === key.text),
  );
  const ofEnds = gone.perEnd === undefined ? {} : { perEnd: withoutEndOptions(perEnd ?? [], gone.perEnd, diagnostics) };
  return { ...cable, statement: { at, ends, ...Object.fromEntries(left), ...ofEnds, own } };
}

const placeText = (place: PlaceStatement): string =>
  place.is === 'cidr' ? formatCidr(place.cidr) : `${place.family} ${place.number}`;

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
