// Writes the reference of the language from the same shapes that read it.

import { hostKind, linkKinds, nodeKeys, nodeKinds } from '../../src/kinds/kinds.ts';
import { natForms } from '../../src/kinds/nat/sentences.ts';
import { routeForms } from '../../src/kinds/routes/sentences.ts';
import { blockKeys, laterBlockKeys } from '../../src/language/block.ts';
import {
  cableKeys,
  endKeys,
  laterCableKeys,
  laterCablePrefixes,
  laterKinds,
} from '../../src/language/cable-options.ts';
import { laterPlaces } from '../../src/language/cable-sides.ts';
import { checkForms } from '../../src/language/checks.ts';
import { type Form, objectOf, type Word } from '../../src/language/form.ts';
import { reservedWords } from '../../src/language/names.ts';
import { kindKey, laterNodeKeys } from '../../src/language/nodes.ts';
import type { Keys } from '../../src/language/shape.ts';

const code = (text: string): string => `\`${text}\``;

function table(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(heading), `|${heading.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}

function keys(all: Keys): string {
  const rows = Object.entries(all).map(([name, { summary, shape, example }]) => [
    code(name),
    summary,
    shape.words,
    code(example),
  ]);
  return table(['key', 'meaning', 'value', 'example'], rows);
}

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
  if (of.verbs[0] in of.later) return `### \`${of.verbs[0]}\`\n\nComes later. ${of.summary}`;
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
    ...(Object.keys(of.later).length > 0 ? [comesLater(Object.keys(of.later))] : []),
  ].join('\n\n');
}

const kinds = (all: readonly { readonly name: string; readonly summary: string }[]): string =>
  table(
    ['kind', 'what it is'],
    all.map(({ name, summary }) => [code(name), summary]),
  );

function options(): string {
  const own = linkKinds.flatMap((kind) =>
    Object.entries(kind.options).map(([name, { summary, example }]) => [
      code(kind.name),
      code(name),
      summary,
      code(`${name}: ${example}`),
    ]),
  );
  return own.length === 0 ? '' : `\n\n${table(['kind', 'its own option', 'meaning', 'example'], own)}`;
}

/** The whole page, without its head. */
export function languageReference(): string {
  return [
    `The keys and words of a \`topology\` block. [How the language works](../language.md) explains names, ranges, addresses
and steps; \`netgen schema\` prints the same as JSON Schema.`,
    '## A block',
    keys(blockKeys),
    comesLater(Object.keys(laterBlockKeys)),
    '## Nodes',
    'Under `nodes`, each name has a kind, a mapping, or nothing.',
    kinds([...nodeKinds, hostKind]),
    `\`${hostKind.name}\` is there without being named, and takes no \`kind\`.`,
    keys({ kind: kindKey, ...Object.fromEntries(nodeKeys.map((key) => [key.name, key])) }),
    comesLater(Object.keys(laterNodeKeys)),
    '## Links',
    `A link is a cable, \`SIDE -- SIDE\`, or one key that is a cable with its subnet or its options.`,
    kinds(linkKinds),
    `${keys(cableKeys)}${options()}`,
    'Under `at NODE` or `at NODE:INTERFACE`, for the interface at that end:',
    keys(endKeys),
    comesLater([
      ...Object.keys(laterCableKeys).filter((key) => !linkKinds.some(({ options: own }) => Object.hasOwn(own, key))),
      ...Object.keys(laterCablePrefixes).map((word) => `${word} NODE`),
    ]),
    `Kinds that come later: ${[...laterKinds.keys()].map(code).join(', ')}. In the place of an address: ${Object.keys(laterPlaces).map(code).join(', ')}.`,
    '## Routes',
    'Sentences under `routes` of a node.',
    ...routeForms.map(formSection),
    '## Translations',
    'Sentences under `nat` of a node.',
    ...natForms.map(formSection),
    '## Checks',
    'Sentences under `checks` of a block. A note for the reader may follow a colon.',
    ...checkForms.map(formSection),
    '## Reserved words',
    'No node and no group may be called so:',
    [...reservedWords].map(code).join(' '),
  ].join('\n\n');
}
