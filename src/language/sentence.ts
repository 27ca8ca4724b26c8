// Sentences: `h1 reaches h2 via r1`, and the mapping form that says the same with the words as keys.
import { nearest } from '../diagnostics/did-you-mean.ts';
import type { Span } from '../diagnostics/span.ts';
import type { Yaml, YamlMap, YamlText } from '../source/tutorial.ts';
import { yamlTrap } from '../source/yaml-traps.ts';
import { type Form, knownVerbs, objectOf } from './form.ts';
import { type Phrase, phraseOf, refuseWord } from './phrase.ts';
import { Piece } from './piece.ts';
import { incompleteSentence, missingKey, unknownKey, unknownWord } from './problems.ts';
import type { Reading } from './reading.ts';
import type { JsonSchema, Shape } from './shape.ts';
import { refuseType } from './shape.ts';
import { readFreeText } from './values.ts';

/** What may stand in one place: a sentence of one of these forms. */
export interface Sentences<T> {
  readonly name: string;
  readonly forms: readonly Form<T>[];
  /** `SENTENCE: NOTE`, and the key `note` of the mapping form. */
  readonly notes?: true;
}

const spokenForms = <T>(forms: readonly Form<T>[]): readonly Form<T>[] => forms.filter(({ unsaid }) => !unsaid);
const exampleOf = ([first]: readonly Form<unknown>[]): string => first?.examples[0] ?? '';

/** A sentence or its mapping form. */
export function sentence<T>(of: Sentences<T>): Shape<T> {
  const { name, forms, notes } = of;
  const verbs = spokenForms(forms).flatMap((one) => one.verbs);
  const foreign = forms.flatMap(({ elsewhere = [] }) => elsewhere);
  const says = (text: string, verb: string) => ` ${text} `.includes(` ${verb} `);
  const isWhole = (text: string) =>
    [...verbs, ...foreign].some((verb) => says(text, verb)) ||
    forms.some(({ unsaid, rest }) => unsaid === 'verb' && !rest?.(text));
  return {
    words: name,
    schema: sentenceSchema(of),
    // A form without a verb needs a word after its first phrase, so a lone name is never a sentence.
    fragment: (text) => !(verbs.includes(text) || (/\s/.test(text) && isWhole(text))),
    read(yaml, reading) {
      if (yaml.is === 'text') return readText(of, new Piece(yaml).trim(), reading);
      if (yaml.is !== 'map') return refuseType(yaml, name, exampleOf(forms), reading);
      const [entry, more] = yaml.entries;
      const isNoted = entry !== undefined && more === undefined && /\s/.test(entry.key.text);
      if (!notes || !isNoted || forms.some((form) => form.verbs.includes(entry.key.text)))
        return readMapping(of, yaml, reading);
      const note = readNote(entry.value, reading);
      return note === undefined ? undefined : readText(of, new Piece(entry.key).trim(), reading, note);
    },
  };
}

function readNote(yaml: Yaml, reading: Reading): string | undefined {
  if (yaml.is === 'text') return readFreeText(new Piece(yaml), 'many lines', reading)?.text.trim();
  if (yaml.is !== 'nothing') return refuseType(yaml, 'a note', '"a text in quotes"', reading);
  const help = 'write the note after the colon, or take the colon out';
  return reading.report(incompleteSentence({ at: yaml.at, label: 'a note is wanted here', help }));
}

// ---- phrases to statements

/** Reads every phrase, sees that nothing is missing, and builds the statement. In the mapping form a word is a key. */
function build<T>(
  of: Form<T>,
  at: Span,
  phrases: ReadonlyMap<string, Phrase>,
  isMapping: boolean,
  note: string | undefined,
  reading: Reading,
): T | undefined {
  const values: Record<string, unknown> = Object.create(null);
  const missing = Object.entries(of.words).filter(([word, { required }]) => required && !phrases.has(word));
  const before = reading.diagnostics.length;
  for (const [word, phrase] of phrases) {
    const known = of.words[word];
    if (known === undefined || (known.mayBeMissing && phrase.items.length === 0)) continue;
    if (phrase.items.length === 0) {
      const verb = of.subject === undefined ? `${of.verbs[0]} ` : '';
      const lead = word === of.subject ? '' : word === objectOf(of) ? verb : `${word} `;
      const help = `write it like \`${lead}${known.value.example}\``;
      return reading.report(incompleteSentence({ at: phrase.at, label: `${known.value.words} missing here`, help }));
    }
    const expected = missing.length === 0 || isMapping ? phrase.expected : missing.map(([name]) => name);
    values[word] = known.value.read({ ...phrase, expected }, reading);
  }
  // A word that is not expected stands in the place of what is missing.
  if (reading.diagnostics.slice(before).some(({ code }) => code === 'unknown-word')) return undefined;
  const wanted = missing.filter(([, { toldLater }]) => !toldLater);
  for (const [word, { value }] of wanted) {
    const help = `add \`${word}${isMapping ? ':' : ''} ${value.example}\``;
    reading.report(incompleteSentence({ at, label: `\`${word}\` is missing`, help }));
  }
  if (wanted.length > 0 || Object.values(values).includes(undefined)) return undefined;
  const clauses = Array.from(phrases, ([word, { items }]) => ({
    word,
    text: items.map(({ text }) => text).join(', '),
  }));
  return of.build(values, { at, clauses, ...(note === undefined ? {} : { note }) }, reading);
}

// ---- a text to phrases

interface Found<T> {
  readonly form: Form<T>;
  /** Index of the verb, and of what follows it. */
  readonly verb: number;
  readonly after: number;
}

/** The form whose verb comes first; of two that begin there, the longer verb; else the one whose verb is not said. */
function findForm<T>(forms: readonly Form<T>[], texts: readonly string[]): Found<T> | undefined {
  const found = spokenForms(forms).flatMap((form) =>
    form.verbs.flatMap((spelling): Found<T>[] => {
      const parts = spelling.split(' ');
      const mayFollow = (next = '') => form.onlyBefore?.includes(next) !== false;
      const stands = (at: number) =>
        parts.every((part, index) => texts[at + index] === part) && mayFollow(texts[at + parts.length]);
      const verb = texts.findIndex((_, at) => (form.subject === undefined ? at === 0 : at > 0) && stands(at));
      return verb === -1 ? [] : [{ form, verb, after: verb + parts.length }];
    }),
  );
  const silent = forms.find(({ unsaid }) => unsaid === 'verb');
  const [first = silent && { form: silent, verb: 0, after: 0 }] = found.toSorted(
    (a, b) => a.verb - b.verb || b.after - a.after,
  );
  return first;
}

function phraseFrom(words: readonly Piece[], keyword: Piece, expected: readonly string[]): Phrase {
  const [first] = words;
  const last = words.at(-1);
  if (first === undefined || last === undefined) return { at: keyword.at, items: [], expected };
  const whole = first.upTo(last);
  return { at: whole.at, clause: keyword.upTo(last).at, whole, items: whole.items(), expected };
}

function cut(
  { form: of, verb, after }: Found<unknown>,
  pieces: readonly Piece[],
  reading: Reading,
): Map<string, Phrase> | undefined {
  const spoken = Object.keys(of.words).filter(
    (word) => word !== of.subject && (of.anyOrder || word !== objectOf(of)) && !of.words[word]?.mappingOnly,
  );
  const loose = spoken.find((word) => of.words[word]?.looks !== undefined);
  const expected = spoken.filter((word) => word !== loose);
  const [first] = pieces;
  if (first === undefined) return undefined;
  let current = { word: of.anyOrder ? '' : objectOf(of), keyword: pieces[verb] ?? first, pieces: [] as Piece[] };
  const subject = of.subject === undefined ? [] : [{ word: of.subject, keyword: first, pieces: pieces.slice(0, verb) }];
  const groups = [...subject, current];
  for (const piece of pieces.slice(after)) {
    const { text } = piece;
    const begins = expected.includes(text);
    const goesOn = current.word === loose || (of.words[current.word]?.takesLoose && current.pieces.length <= 1);
    const word = begins ? text : goesOn || loose === undefined || !of.words[loose]?.looks?.(text) ? undefined : loose;
    if (word === undefined) {
      current.pieces.push(piece);
      continue;
    }
    if (groups.some((group) => group.word === word)) {
      const help = 'say it once, with a comma between the values';
      return reading.report(unknownWord({ at: piece.at, label: `\`${text}\` is there already`, help }));
    }
    current = { word, keyword: piece, pieces: begins ? [] : [piece] };
    groups.push(current);
  }
  const [odd] = groups.flatMap(({ word, pieces: some }) => (word === '' ? some : []));
  if (odd !== undefined) return refuseWord(odd, expected, reading);
  const phrases = groups.filter(({ word }) => word !== '');
  return new Map(phrases.map((group) => [group.word, phraseFrom(group.pieces, group.keyword, expected)]));
}

/** The word between the nodes of a sentence and its verb, if there is one. `and` is reported where the nodes are read. */
function beforeVerb({ form, verb }: Found<unknown>, pieces: readonly Piece[]): Piece | undefined {
  const subject = form.subject === undefined ? [] : pieces.slice(0, verb);
  const odd = subject.find(
    ({ text }, index) => index > 0 && !text.startsWith(',') && !subject[index - 1]?.text.endsWith(','),
  );
  return odd !== undefined && /^(and|&)$/.test(odd.text) && odd !== subject.at(-1) ? undefined : odd;
}

/** Reads a sentence that stands in a scalar, or in a piece of one. */
export function readSentence<T>(forms: readonly Form<T>[], piece: Piece, reading: Reading): T | undefined {
  return readText({ name: 'sentence', forms }, piece, reading);
}

function readText<T>(of: Sentences<T>, piece: Piece, reading: Reading, note?: string): T | undefined {
  const { forms } = of;
  const pieces = piece.words();
  const found = findForm(
    forms,
    pieces.map(({ text }) => text),
  );
  if (found === undefined) return refuseText(forms, piece, pieces, reading);
  const odd = beforeVerb(found, pieces);
  if (odd !== undefined) {
    const verbs = knownVerbs(spokenForms(forms)).join(', ');
    const help = `write a comma before it if it is a node, else one verb for all this: ${verbs}`;
    return reading.report(unknownWord({ at: odd.at, label: 'a verb is wanted here', help }));
  }
  const phrases = cut(found, pieces, reading);
  return phrases && build(found.form, piece.at, phrases, false, note, reading);
}

/** A verb that is misspelt stands near the beginning. */
const mostGuesses = 20;

function refuseText(
  forms: readonly Form<unknown>[],
  piece: Piece,
  pieces: readonly Piece[],
  reading: Reading,
): undefined {
  const spoken = spokenForms(forms).filter(({ onlyBefore }) => onlyBefore === undefined);
  const first = spoken.every((one) => one.subject === undefined) ? 0 : 1;
  for (const word of pieces.slice(first, mostGuesses)) {
    const verb = nearest(
      word.text,
      spoken.flatMap((one) => one.verbs),
    );
    const label = 'not a word here';
    const meant = spoken.find(({ elsewhere }) => elsewhere?.includes(word.text));
    if (meant !== undefined)
      return reading.report(unknownWord({ at: word.at, label, help: `write it like \`${exampleOf([meant])}\`` }));
    if (verb === undefined) continue;
    return reading.report(unknownWord({ at: word.at, label, help: `write ${verb}`, expected: [verb] }));
  }
  const at = (pieces[first] ?? piece).at;
  const verbs = knownVerbs(spoken).join(', ');
  const [label, lead] =
    first === 0
      ? [`one of ${verbs} is wanted`, 'write it like']
      : ['a verb is wanted here', `write one of ${verbs}, as in`];
  return reading.report(unknownWord({ at, label, help: `${lead} \`${exampleOf(spoken)}\`` }));
}

// ---- a mapping to phrases

function refuseKey(at: Span, meant: string | undefined, choices: string, reading: Reading): undefined {
  const [help, expected] = meant === undefined ? [choices, []] : [`write ${meant}`, [meant]];
  return reading.report(unknownKey({ at, label: 'no such word here', help, expected }));
}

function readMapping<T>(of: Sentences<T>, map: YamlMap, reading: Reading): T | undefined {
  const isVerb = (form: Form<T>, { text }: YamlText) => form.verbs.includes(text);
  const form = of.forms.find((one) => map.entries.some(({ key }) => isVerb(one, key)));
  if (form === undefined) return refuseMapping(of, map, reading);
  const phrases = new Map<string, Phrase>();
  let note: string | undefined;
  let good = true;
  for (const { key, value } of map.entries) {
    const word = isVerb(form, key) ? objectOf(form) : key.text;
    const words = Object.keys(form.words).filter((name) => form.words[name]?.looks === undefined);
    const known = words.includes(word) ? form.words[word] : undefined;
    if (word === 'note' && of.notes) {
      note = readNote(value, reading);
      good &&= note !== undefined;
    } else if (known === undefined) {
      refuseKey(key.at, nearest(word, words), `use one of ${words.join(', ')}`, reading);
      good = false;
    } else if (phrases.has(word)) {
      const help = `take \`${key.text}\` out, and write a list under the other`;
      reading.report(unknownKey({ at: key.at, label: 'another spelling is there already', help }));
      good = false;
    } else {
      const phrase =
        known.mayBeMissing && value.is === 'nothing'
          ? { at: value.at, items: [], expected: [] }
          : phraseOf(value, known.value.words, known.value.example, reading);
      if (phrase === undefined) good = false;
      else phrases.set(word, phrase);
    }
  }
  return good ? build(form, map.at, phrases, true, note, reading) : undefined;
}

function refuseMapping({ forms }: Sentences<unknown>, map: YamlMap, reading: Reading): undefined {
  const [entry, more] = map.entries;
  const at = entry?.key.at ?? map.at;
  if (entry !== undefined && more === undefined && /\s|:$/.test(entry.key.text)) {
    const { key, value } = entry;
    if (value.is !== 'text' || key.text.endsWith(':')) return refuseType(map, 'a sentence', exampleOf(forms), reading);
    const help = `take the colon away: \`${key.text} ${value.text}\``;
    return reading.report(yamlTrap({ at: key.at, label: 'the colon makes it a mapping', help }));
  }
  const keys = map.entries.map(({ key }) => key.text);
  for (const { key } of map.entries) {
    const verbs = forms.flatMap((one) => one.verbs);
    // Of several words, another one may say the opposite.
    const meant = /\s/.test(key.text) ? undefined : nearest(key.text, verbs);
    if (meant !== undefined) return refuseKey(key.at, meant, '', reading);
  }
  const [only, second] = forms.filter(({ words }) => keys.every((key) => Object.hasOwn(words, key)));
  if (only === undefined || second !== undefined) {
    const help = `add one of ${knownVerbs(forms).join(', ')}`;
    return reading.report(missingKey({ at, label: 'a verb is missing', help }));
  }
  const [verb] = only.verbs;
  const help = `add \`${verb}: ${only.words[objectOf(only)]?.value.example}\``;
  return reading.report(missingKey({ at, label: `\`${verb}\` is missing`, help }));
}

// ---- JSON Schema

function sentenceSchema({ forms, notes }: Sentences<unknown>): JsonSchema {
  const mappings = forms.map((of): JsonSchema => {
    const spoken = Object.entries(of.words).filter(([word, { looks }]) => looks === undefined && word !== objectOf(of));
    const properties = spoken.map(([word, { value, summary }]) => [word, { description: summary, ...value.schema }]);
    const object = of.words[objectOf(of)];
    const schema = object?.value.schema ?? {};
    const verbs = of.verbs.map((verb) => [verb, object?.mayBeMissing ? { anyOf: [schema, { type: 'null' }] } : schema]);
    const note = notes ? [['note', { type: 'string', description: 'Why, for the reader.' }]] : [];
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
  const noted: JsonSchema = {
    type: 'object',
    description: 'A sentence and a note for the reader.',
    patternProperties: { '\\s': { type: 'string' } },
    additionalProperties: false,
    minProperties: 1,
    maxProperties: 1,
  };
  return { anyOf: [{ type: 'string', examples }, ...(notes ? [noted] : []), ...mappings] };
}
