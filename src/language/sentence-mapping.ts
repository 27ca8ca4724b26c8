// Reads the mapping form of a sentence: its words are the keys.

import { nearest } from '../diagnostics/did-you-mean.ts';
import type { Span } from '../diagnostics/span.ts';
import type { Yaml, YamlMap, YamlText } from '../source/tutorial.ts';
import { readClauses } from './clauses.ts';
import { type Form, insteadOf, knownVerbs, objectOf } from './form.ts';
import { refuseNearKey, refuseOrder } from './near-verbs.ts';
import { type Phrase, phraseOf } from './phrase.ts';
import { Piece } from './piece.ts';
import { incompleteSentence, missingKey, unknownKey } from './problems.ts';
import type { Reading } from './reading.ts';
import { refuseLater, refuseType } from './shape.ts';
import { readFreeText } from './values.ts';

/** Reads a mapping whose keys are the words of one of the forms. */
export function readMapping<T>(forms: readonly Form<T>[], map: YamlMap, reading: Reading): T | undefined {
  const keys = map.entries.map(({ key }) => key.text);
  const of = forms.find(({ verbs }) => verbs.some((verb) => keys.includes(verb)));
  const [first] = map.entries;
  const at = first?.key.at ?? map.at;
  if (of === undefined) return refuseMapping(forms, map, at, reading);
  const [verb] = of.verbs;
  const verbEntry = map.entries.find(({ key }) => of.verbs.includes(key.text));
  const instead = insteadOf(of, verb);
  if (instead !== undefined) return refuseLater(verb, verbEntry?.key.at ?? at, instead, reading);
  const phrases = new Map<string, Phrase>();
  let note: string | undefined;
  let good = true;
  for (const { key, value } of map.entries) {
    const word = of.verbs.includes(key.text) ? objectOf(of) : key.text;
    const later = insteadOf(of, word);
    if (later !== undefined) return refuseLater(word, key.at, later, reading);
    const known = Object.hasOwn(of.words, word) ? of.words[word] : undefined;
    if (word === 'note' && of.subject !== undefined) {
      note = readNote(value, reading);
      if (note === undefined) good = false;
    } else if (known === undefined || known.looks !== undefined) {
      const words = Object.keys(of.words).filter((name) => of.words[name]?.looks === undefined);
      const meant = nearest(word, [...words, ...Object.keys(of.later)]);
      const comesLater = meant === undefined ? undefined : insteadOf(of, meant);
      if (meant !== undefined && comesLater !== undefined) return refuseLater(meant, key.at, comesLater, reading);
      const help = meant === undefined ? `use one of ${words.join(', ')}` : `write ${meant}`;
      reading.report(unknownKey({ at: key.at, label: 'no such word here', help, expected: [meant] }));
      good = false;
    } else {
      const phrase = phraseOf(value, known.value.words, known.value.example, reading);
      const free = !phrases.has(word) || refuseTwice(key, reading);
      if (phrase === undefined || !free) good = false;
      else phrases.set(word, phrase);
    }
  }
  return good ? readClauses({ form: of, at: map.at, phrases, mapping: true }, note, reading) : undefined;
}

/** Two spellings of one verb. */
function refuseTwice(key: YamlText, reading: Reading): false {
  const help = `take \`${key.text}\` out, and write a list under the other`;
  reading.report(unknownKey({ at: key.at, label: 'another spelling is there already', help }));
  return false;
}

function refuseMapping(forms: readonly Form<unknown>[], map: YamlMap, at: Span, reading: Reading): undefined {
  const verbs = forms.flatMap((one) => one.verbs);
  const [entry] = map.entries;
  if (map.entries.length === 1 && entry !== undefined && /\s|:$/.test(entry.key.text)) {
    return refuseType(map, 'a sentence', forms[0]?.examples[0] ?? '', reading);
  }
  const keys = map.entries.map(({ key }) => key.text);
  const bySubject = forms.some(({ subject }) => subject !== undefined);
  if (bySubject && map.entries.length === 1 && entry?.value.is === 'text') {
    const words = [entry.key, entry.value].flatMap((text) => new Piece(text).words());
    if (refuseOrder(words, map.at, reading)) return undefined;
  }
  for (const { key } of map.entries) {
    if (bySubject && refuseNearKey(new Piece(key), keys, reading)) return undefined;
    const meant = nearest(key.text, verbs);
    if (meant === undefined) continue;
    return reading.report(
      unknownKey({ at: key.at, label: 'no such word here', help: `write ${meant}`, expected: [meant] }),
    );
  }
  const fitting = forms.filter(({ words }) => map.entries.every(({ key }) => Object.hasOwn(words, key.text)));
  const [only, second] = fitting;
  if (only !== undefined && second === undefined) {
    const [verb] = only.verbs;
    const help = `add \`${verb}: ${only.words[objectOf(only)]?.value.example}\``;
    return reading.report(missingKey({ at, label: `\`${verb}\` is missing`, help }));
  }
  const label = 'a verb is missing';
  return reading.report(missingKey({ at, label, help: `add one of ${knownVerbs(forms).join(', ')}` }));
}

/** Text for the reader. */
export function readNote(yaml: Yaml, reading: Reading): string | undefined {
  if (yaml.is === 'text') return readFreeText(new Piece(yaml), 'many lines', reading)?.text.trim();
  if (yaml.is === 'nothing') {
    const help = 'write the note after the colon, or take the colon out';
    return reading.report(incompleteSentence({ at: yaml.at, label: 'a note is wanted here', help }));
  }
  return refuseType(yaml, 'a note', '"a text in quotes"', reading);
}
