// Writes the reference of the language, and what is generated of the pages of kinds, from the same shapes that read it.

import { checkForms } from '../../src/checks/list.ts';
import { firewallForms, firewallKeys } from '../../src/kinds/firewall/key.ts';
import { deviceKinds } from '../../src/kinds/interfaces/list.ts';
import type { Kind } from '../../src/kinds/kind.ts';
import { cableOptions, hostKind, linkKinds, nodeKeys, nodeKinds, places } from '../../src/kinds/kinds.ts';
import type { LinkOption } from '../../src/kinds/link-kind.ts';
import { natForms } from '../../src/kinds/nat/sentences.ts';
import { ruleForm } from '../../src/kinds/policy/key.ts';
import { routeForms } from '../../src/kinds/routes/sentences.ts';
import { blockKeys, laterBlockKeys } from '../../src/language/block.ts';
import { cableKeys, endKeys } from '../../src/language/cable-options.ts';
import { type Form, objectOf, type Word } from '../../src/language/form.ts';
import { reservedWords } from '../../src/language/names.ts';
import { kindKey, laterNodeKeys } from '../../src/language/nodes.ts';
import type { Json, Key, Keys } from '../../src/language/shape.ts';

const code = (text: string): string => `\`${text}\``;

export function table(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(heading), `|${heading.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}

const placeHeading = ['word', 'meaning'];
const keyHeading = ['key', 'meaning', 'value', 'example'];
const keyRows = (all: readonly (readonly [string, Omit<Key<unknown>, 'required'>])[]): string[][] =>
  all.map(([name, { summary, shape, example }]) => [code(name), summary, shape.words, code(example)]);
const keys = (all: Keys): string => table(keyHeading, keyRows(Object.entries(all)));

/** A word of a sentence, as the page shows it. */
interface WordRow {
  /** As it is written in the mapping form. */
  readonly key: string;
  readonly meaning: string;
  readonly value: string;
  readonly required: boolean;
}

/** In which of the two forms a word is said, where it is not both. */
const onlyIn = ({ mappingOnly, looks }: Word<unknown>): string =>
  mappingOnly === true ? ' Only in the mapping form.' : looks === undefined ? '' : ' Only in the sentence.';

/** The words of a sentence. What stands after the verb is never left out. */
export function wordsOf(of: Form<unknown>): WordRow[] {
  return Object.entries(of.words).map(([name, word]) => ({
    key: name === of.object ? of.verbs[0] : name,
    meaning: word.summary + onlyIn(word),
    value: word.value.words,
    required: word.required === true || name === objectOf(of),
  }));
}

const comesLater = (words: readonly string[]): string => `Comes later: ${words.map(code).join(', ')}.`;

/** One kind of sentence: what it says, examples, and its words. */
function formSection(of: Form<unknown>): string {
  const heading = of.unsaid === undefined ? of.verbs.map(code).join(' or ') : code(of.verbs[0]);
  const rows = wordsOf(of).map(({ key, meaning, value, required }) => [
    code(key),
    meaning,
    value,
    required ? 'yes' : '',
  ]);
  return [
    `### ${heading}`,
    of.summary,
    `\`\`\`yaml\n${of.examples.map((example) => `- ${example}`).join('\n')}\n\`\`\``,
    table(['word', 'meaning', 'value', 'required'], rows),
  ].join('\n\n');
}

const kinds = (all: readonly { readonly name: string; readonly summary: string }[], show: typeof code): string =>
  table(
    ['kind', 'what it is'],
    all.map(({ name, summary }) => [show(name), summary]),
  );

/** Keys of the mappings that stand under a key, each once, with what the schema says of it. */
function keysWithin(schema: Json): Map<string, string> {
  if (typeof schema !== 'object') return new Map();
  const { properties = {}, ...rest } = schema as Readonly<Record<string, Json>>;
  const own = Object.entries(properties).map(
    ([name, of]) => [name, (of as { description: string }).description] as const,
  );
  return new Map([...own, ...Object.values(rest).flatMap((inner) => [...keysWithin(inner)])]);
}

/** The sentences that stand under a key. */
const sentences: Readonly<Record<string, readonly Form<unknown>[]>> = {
  routes: routeForms,
  rules: [ruleForm],
  nat: natForms,
  firewall: firewallForms,
};

/** The words of the kind in a folder, as its page shows them; `codes` are its diagnostics. */
export function kindWords(folder: string, kind: Kind, codes: readonly string[]): string {
  const { nodes = [], links = [], keys: own = [], possessions = [] } = kind;
  const ofCables = Object.entries({ ...cableKeys, ...endKeys }).filter(([name]) => name === folder && own.length === 0);
  const devices = own.some(({ name }) => name === 'interfaces') ? deviceKinds : [];
  const options = [kind.cableOptions ?? {}, ...[...links, ...devices].map((one) => one.options)].flatMap(
    Object.entries<LinkOption>,
  );
  const within = own.flatMap(({ name, shape }) => {
    if (name === 'firewall') return Object.entries(firewallKeys).map(([key, { summary }]) => [key, summary] as const);
    return name in sentences ? [] : [...keysWithin(shape.schema)];
  });
  const tables: readonly (readonly [readonly string[], readonly (readonly string[])[]])[] = [
    [keyHeading, keyRows([...ofCables, ...own.map((key) => [key.name, key] as const)])],
    [['kind', 'what it is'], [...nodes, ...links, ...devices].map(({ name, summary }) => [code(name), summary])],
    [
      ['option', 'meaning', 'example'],
      [...new Map(options.map((one) => [one[1], one])).values()].map(([name, { summary, example }]) => [
        code(name),
        summary,
        code(`${name}: ${example}`),
      ]),
    ],
    [placeHeading, kind.place ? [[code(kind.place.name), kind.place.summary]] : []],
    [['in checks', 'what is there'], possessions.map(({ name, summary }) => [code(`has ${name}`), summary])],
    [['within', 'meaning'], within.map(([name, summary]) => [code(name), summary])],
  ];
  const diagnostics = codes.map((name) => `[${name}](../../../docs/diagnostics/${name}.md)`);
  return [
    ...tables.filter(([, rows]) => rows.length > 0).map(([heading, rows]) => table(heading, rows)),
    ...own.flatMap(({ name }) => sentences[name] ?? []).map(formSection),
    ...(diagnostics.length > 0 ? [`What can be wrong with it: ${diagnostics.join(', ')}.`] : []),
  ].join('\n\n');
}

/** The reference, without its head. `pageOf` tells where the page of a kind or a key is. */
export function languageReference(pageOf: (word: string) => string | undefined): string {
  const linked = (word: string): string => {
    const page = pageOf(word);
    return page === undefined ? code(word) : `[${code(word)}](${page})`;
  };
  return [
    `The keys and words of a \`topology\` block. [How the language works](../language.md) explains names, ranges, addresses
and steps; \`netgen schema\` prints the same as JSON Schema. Each word with a link has a page, with examples and what they come to;
\`netgen explain WORD\` prints it.`,
    '## A block',
    keys(blockKeys),
    comesLater(Object.keys(laterBlockKeys)),
    '## Nodes',
    'Under `nodes`, each name has a kind, a mapping, or nothing.',
    kinds([...nodeKinds, hostKind], linked),
    table(
      ['key', 'meaning'],
      [[code('kind'), kindKey.summary], ...nodeKeys.map(({ name, summary }) => [linked(name), summary])],
    ),
    comesLater(Object.keys(laterNodeKeys)),
    '## Links',
    `A link is a cable, \`SIDE -- SIDE\`, or one key that is a cable with its subnet or its options.`,
    kinds(linkKinds, linked),
    keys(cableKeys),
    'Under `at NODE` or `at NODE:INTERFACE`, for the interface at that end:',
    keys(endKeys),
    'What stands for something at both ends; under `at NODE` for the port at that end only, under `from NODE` or `from NODE:INTERFACE` for what that end sends:',
    table(
      ['key', 'meaning', 'of one end by'],
      Object.entries(cableOptions).map(([name, { summary, perEnd }]) => [
        linked(name),
        summary,
        perEnd ? code(perEnd) : '',
      ]),
    ),
    'In the place of an address, at an end of a cable:',
    table(
      placeHeading,
      places.map(({ name, summary }) => [linked(name), summary]),
    ),
    '## Checks',
    'Sentences under `checks` of a block. A note for the reader may follow a colon.',
    ...checkForms.map(formSection),
    '## Reserved words',
    'No node and no group may be called so:',
    [...reservedWords].map(code).join(' '),
  ].join('\n\n');
}
