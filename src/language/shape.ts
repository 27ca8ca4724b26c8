// Shapes: what a value looks like. One shape gives the type, the reading with exact places, and the JSON Schema.

import { nearest } from '../diagnostics/did-you-mean.ts';
import type { Span, Text } from '../diagnostics/span.ts';
import type { Yaml, YamlEntry, YamlMap, YamlText } from '../source/tutorial.ts';
import { yamlTrap } from '../source/yaml-traps.ts';
import { Piece } from './piece.ts';
import { missingKey, notYet, splitByComma, unknownKey, wrongType } from './problems.ts';
import type { Reading } from './reading.ts';
import type { OwnOption } from './statements.ts';

export type Json = string | number | boolean | readonly Json[] | JsonSchema;
export type JsonSchema = { readonly [keyword: string]: Json };

/** What a value looks like. */
export interface Shape<out T> {
  /** For the reference: `cidr or list`. */
  readonly words: string;
  readonly schema: JsonSchema;
  /** Gives undefined if it had to report something. */
  read(yaml: Yaml, reading: Reading): T | undefined;
  /** True for a text that is only the rest of a comma list, which brackets cut off. */
  fragment?(text: string): boolean;
}

export interface Key<out T> {
  readonly shape: Shape<T>;
  readonly summary: string;
  readonly example: string;
  readonly required?: boolean;
}

export type Keys = Readonly<Record<string, Key<unknown>>>;
/** Words of the language that this version cannot do, each with what to do instead. */
export type Later = Readonly<Record<string, string>>;
export type Fields<K extends Keys> = { readonly [P in keyof K]?: K[P] extends Key<infer T> ? T : never };

const named: Readonly<Record<Yaml['is'], string>> = {
  text: 'a text',
  list: 'a list',
  map: 'a mapping',
  nothing: 'nothing',
};

/** Where a mapping or a list starts: its first line says enough. */
function startOf(yaml: Yaml): Span {
  const [first] = yaml.is === 'map' ? yaml.entries : [];
  if (first !== undefined) return first.key.at;
  return yaml.is === 'list' && yaml.items[0] !== undefined ? startOf(yaml.items[0]) : yaml.at;
}

/** Reports that something else than `words` stands here. */
export function refuseType(yaml: Yaml, words: string, example: string, reading: Reading): undefined {
  const [entry, ...more] = yaml.is === 'map' ? yaml.entries : [];
  if (entry !== undefined && more.length === 0 && /\s|:$/.test(entry.key.text)) {
    const braced = entry.value.is === 'nothing' && yaml.at.start.offset < entry.key.at.start.offset;
    const after = entry.value.is === 'text' ? `: ${entry.value.text}` : braced ? '' : ':';
    const quoted = `"${(entry.key.text + after).replaceAll('"', '\\"')}"`;
    const help = braced ? `take the braces away, or write quotes for them: ${quoted}` : `put it in quotes: ${quoted}`;
    const label = braced ? 'the braces make it a mapping' : 'the colon makes it a mapping';
    return reading.report(yamlTrap({ at: entry.key.at, label, help }));
  }
  const is = yaml.is === 'text' && yaml.text.trim() === '' ? 'empty' : named[yaml.is];
  const label = `${is}, where ${words} is wanted`;
  return reading.report(wrongType({ at: startOf(yaml), label, help: `write it like ${example}` }));
}

/** Reports a word of the language that this version cannot do. */
function refuseLater(word: string, at: Span, instead: string, reading: Reading): undefined {
  return reading.report(notYet({ at, label: `\`${word}\` comes later`, help: instead }));
}

/** A scalar, read by `read` as one piece. */
export function scalar<T>(
  words: string,
  example: string,
  schema: JsonSchema,
  read: (piece: Piece, reading: Reading) => T | undefined,
): Shape<T> {
  return {
    words,
    schema,
    read: (yaml, reading) =>
      yaml.is === 'text' ? read(new Piece(yaml), reading) : refuseType(yaml, words, example, reading),
  };
}

const isOnLineOf = (one: Yaml | undefined, next: Yaml | undefined): boolean =>
  one !== undefined && one.at.end.line === next?.at.start.line;
const isName = ({ text }: YamlText): boolean => !/\s/.test(text);

/** A list of things, or one of them alone. What is wrong is left out, for the other items to be read too. */
export function oneOrMany<T>(item: Shape<T>): Shape<readonly T[]> {
  return {
    words: `${item.words}, or a list`,
    schema: { anyOf: [item.schema, { type: 'array', items: item.schema }] },
    read(yaml, reading) {
      const things: T[] = [];
      const items = yaml.is === 'list' ? yaml.items : [yaml];
      for (const [index, one] of items.entries()) {
        const isCut =
          one.is === 'text' &&
          (isOnLineOf(items[index - 1], one) || (isName(one) && isOnLineOf(one, items[index + 1])));
        if (isCut && item.fragment?.(one.text) === true) {
          const help = 'write one item a line, or put the item in quotes';
          reading.report(splitByComma({ at: one.at, label: 'inside [ ] a comma ends the item', help }));
          continue;
        }
        const thing = item.read(one, reading);
        if (thing !== undefined) things.push(thing);
      }
      return things;
    },
  };
}

/** One of several shapes, chosen by what YAML sees. */
export function either<T>(words: string, example: string, shapes: { readonly [I in Yaml['is']]?: Shape<T> }): Shape<T> {
  return {
    words,
    schema: { anyOf: Object.values(shapes).map(({ schema }) => schema) },
    read(yaml, reading) {
      const shape = shapes[yaml.is];
      return shape === undefined ? refuseType(yaml, words, example, reading) : shape.read(yaml, reading);
    },
  };
}

/** Nothing at all, which says `value`. */
export function nothing<T>(value: T): Shape<T> {
  return { words: 'nothing', schema: { type: 'null' }, read: () => value };
}

/** The same shape, with another result. */
export function mapped<A, B>(shape: Shape<A>, change: (value: A, reading: Reading) => B | undefined): Shape<B> {
  const { words, schema, fragment } = shape;
  return {
    words,
    schema,
    ...(fragment === undefined ? {} : { fragment }),
    read(yaml, reading) {
      const value = shape.read(yaml, reading);
      return value === undefined ? undefined : change(value, reading);
    },
  };
}

/** A mapping whose keys the author chooses: pairs of what its keys and its values say. */
export function mapOf<K, T>(
  words: string,
  example: string,
  key: { readonly pattern: string; read(piece: Piece, reading: Reading): K | undefined },
  value: Shape<T>,
): Shape<readonly (readonly [K, T])[]> {
  return {
    words,
    schema: { type: 'object', patternProperties: { [key.pattern]: value.schema }, additionalProperties: false },
    read(yaml, reading) {
      if (yaml.is !== 'map') return refuseType(yaml, words, example, reading);
      const pairs: (readonly [K, T])[] = [];
      for (const entry of yaml.entries) {
        const name = key.read(new Piece(entry.key).trim(), reading);
        const thing = value.read(entry.value, reading);
        if (name !== undefined && thing !== undefined) pairs.push([name, thing]);
      }
      return pairs;
    },
  };
}

export interface Mapping<K extends Keys, P> {
  readonly at: Span;
  readonly fields: Fields<K>;
  readonly keys: ReadonlyMap<string, Span>;
  /** Keys with nothing after them, where that is allowed. */
  readonly cleared: readonly Text[];
  /** Keys of two words, `at NODE`. */
  readonly prefixed: readonly { readonly word: string; readonly name: Piece; readonly value: P }[];
  /** Keys that are known at run time only: the options of link kinds. */
  readonly own: readonly OwnOption[];
}

export interface RecordOptions<P> {
  readonly later?: Later;
  /** Keys of two words, by the first; the second is a name. */
  readonly prefixes?: Readonly<Record<string, Key<P>>>;
  readonly own?: Readonly<Record<string, Key<Text>>>;
  /** A key may have nothing after it. */
  readonly clears?: boolean;
  /** What to do about a key that belongs elsewhere by its looks. */
  readonly belongsElsewhere?: (entry: YamlEntry) => string | undefined;
}

function refuseKey(
  entry: YamlEntry,
  known: readonly string[],
  { later = {}, belongsElsewhere }: RecordOptions<unknown>,
  reading: Reading,
): undefined {
  const { text, at } = entry.key;
  const meant = nearest(text, [...known, ...Object.keys(later)]);
  if (meant !== undefined && !known.includes(meant)) return refuseLater(meant, at, later[meant] ?? '', reading);
  const choices = belongsElsewhere?.(entry) ?? `take it out, or use one of ${known.join(', ')}`;
  const help = meant === undefined ? choices : `write ${meant}`;
  const expected = meant === undefined ? [] : [meant];
  return reading.report(unknownKey({ at, label: 'no such key here', help, expected }));
}

/** True, and reported, of a key in braces that is only the rest of the value before it, which a comma has cut off; a word behind a word is a key. */
function refuseRest({ key, value }: YamlEntry, before: Yaml | undefined, known: readonly string[], reading: Reading) {
  if ((before?.is !== 'text' && before?.is !== 'nothing') || before.at.end.line !== key.at.start.line) return false;
  const isWord = before.is === 'text' && !/\s/.test(before.text) && !/[\s./:]/.test(key.text);
  if (isWord || value.is !== 'nothing' || nearest(key.text, known) !== undefined) return false;
  const help = 'write the values as a list, [A, B], or put them in quotes';
  reading.report(splitByComma({ at: key.at, label: 'inside { } a comma ends the value', help }));
  return true;
}

function recordSchema(keys: Keys, options: RecordOptions<unknown>): JsonSchema {
  const all = { ...keys, ...options.own };
  const clear = (schema: JsonSchema): JsonSchema =>
    options.clears === true ? { anyOf: [schema, { type: 'null' }] } : schema;
  const properties = Object.entries(all).map(([name, { shape, summary }]) => [
    name,
    { description: summary, ...clear(shape.schema) },
  ]);
  const required = Object.keys(all).filter((name) => all[name]?.required === true);
  const prefixes = Object.entries(options.prefixes ?? {}).map(([word, { shape }]) => [`^${word} \\S`, shape.schema]);
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    ...(prefixes.length === 0 ? {} : { patternProperties: Object.fromEntries(prefixes) }),
    additionalProperties: false,
    ...(required.length === 0 ? {} : { required }),
  };
}

/** True if every required key is there; reports each that is not. */
function checkRequired(keys: Keys, yaml: YamlMap, fields: Record<string, unknown>, reading: Reading): boolean {
  const missing = Object.entries(keys).filter(
    ([name, key]) =>
      key.required === true && !(name in fields) && !yaml.entries.some(({ key: { text } }) => text === name),
  );
  for (const [name, { example: line }] of missing) {
    reading.report(missingKey({ at: startOf(yaml), label: `\`${name}\` is missing`, help: `add ${line}` }));
  }
  return missing.length === 0;
}

/** What a mapping holds besides its known keys with their values, while it is read. */
interface Found<P> {
  readonly cleared: Text[];
  readonly prefixed: { readonly word: string; readonly name: Piece; readonly value: P }[];
  readonly own: OwnOption[];
}

/** A mapping with known keys. */
export function record<K extends Keys, P = never>(
  words: string,
  keys: K,
  options: RecordOptions<P> = {},
): Shape<Mapping<K, P>> {
  const { later = {}, prefixes = {}, own = {}, clears = false } = options;
  const known = [...Object.keys(keys), ...Object.keys(own)];
  const example = `{ ${Object.entries(keys)[0]?.[1].example ?? ''} }`;

  function read(yaml: Yaml, reading: Reading): Mapping<K, P> | undefined {
    if (yaml.is !== 'map') return refuseType(yaml, words, example, reading);
    const fields: Record<string, unknown> = Object.create(null);
    const found: Found<P> = { cleared: [], prefixed: [], own: [] };
    for (const [index, entry] of yaml.entries.entries()) {
      const rest = !clears && refuseRest(entry, yaml.entries[index - 1]?.value, known, reading);
      if (!rest) readEntry(entry, fields, found, reading);
    }
    if (!checkRequired({ ...keys, ...own }, yaml, fields, reading)) return undefined;
    const places = new Map(yaml.entries.map(({ key }) => [key.text, key.at]));
    return { at: yaml.at, fields: fields as Fields<K>, keys: places, ...found };
  }

  function readEntry(entry: YamlEntry, fields: Record<string, unknown>, found: Found<P>, reading: Reading): void {
    const { text, at } = entry.key;
    const [word = '', ...names] = new Piece(entry.key).words();
    const key = Object.hasOwn(keys, text) ? keys[text] : undefined;
    if (clears && entry.value.is === 'nothing' && (key !== undefined || Object.hasOwn(own, text))) {
      found.cleared.push({ text, at });
    } else if (key !== undefined) {
      fields[text] = readValue(key, entry, reading);
    } else if (Object.hasOwn(own, text)) {
      const value = own[text]?.shape.read(entry.value, reading);
      if (value !== undefined) found.own.push({ key: { text, at }, value });
    } else if (Object.hasOwn(later, text)) {
      refuseLater(text, at, later[text] ?? '', reading);
    } else if (word !== '' && names[0] !== undefined && Object.hasOwn(prefixes, word.text)) {
      const value = prefixes[word.text]?.shape.read(entry.value, reading);
      const name = names[0].upTo(names.at(-1) ?? names[0]);
      if (value !== undefined) found.prefixed.push({ word: word.text, name, value });
    } else {
      refuseKey(entry, known, options as RecordOptions<unknown>, reading);
    }
  }

  return { words, schema: recordSchema(keys, options as RecordOptions<unknown>), read };
}

function readValue(key: Key<unknown>, { key: name, value }: YamlEntry, reading: Reading): unknown {
  if (value.is !== 'nothing') return key.shape.read(value, reading);
  return reading.report(
    wrongType({ at: name.at, label: 'nothing stands after it', help: `write it like ${key.example}` }),
  );
}
