// Sentences: `h1 reaches h2 via r1`, and the mapping form that says the same with the words as keys.
import type { Yaml, YamlMap } from '../../1-source/tutorial.ts';
import { nearest } from '../../diagnostics/did-you-mean.ts';
import type { Span } from '../../diagnostics/span.ts';
import type { Phrase, PhraseShape } from './phrase.ts';
import { phraseOf } from './phrase.ts';
import { Piece } from './piece.ts';
import { incompleteSentence, missingKey, unknownKey, unknownWord } from './problems.ts';
import type { Reading } from './reading.ts';
import type { JsonSchema, Shape } from './shape.ts';
import { refuseLater, refuseType } from './shape.ts';
import { readFreeText } from './values.ts';

/** A word of a sentence with what follows it. */
export interface Word<out T> {
  readonly value: PhraseShape<T>;
  readonly summary: string;
  readonly required?: boolean;
  /** Said in the mapping form only: `tcp: 80`; the sentence has another way. */
  readonly mappingOnly?: boolean;
  /** In a sentence it is never written: its phrase is known by its looks. */
  readonly looks?: (text: string) => boolean;
}

export type Words = Readonly<Record<string, Word<unknown>>>;
export type Said<W extends Words> = { readonly [P in keyof W]?: W[P] extends Word<infer T> ? T : never };

/** What a sentence said, beside the values of its words. */
export interface Sentence {
  readonly at: Span;
  /** The words after the verb, in the order written, each with its phrase. */
  readonly clauses: readonly { readonly word: string; readonly text: string }[];
  readonly note?: string;
}

/** One kind of sentence. */
export interface Form<out T> {
  readonly summary: string;
  readonly examples: readonly string[];
  /** Spellings of the verb; the first is its key in `words` and in the mapping form. */
  readonly verbs: readonly [string, ...string[]];
  /** The word for what stands after the verb, if the verb itself is none of `words`. */
  readonly object?: string;
  /** The word for what stands before the verb; without it, the verb comes first. */
  readonly subject?: string;
  /** The verb is not said in the sentence, or the whole form has no sentence. */
  readonly unsaid?: 'verb' | 'sentence';
  readonly words: Words;
  /** Words, or the whole form under its verb, that come later, with what to do instead. */
  readonly later: Readonly<Record<string, string>>;
  build(values: Readonly<Record<string, unknown>>, sentence: Sentence, reading: Reading): T | undefined;
}

/** Checks the types of a form: `build` gets the values that `words` reads. */
export function form<W extends Words, T>(
  of: Omit<Form<T>, 'words' | 'build' | 'later'> & {
    readonly words: W;
    readonly later?: Readonly<Record<string, string>>;
    build(values: Said<W>, sentence: Sentence, reading: Reading): T | undefined;
  },
): Form<T> {
  // The values come from `words`, word by word, so they have its types.
  return { ...of, later: of.later ?? {}, build: (values, ...rest) => of.build(values as Said<W>, ...rest) };
}

/** The word that the phrase after the verb is read by. */
const objectOf = (of: Form<unknown>): string => of.object ?? of.verbs[0];

interface Clauses<T> {
  readonly form: Form<T>;
  readonly at: Span;
  readonly phrases: ReadonlyMap<string, Phrase>;
}

/** How many words of `texts` from `index` on are this verb; 0 if they are not. */
function verbAt(texts: readonly string[], index: number, verb: string): number {
  const parts = verb.split(' ');
  return parts.every((part, i) => texts[index + i] === part) ? parts.length : 0;
}

interface Found<T> {
  readonly form: Form<T>;
  /** Index of the verb, and of what follows it. */
  readonly verb: number;
  readonly after: number;
}

/** The form whose verb comes first; of two that begin there, the longer verb. */
function findForm<T>(forms: readonly Form<T>[], texts: readonly string[]): Found<T> | undefined {
  let best: Found<T> | undefined;
  for (const one of forms) {
    if (one.unsaid === 'sentence') continue;
    if (one.unsaid === 'verb') {
      best ??= { form: one, verb: 0, after: 0 };
      continue;
    }
    for (const spelling of one.verbs) {
      const places = one.subject === undefined ? [0] : texts.map((_, i) => i).slice(1);
      const verb = places.find((index) => verbAt(texts, index, spelling) > 0);
      if (verb === undefined) continue;
      const after = verb + verbAt(texts, verb, spelling);
      const better =
        best === undefined ||
        best.form.unsaid === 'verb' ||
        verb < best.verb ||
        (verb === best.verb && after > best.after);
      if (better) best = { form: one, verb, after };
    }
  }
  return best;
}

function phraseFrom(words: readonly Piece[], keyword: Piece, expected: readonly string[]): Phrase {
  const [first] = words;
  const last = words.at(-1);
  if (first === undefined || last === undefined) return { at: keyword.at, items: [], expected };
  const whole = first.upTo(last);
  return { at: whole.at, whole, items: whole.items(), expected };
}

function sayTwice(word: Piece, reading: Reading): undefined {
  const help = 'say it once, with a comma between the values';
  return reading.report(unknownWord({ at: word.at, label: `\`${word.text}\` is there already`, help }));
}

/** Cuts a sentence at its words. */
function cut<T>(
  { form: of, verb, after }: Found<T>,
  pieces: readonly Piece[],
  reading: Reading,
): Map<string, Phrase> | undefined {
  const spoken = Object.keys(of.words).filter(
    (word) => word !== of.subject && word !== objectOf(of) && of.words[word]?.mappingOnly !== true,
  );
  const loose = spoken.find((word) => of.words[word]?.looks !== undefined);
  const expected = spoken.filter((word) => word !== loose);
  const groups: { word: string; keyword: Piece; pieces: Piece[] }[] = [];
  const [firstPiece] = pieces;
  if (firstPiece === undefined) return undefined;
  if (of.subject !== undefined) groups.push({ word: of.subject, keyword: firstPiece, pieces: pieces.slice(0, verb) });
  groups.push({ word: objectOf(of), keyword: pieces[verb] ?? firstPiece, pieces: [] });
  for (const piece of pieces.slice(after)) {
    const current = groups.at(-1);
    if (current === undefined) return undefined;
    const { text } = piece;
    const begins = expected.includes(text) || Object.hasOwn(of.later, text) ? text : undefined;
    const floats = loose !== undefined && of.words[loose]?.looks?.(text) === true;
    const goesOn = current.word === loose || (current.word === 'at' && current.pieces.length === 1);
    const word = begins ?? (floats && !goesOn ? loose : undefined);
    if (word === undefined) {
      current.pieces.push(piece);
      continue;
    }
    if (groups.some((group) => group.word === word)) return sayTwice(piece, reading);
    groups.push({ word, keyword: piece, pieces: begins === undefined ? [piece] : [] });
  }
  return new Map(groups.map((group) => [group.word, phraseFrom(group.pieces, group.keyword, expected)]));
}

function readClauses<T>(
  { form: of, at, phrases }: Clauses<T>,
  note: string | undefined,
  reading: Reading,
): T | undefined {
  const values: Record<string, unknown> = Object.create(null);
  let good = true;
  for (const [word, phrase] of phrases) {
    const instead = of.later[word];
    if (instead !== undefined) return refuseLater(word, phrase.at, instead, reading);
    const known = of.words[word];
    if (known === undefined) continue;
    if (phrase.items.length === 0) {
      const help = `write it like \`${word === of.subject || word === objectOf(of) ? '' : `${word} `}${known.value.example}\``;
      reading.report(incompleteSentence({ at: phrase.at, label: `${known.value.words} is missing after it`, help }));
      return undefined;
    }
    values[word] = known.value.read(phrase, reading);
    if (values[word] === undefined) good = false;
  }
  for (const [word, { required, value }] of Object.entries(of.words)) {
    if (required !== true || phrases.has(word)) continue;
    const help = `add \`${word} ${value.example}\``;
    good = false;
    reading.report(incompleteSentence({ at, label: `\`${word}\` is missing`, help }));
  }
  if (!good) return undefined;
  const clauses = Array.from(phrases, ([word, phrase]) => ({
    word,
    text: phrase.items.map(({ text }) => text).join(', '),
  }));
  return of.build(values, { at, clauses, ...(note === undefined ? {} : { note }) }, reading);
}

/** Reads a sentence that stands in a scalar, or in a piece of one. */
export function readSentence<T>(
  forms: readonly Form<T>[],
  piece: Piece,
  reading: Reading,
  note?: string,
): T | undefined {
  const pieces = piece.words();
  const found = findForm(
    forms,
    pieces.map(({ text }) => text),
  );
  if (found === undefined) return refuseSentence(forms, piece, pieces, reading);
  const { form: of } = found;
  const instead = of.later[of.verbs[0]];
  if (instead !== undefined) return refuseLater(of.verbs[0], (pieces[found.verb] ?? piece).at, instead, reading);
  const phrases = cut(found, pieces, reading);
  return phrases === undefined ? undefined : readClauses({ form: of, at: piece.at, phrases }, note, reading);
}

function refuseSentence(
  forms: readonly Form<unknown>[],
  piece: Piece,
  pieces: readonly Piece[],
  reading: Reading,
): undefined {
  const spoken = forms.filter((one) => one.unsaid === undefined);
  const verbs = spoken.flatMap((one) => one.verbs);
  const first = spoken.every((one) => one.subject === undefined) ? 0 : 1;
  const example = spoken[0]?.examples[0] ?? '';
  for (const word of pieces.slice(first)) {
    const meant = nearest(word.text, verbs);
    if (meant === undefined) continue;
    return reading.report(
      unknownWord({ at: word.at, label: 'not a word here', help: `write ${meant}`, expected: [meant] }),
    );
  }
  const at = (first === 0 ? pieces[0] : pieces[1])?.at ?? piece.at;
  const label = first === 0 ? `one of ${verbs.slice(0, 4).join(', ')} is wanted` : 'a verb is wanted here';
  return reading.report(unknownWord({ at, label, help: `write it like \`${example}\``, expected: verbs }));
}

function readMapping<T>(forms: readonly Form<T>[], map: YamlMap, reading: Reading): T | undefined {
  const keys = map.entries.map(({ key }) => key.text);
  const of = forms.find(({ verbs }) => verbs.some((verb) => keys.includes(verb)));
  const [first] = map.entries;
  const at = first?.key.at ?? map.at;
  if (of === undefined) return refuseMapping(forms, map, at, reading);
  const [verb] = of.verbs;
  const verbEntry = map.entries.find(({ key }) => of.verbs.includes(key.text));
  if (of.later[verb] !== undefined) return refuseLater(verb, verbEntry?.key.at ?? at, of.later[verb], reading);
  const phrases = new Map<string, Phrase>();
  let note: string | undefined;
  let good = true;
  for (const { key, value } of map.entries) {
    const word = of.verbs.includes(key.text) ? objectOf(of) : key.text;
    if (of.later[word] !== undefined) return refuseLater(word, key.at, of.later[word], reading);
    const known = Object.hasOwn(of.words, word) ? of.words[word] : undefined;
    if (word === 'note' && of.subject !== undefined) {
      note = readNote(value, reading);
      if (note === undefined) good = false;
    } else if (known === undefined || known.looks !== undefined) {
      const words = Object.keys(of.words).filter((name) => of.words[name]?.looks === undefined);
      const meant = nearest(word, words);
      const help = meant === undefined ? `use one of ${words.join(', ')}` : `write ${meant}`;
      reading.report(
        unknownKey({ at: key.at, label: 'no such word here', help, expected: meant === undefined ? [] : [meant] }),
      );
      good = false;
    } else {
      const phrase = phraseOf(value, known.value.words, known.value.example, reading);
      if (phrase === undefined) good = false;
      else phrases.set(word, phrase);
    }
  }
  return good ? readClauses({ form: of, at: map.at, phrases }, note, reading) : undefined;
}

function refuseMapping(forms: readonly Form<unknown>[], map: YamlMap, at: Span, reading: Reading): undefined {
  const verbs = forms.flatMap((one) => one.verbs);
  const [entry] = map.entries;
  if (map.entries.length === 1 && entry !== undefined && /\s|:$/.test(entry.key.text)) {
    return refuseType(map, 'a sentence', forms[0]?.examples[0] ?? '', reading);
  }
  for (const { key } of map.entries) {
    const meant = nearest(key.text, verbs);
    if (meant === undefined) continue;
    return reading.report(
      unknownKey({ at: key.at, label: 'no such word here', help: `write ${meant}`, expected: [meant] }),
    );
  }
  const label = 'a verb is missing';
  return reading.report(missingKey({ at, label, help: `add one of ${verbs.slice(0, 6).join(', ')}` }));
}

function readNote(yaml: Yaml, reading: Reading): string | undefined {
  if (yaml.is === 'text') return readFreeText(new Piece(yaml), 'many lines', reading)?.text.trim();
  if (yaml.is === 'nothing') {
    const help = 'write the note after the colon, or take the colon out';
    return reading.report(incompleteSentence({ at: yaml.at, label: 'a note is wanted here', help }));
  }
  return refuseType(yaml, 'a note', '"a text in quotes"', reading);
}

/** A sentence with a note: a mapping of one key that is the sentence. */
function noted(yaml: YamlMap, forms: readonly Form<unknown>[]): boolean {
  const [entry, more] = yaml.entries;
  if (entry === undefined || more !== undefined || !/\s/.test(entry.key.text)) return false;
  return !forms.some(({ verbs }) => verbs.includes(entry.key.text));
}

/** A sentence or its mapping form. With notes, `SENTENCE: NOTE` too. */
export function sentence<T>(name: string, forms: readonly Form<T>[], notes: 'with notes' | 'plain'): Shape<T> {
  const verbs = forms.filter(({ unsaid }) => unsaid === undefined).flatMap((one) => one.verbs);
  const example = forms[0]?.examples[0] ?? '';
  const says = (text: string, verb: string) => ` ${text} `.includes(` ${verb} `);
  return {
    words: name,
    schema: sentenceSchema(forms, notes),
    // A form without a verb needs a word after its first phrase, so a lone name is never a sentence.
    fragment: (text) =>
      !/\s/.test(text) || !(verbs.some((verb) => says(text, verb)) || forms.some(({ unsaid }) => unsaid === 'verb')),
    read(yaml, reading) {
      if (yaml.is === 'text') return readSentence(forms, new Piece(yaml).trim(), reading);
      if (yaml.is !== 'map') return refuseType(yaml, name, example, reading);
      const [entry] = yaml.entries;
      if (notes === 'plain' || entry === undefined || !noted(yaml, forms)) return readMapping(forms, yaml, reading);
      const note = readNote(entry.value, reading);
      return note === undefined ? undefined : readSentence(forms, new Piece(entry.key).trim(), reading, note);
    },
  };
}

function sentenceSchema(forms: readonly Form<unknown>[], notes: 'with notes' | 'plain'): JsonSchema {
  const mappings = forms
    .filter((of) => of.later[of.verbs[0]] === undefined)
    .map((of) => {
      const spoken = Object.entries(of.words).filter(
        ([word, { looks }]) => looks === undefined && word !== objectOf(of),
      );
      const properties = spoken.map(([word, { value, summary }]) => [word, { description: summary, ...value.schema }]);
      const verbs = of.verbs.map((verb) => [verb, of.words[objectOf(of)]?.value.schema ?? {}]);
      const note = of.subject === undefined ? [] : [['note', { type: 'string', description: 'Why, for the reader.' }]];
      const required = spoken.filter(([, { required: must }]) => must === true).map(([word]) => word);
      return {
        type: 'object',
        description: of.summary,
        properties: Object.fromEntries([...verbs, ...properties, ...note]),
        additionalProperties: false,
        anyOf: of.verbs.map((verb) => ({ required: [verb, ...required] })),
      };
    });
  const examples = forms.flatMap((of) => (of.unsaid === 'sentence' ? [] : of.examples));
  const noteForm: JsonSchema = {
    type: 'object',
    description: 'A sentence and a note for the reader.',
    patternProperties: { '\\s': { type: 'string' } },
    additionalProperties: false,
    minProperties: 1,
    maxProperties: 1,
  };
  return { anyOf: [{ type: 'string', examples }, ...(notes === 'plain' ? [] : [noteForm]), ...mappings] };
}
