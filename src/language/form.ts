// Forms of sentences as data: their verbs, their words, and what is made of them.
import type { Span } from '../diagnostics/span.ts';
import type { PhraseShape } from './phrase.ts';
import type { Reading } from './reading.ts';

export interface Word<out T> {
  readonly value: PhraseShape<T>;
  readonly summary: string;
  readonly required?: boolean;
  /** Nothing may stand where its phrase would. */
  readonly mayBeMissing?: boolean;
  /** Where it is missing, that is told once the lab is known, which says what it can be. */
  readonly toldLater?: boolean;
  /** Said in the mapping form only: `tcp: 80`; the sentence has another way. */
  readonly mappingOnly?: boolean;
  /** In a sentence it is never written: its phrase is known by its looks. */
  readonly looks?: (text: string) => boolean;
  /** What is known by its looks may end this phrase: `at host tcp/8080`. */
  readonly takesLoose?: boolean;
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

export interface Form<out T> {
  readonly summary: string;
  readonly examples: readonly string[];
  /** Spellings of the verb; the first is its key in `words` and in the mapping form. */
  readonly verbs: readonly [string, ...string[]];
  /** What other tools call it, and people too: none of these is a verb here, but it is known what is meant. */
  readonly elsewhere?: readonly string[];
  /** What alone may stand behind the verb in a sentence; before anything else it is no verb. */
  readonly onlyBefore?: readonly string[];
  /** The word for what stands after the verb, if the verb itself is none of `words`. */
  readonly object?: string;
  /** The word for what stands before the verb; without it, the verb comes first. */
  readonly subject?: string;
  /** The verb is not said in the sentence, or the whole form has no sentence. */
  readonly unsaid?: 'verb' | 'sentence';
  /** Where the verb is not said: true of a text that is only the rest of one that a comma has cut off. */
  readonly rest?: (text: string) => boolean;
  /** Its phrases stand in any order, that of the verb among them, each behind its word. */
  readonly anyOrder?: true;
  readonly words: Words;
  build(values: Readonly<Record<string, unknown>>, sentence: Sentence, reading: Reading): T | undefined;
}

/** Checks the types of a form: `build` gets the values that `words` reads. */
export function form<W extends Words, T>(
  of: Omit<Form<T>, 'words' | 'build'> & {
    readonly words: W;
    build(values: Said<W>, sentence: Sentence, reading: Reading): T | undefined;
  },
): Form<T> {
  // The values come from `words`, word by word, so they have its types.
  return { ...of, build: (values, ...rest) => of.build(values as Said<W>, ...rest) };
}

/** The verbs of forms, one spelling of each. */
export const knownVerbs = (forms: readonly Form<unknown>[]): readonly string[] =>
  forms.map(({ verbs: [verb] }) => verb);

/** The word that the phrase after the verb is read by. */
export const objectOf = (of: Form<unknown>): string => of.object ?? of.verbs[0];
