// The edit that says one more thing of a node in a topology block, in the form in which the block says others.
import type { TextEdit } from '../diagnostics/edit.ts';
import type { Point, Span } from '../diagnostics/span.ts';
import type { Yaml, YamlEntry, YamlMap } from '../source/tutorial.ts';

/** What is to stand under a node: a value, or more items of a list. `under`: in the mapping of this key of the node. */
export type Saying = { readonly node: string; readonly under?: string; readonly key: string } & (
  | { readonly value: string }
  | { readonly items: readonly string[] }
);

/** What is to be written: a word of a node, or a text in the place of another. */
export type Writing = Saying | TextEdit;

const on = ({ file }: Span, point: Point): Span => ({ file, start: point, end: point });
const behind = (point: Point, count: number): Point => ({
  line: point.line,
  column: point.column + count,
  offset: point.offset + count,
});

/** A text within brackets, where a comma would end it. */
const quoted = (text: string): string => (/[,[\]{}]/.test(text) ? JSON.stringify(text) : text);

/** True if brackets stand around it: then it ends behind its last value. */
const isFlow = ({ at }: Yaml, last: { readonly at: Span } | undefined): boolean =>
  last === undefined || at.end.offset > last.at.end.offset;

const lineStart = ({ start }: Span): string => `\n${' '.repeat(start.column - 1)}`;

const lastOf = ({ entries }: YamlMap) => {
  const last = entries.at(-1);
  return last?.value.is === 'nothing' ? last.key : last?.value;
};

const listed = (items: readonly string[]): string => items.map(quoted).join(', ');

/** More items in what stands there: a list, or the one thing that is said. */
function itemsAdded(there: Yaml, items: readonly string[]): TextEdit | undefined {
  if (there.is === 'text') return { at: there.at, text: `[${listed([there.text, ...items])}]` };
  if (there.is !== 'list') return undefined;
  const last = there.items.at(-1);
  if (last === undefined) return { at: there.at, text: `[${listed(items)}]` };
  if (isFlow(there, last)) return { at: on(there.at, last.at.end), text: `, ${listed(items)}` };
  const start = lineStart(there.at);
  return { at: on(there.at, there.at.start), text: items.map((item) => `- ${item}${start}`).join('') };
}

function entryAdded(body: YamlMap, key: string, value: string): TextEdit {
  const [first, last] = [body.entries[0], lastOf(body)];
  if (first === undefined || last === undefined) return { at: body.at, text: `{ ${key}: ${value} }` };
  if (isFlow(body, last)) return { at: on(body.at, last.at.end), text: `, ${key}: ${value}` };
  return { at: on(body.at, first.key.at.start), text: `${key}: ${value}${lineStart(first.key.at)}` };
}

const shownOf = (saying: Saying): string => ('items' in saying ? `[${listed(saying.items)}]` : saying.value);

/** What is said of the node as a whole: nothing, its kind, or a mapping. */
function saidUnder({ key: name, value: body }: YamlEntry, { under, ...saying }: Saying): TextEdit | undefined {
  const { key } = saying;
  const shown = shownOf(saying);
  if (under !== undefined) {
    const deeper = body.is === 'map' ? body.entries.find((entry) => entry.key.text === under) : undefined;
    return deeper && saidUnder(deeper, saying);
  }
  if (body.is === 'nothing') return { at: on(name.at, behind(name.at.end, 1)), text: ` { ${key}: ${shown} }` };
  if (body.is === 'text')
    return { at: body.at, text: key === 'kind' ? shown : `{ kind: ${body.text}, ${key}: ${shown} }` };
  if (body.is === 'list') return undefined;
  const there = body.entries.find((entry) => entry.key.text === key)?.value;
  if (there === undefined) return entryAdded(body, key, shown);
  if ('items' in saying) return itemsAdded(there, saying.items);
  return there.is === 'text' ? { at: there.at, text: saying.value } : undefined;
}

/** The edit; undefined where the block says nothing of the node. `at`: where it is declared, by its own name or that of many. */
export function sayOfNode({ entries }: YamlMap, at: Span, saying: Saying): TextEdit | undefined {
  const nodes = entries.find(({ key }) => key.text === 'nodes')?.value;
  const bare =
    nodes?.is === 'list' ? nodes.items.find((item) => item.is === 'text' && item.text === saying.node) : undefined;
  if (bare !== undefined) return { at: bare.at, text: `${saying.node}: { ${saying.key}: ${shownOf(saying)} }` };
  const maps = nodes?.is === 'list' ? nodes.items : nodes === undefined ? [] : [nodes];
  const all = maps.flatMap((each) => (each.is === 'map' ? each.entries : []));
  const isIn = ({ key }: YamlEntry) => key.at.start.offset <= at.start.offset && at.end.offset <= key.at.end.offset;
  const entry = all.find(({ key }) => key.text === saying.node) ?? all.find(isIn);
  return entry && saidUnder(entry, saying);
}

/** The same with all items of one list together. */
export function itemsTogether(writings: readonly Writing[]): readonly Writing[] {
  const all: Writing[] = [];
  for (const writing of writings) {
    const isSame = (other: Writing) =>
      'items' in writing &&
      'items' in other &&
      (['node', 'under', 'key'] as const).every((word) => writing[word] === other[word]);
    const at = all.findIndex(isSame);
    const known = all[at];
    if (known !== undefined && 'items' in known && 'items' in writing)
      all[at] = { ...known, items: [...known.items, ...writing.items] };
    else all.push(writing);
  }
  return all;
}
