// Puts together what one block says of a node under several keys: the key that names fewer nodes wins, scalar by scalar.
import { type Diagnostic, defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import type { Span, Text } from '../../diagnostics/span.ts';
import type { ListKey } from '../../kinds/node-key.ts';
import type { KeyPlaces, NodeSettings, NodeStatement } from '../../language/statements.ts';
import type { DeclaredNode } from './declaration.ts';
import { itemsOf, listKeys, scalarIn, scalarKeys } from './identity.ts';

const equalReach = defineDiagnostic('two-keys-disagree', 'two keys of the same reach disagree');

interface Reached {
  readonly reach: number;
  readonly at: Span;
  readonly text: string;
}

interface Gathering {
  name: Text;
  kind?: Text;
  settings: Record<string, unknown>;
  keys: KeyPlaces;
  reached: Map<string, Reached>;
  /** The lists that several keys have items for, and their items as text. */
  joined: Map<string, { readonly items: unknown[]; readonly texts: Set<string> }>;
}

function disagreement(name: string, key: string, first: Reached, second: Reached): Diagnostic {
  return equalReach({
    at: second.at,
    label: `${second.text}, for ${name}`,
    related: [{ at: first.at, label: `${first.text} here` }],
    help: `write ${key} for ${name} under a key of its own: "${name}: { ${key}: ${second.text} }"`,
  });
}

/** True if the new value is to take the place of the old one. Reports two of equal reach that disagree. */
function wins(gathering: Gathering, key: string, next: Reached, diagnostics: Diagnostic[]): boolean {
  const before = gathering.reached.get(key);
  if (before !== undefined) {
    if (before.reach < next.reach) return false;
    if (before.reach === next.reach && before.text !== next.text) {
      diagnostics.push(disagreement(gathering.name.text, key, before, next));
    }
  }
  gathering.reached.set(key, next);
  return true;
}

function appendList({ settings, joined }: Gathering, from: NodeSettings, key: ListKey): void {
  const { name, merge } = key;
  if (key.said(from) === undefined) return;
  if (key.said(settings) === undefined) {
    settings[name] = key.said(from);
    return;
  }
  const whole = (item: unknown) => `${merge.identity(item)} ${merge.content(item)}`;
  const before = itemsOf(key, settings);
  const list = joined.get(name) ?? { items: [...before], texts: new Set(before.map(whole)) };
  joined.set(name, list);
  // What one key says twice stays there twice: that is told later.
  const fresh = itemsOf(key, from).filter((item) => !list.texts.has(whole(item)));
  for (const item of fresh) {
    list.items.push(item);
    list.texts.add(whole(item));
  }
  settings[name] = list.items;
}

function gather(gathering: Gathering, statement: NodeStatement, diagnostics: Diagnostic[]): void {
  const { reach, kind, settings } = statement;
  if (kind !== undefined && wins(gathering, 'kind', { reach, at: kind.at, text: kind.text }, diagnostics)) {
    gathering.kind = kind;
  }
  for (const key of scalarKeys) {
    const value = scalarIn(key, settings);
    if (value === undefined) continue;
    if (wins(gathering, key.name, { reach, ...value }, diagnostics)) gathering.settings[key.name] = key.said(settings);
  }
  for (const key of listKeys) appendList(gathering, settings, key);
}

/** Where keys are written, the later place where there are two. */
export function placesOf(before: KeyPlaces, now: KeyPlaces): KeyPlaces {
  return now.size === 0 ? before : before.size === 0 ? now : new Map([...before, ...now]);
}

/** One node each, in the order in which they are first named. */
export function combineNodes(
  statements: readonly NodeStatement[],
  diagnostics: Diagnostic[],
): ReadonlyMap<string, DeclaredNode> {
  const nodes = new Map<string, Gathering>();
  for (const statement of statements) {
    const name = statement.name.text;
    const known = nodes.get(name);
    const gathering = known ?? {
      name: statement.name,
      settings: {},
      keys: statement.keys,
      reached: new Map(),
      joined: new Map(),
    };
    if (known !== undefined) known.keys = placesOf(known.keys, statement.keys);
    nodes.set(name, gathering);
    gather(gathering, statement, diagnostics);
  }
  return nodes;
}
