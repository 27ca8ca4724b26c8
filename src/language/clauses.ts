// The clauses of a sentence, however it was written: read word by word, then built into a statement.
import type { Span } from '../diagnostics/span.ts';
import { type Form, insteadOf, objectOf } from './form.ts';
import type { Phrase } from './phrase.ts';
import { incompleteSentence } from './problems.ts';
import type { Reading } from './reading.ts';
import { refuseLater } from './shape.ts';

/** Phrases by the word that they belong to. */
export interface Clauses<T> {
  readonly form: Form<T>;
  readonly at: Span;
  readonly phrases: ReadonlyMap<string, Phrase>;
  /** In the mapping form a word is a key. */
  readonly mapping: boolean;
}

/** Reads every phrase, sees that nothing is missing, and builds the statement. */
export function readClauses<T>(
  { form: of, at, phrases, mapping }: Clauses<T>,
  note: string | undefined,
  reading: Reading,
): T | undefined {
  const values: Record<string, unknown> = Object.create(null);
  const missing = Object.entries(of.words).filter(([word, { required }]) => required === true && !phrases.has(word));
  const before = reading.diagnostics.length;
  let good = true;
  for (const [word, phrase] of phrases) {
    const instead = insteadOf(of, word);
    if (instead !== undefined) return refuseLater(word, phrase.clause ?? phrase.at, instead, reading);
    const known = of.words[word];
    if (known === undefined) continue;
    if (phrase.items.length === 0) {
      const verb = of.subject === undefined ? `${of.verbs[0]} ` : '';
      const lead = word === of.subject ? '' : word === objectOf(of) ? verb : `${word} `;
      const help = `write it like \`${lead}${known.value.example}\``;
      reading.report(incompleteSentence({ at: phrase.at, label: `${known.value.words} missing here`, help }));
      return undefined;
    }
    const expected = missing.length === 0 || mapping ? phrase.expected : missing.map(([name]) => name);
    values[word] = known.value.read({ ...phrase, expected }, reading);
    if (values[word] === undefined) good = false;
  }
  // A word that is not expected stands in the place of what is missing.
  if (reading.diagnostics.slice(before).some(({ code }) => code === 'unknown-word')) return undefined;
  for (const [word, { value, toldLater }] of missing) {
    if (toldLater === true) continue;
    const help = `add \`${word}${mapping ? ':' : ''} ${value.example}\``;
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
