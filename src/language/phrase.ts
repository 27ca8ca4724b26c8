// Phrases: what stands between two words of a sentence, and the same as the value of a key.

import { nearest } from '../diagnostics/did-you-mean.ts';
import type { Span } from '../diagnostics/span.ts';
import type { Yaml } from '../source/tutorial.ts';
import { serviceAt } from './meant.ts';
import { Piece } from './piece.ts';
import { badService, incompleteSentence, unknownWord } from './problems.ts';
import type { Reading } from './reading.ts';
import type { JsonSchema, Shape } from './shape.ts';
import { refuseType } from './shape.ts';

/** The text of a phrase, or the texts of a list. */
export interface Phrase {
  readonly at: Span;
  /** The word before it, with the phrase. */
  readonly clause?: Span;
  /** Undefined for a list and where nothing stands. */
  readonly whole?: Piece;
  /** What stands between commas. */
  readonly items: readonly Piece[];
  readonly expected: readonly string[];
}

export interface PhraseShape<out T> {
  readonly words: string;
  readonly example: string;
  readonly schema: JsonSchema;
  read(phrase: Phrase, reading: Reading): T | undefined;
}

/** Failsafe YAML reads numbers and booleans as text; other tools do not. */
export const textSchema: JsonSchema = { type: ['string', 'number', 'boolean'] };

/** False, and reported, where `and` stands for a comma. */
export function checkJoined(item: Piece, reading: Reading): boolean {
  const all = item.words();
  const index = all.findIndex(({ text }) => text === 'and' || text === '&');
  const [before, and, after] = all.slice(Math.max(0, index - 1), index + 2);
  if (index < 1 || before === undefined || and === undefined || after === undefined) return true;
  const joined = `${before.text}, ${after.text}`;
  const help = `write a comma for \`${and.text}\`: ${joined}`;
  reading.report(unknownWord({ at: before.upTo(after).at, label: 'a comma joins them', help, expected: [joined] }));
  return false;
}

/** False, and reported, where nothing stands beside a comma, or `and` for one. */
export function checkItem(item: Piece, example: string, reading: Reading): boolean {
  if (item.from < item.to) return checkJoined(item, reading);
  const help = `take the comma out, or write it like ${example}`;
  reading.report(incompleteSentence({ at: item.at, label: 'nothing beside the comma', help }));
  return false;
}

/** A sentence is looked at so far on both sides of a word. */
const longestLook = 500;

/** Those of the words that the sentence does not have yet. */
function unsaid(words: readonly string[], { source, from, to }: Piece): readonly string[] {
  const sentence = source.text.slice(Math.max(0, from - longestLook), to + longestLook).split(/\s+/);
  return words.filter((word) => !sentence.includes(word));
}

/** Reports a word that stands where the phrase, or this item of it, should be over. */
export function refuseWord(piece: Piece, most: readonly string[], reading: Reading, isItem = false): undefined {
  const { text, at } = piece;
  const meantService = serviceAt(piece);
  if (meantService !== undefined) {
    const { label, service } = meantService;
    return reading.report(
      badService({ at: meantService.piece.at, label, help: `write ${service}`, expected: [service] }),
    );
  }
  const expected = unsaid(most, piece);
  const meant = nearest(text, expected);
  if (meant !== undefined)
    return reading.report(unknownWord({ at, label: 'not a word here', help: `write ${meant}`, expected: [meant] }));
  const one = expected.length > 1 ? 'one of ' : '';
  const missing = [
    ...(isItem ? ['a comma before it'] : []),
    ...(expected.length > 0 ? [`${one}${expected.join(', ')} before it or in its place`] : []),
  ];
  const help = `${missing.length > 0 ? `write ${missing.join(', or ')}, or ` : ''}take \`${text}\` away`;
  return reading.report(unknownWord({ at, label: 'not expected here', help }));
}

/** Words that lead to a name in other sentences, and that no node is called. */
const leading: ReadonlySet<string> = new Set(['to', 'from', 'via', 'by', 'at', 'in']);

function refuseLeading(word: Piece, meant: Piece, reading: Reading): undefined {
  const { at } = word.upTo(meant);
  const help = `take \`${word.text}\` away`;
  return reading.report(unknownWord({ at, label: `\`${word.text}\` is not said`, help, expected: [meant.text] }));
}

/** The word that a piece is; reports what stands after it. */
export function oneWord(
  piece: Piece,
  reading: Reading,
  expected: readonly string[] = [],
  isItem = false,
): Piece | undefined {
  const [first, second] = piece.words();
  if (second === undefined) return first;
  if (first !== undefined && leading.has(first.text)) return refuseLeading(first, second, reading);
  return refuseWord(second, expected, reading, isItem);
}

/** A comma list, flattened to one sequence: `r1, h1..2` is r1, h1, h2. */
export function series<T>(
  words: string,
  example: string,
  read: (item: Piece, reading: Reading, expected: readonly string[]) => readonly T[] | undefined,
): PhraseShape<readonly T[]> {
  return {
    words,
    example,
    schema: { anyOf: [textSchema, { type: 'array', items: textSchema }] },
    read(phrase, reading) {
      const things: T[] = [];
      let good = true;
      for (const item of phrase.items) {
        if (!checkItem(item, example, reading)) return undefined;
        const some = read(item, reading, phrase.expected);
        if (some === undefined) good = false;
        else for (const thing of some) things.push(thing);
      }
      return good ? things : undefined;
    },
  };
}

/** A comma list of single words. */
export function words<T>(
  name: string,
  example: string,
  read: (word: Piece, reading: Reading) => readonly T[] | undefined,
): PhraseShape<readonly T[]> {
  return series(name, example, (item, reading, expected) => {
    const word = oneWord(item, reading, expected, true);
    return word === undefined ? undefined : read(word, reading);
  });
}

/** One word. */
export function word<T>(
  name: string,
  example: string,
  read: (piece: Piece, reading: Reading) => T | undefined,
  schema: JsonSchema = textSchema,
): PhraseShape<T> {
  return {
    words: name,
    example,
    schema,
    read(phrase, reading) {
      const [item, more] = phrase.items;
      if (more !== undefined) {
        const help = `write it like ${example}`;
        return reading.report(unknownWord({ at: more.at, label: 'only one is wanted', help }));
      }
      const piece = item === undefined ? undefined : oneWord(item, reading, phrase.expected);
      return piece === undefined ? undefined : read(piece, reading);
    },
  };
}

/** The whole text, commas and blanks included. */
export function wholeText<T>(
  name: string,
  example: string,
  read: (piece: Piece, reading: Reading, expected: readonly string[]) => T | undefined,
): PhraseShape<T> {
  return {
    words: name,
    example,
    schema: textSchema,
    read(phrase, reading) {
      if (phrase.whole !== undefined) return read(phrase.whole, reading, phrase.expected);
      const help = `write it like ${example}`;
      return reading.report(unknownWord({ at: phrase.at, label: 'one text is wanted, no list', help }));
    },
  };
}

/** The phrase that the value of a key is. */
export function phraseOf(yaml: Yaml, name: string, example: string, reading: Reading): Phrase | undefined {
  if (yaml.is === 'text' && yaml.text.trim() !== '') {
    const whole = new Piece(yaml);
    return { at: yaml.at, whole, items: whole.items(), expected: [] };
  }
  const texts = yaml.is === 'list' ? yaml.items.filter((item) => item.is === 'text') : [];
  if (yaml.is === 'list' && texts.length === yaml.items.length && texts.length > 0) {
    return { at: yaml.at, items: texts.flatMap((text) => new Piece(text).items()), expected: [] };
  }
  return refuseType(yaml, name, example, reading);
}

/** A phrase as the value of a key. */
export function said<T>(shape: PhraseShape<T>): Shape<T> {
  return {
    words: shape.words,
    schema: shape.schema,
    read(yaml, reading) {
      const phrase = phraseOf(yaml, shape.words, shape.example, reading);
      return phrase === undefined ? undefined : shape.read(phrase, reading);
    },
  };
}
