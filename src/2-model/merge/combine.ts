// Puts together what one block says of a node under several keys: the key that names fewer nodes wins, scalar by scalar.
import { type Diagnostic, defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import type { Span, Text } from '../../diagnostics/span.ts';
import type { KeyPlaces, NodeSettings, NodeStatement } from '../language/statements.ts';
import type { DeclaredNode } from './declaration.ts';
import {
  contentOf,
  type Item,
  identityOf,
  itemsOf,
  type ListKey,
  listKeys,
  type ScalarKey,
  scalarAt,
  scalarKeys,
  scalarText,
} from './identity.ts';

const equalReach = defineDiagnostic('two-keys-disagree', 'two keys of the same reach disagree');

interface Reached {
  readonly reach: number;
  readonly at: Span;
  readonly text: string;
}

interface Gathering {
  name: Text;
  kind?: Text;
  settings: { -readonly [K in keyof NodeSettings]: NodeSettings[K] };
  keys: KeyPlaces;
  reached: Map<ScalarKey | 'kind', Reached>;
  /** The lists that several keys have items for, and their items as text. */
  joined: Map<ListKey, { readonly items: unknown[]; readonly texts: Set<string> }>;
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
function wins(gathering: Gathering, key: ScalarKey | 'kind', next: Reached, diagnostics: Diagnostic[]): boolean {
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

function appendList<K extends ListKey>({ settings, joined }: Gathering, from: NodeSettings, key: K): void {
  if (from[key] === undefined) return;
  if (settings[key] === undefined) {
    settings[key] = from[key];
    return;
  }
  const whole = (item: Item<K>) => `${identityOf(key, item)} ${contentOf(key, item)}`;
  const before = itemsOf(settings, key);
  const list = joined.get(key) ?? { items: [...before], texts: new Set(before.map(whole)) };
  joined.set(key, list);
  // What one key says twice stays there twice: that is told later.
  const fresh = itemsOf(from, key).filter((item) => !list.texts.has(whole(item)));
  for (const item of fresh) {
    list.items.push(item);
    list.texts.add(whole(item));
  }
  Object.assign(settings, { [key]: list.items });
}

function gather(gathering: Gathering, statement: NodeStatement, diagnostics: Diagnostic[]): void {
  const { reach, kind, settings } = statement;
  if (kind !== undefined && wins(gathering, 'kind', { reach, at: kind.at, text: kind.text }, diagnostics)) {
    gathering.kind = kind;
  }
  for (const key of scalarKeys) {
    const text = scalarText(key, settings);
    const at = scalarAt(key, settings);
    if (text === undefined || at === undefined) continue;
    if (wins(gathering, key, { reach, at, text }, diagnostics))
      Object.assign(gathering.settings, { [key]: settings[key] });
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
