// Sentences as a shape: `h1 reaches h2 via r1`, and the mapping form that says the same with the words as keys.
import type { YamlMap } from '../source/tutorial.ts';
import { type Form, objectOf } from './form.ts';
import { Piece } from './piece.ts';
import { readMapping, readNote } from './sentence-mapping.ts';
import { readSentence } from './sentence-text.ts';
import type { JsonSchema, Shape } from './shape.ts';
import { refuseType } from './shape.ts';

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
      !/\s/.test(text) ||
      !(
        verbs.some((verb) => says(text, verb)) ||
        forms.some(({ unsaid, rest }) => unsaid === 'verb' && rest?.(text) !== true)
      ),
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
