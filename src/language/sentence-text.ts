// Reads a sentence: finds its verb, cuts it at its words.
import { nearest } from '../diagnostics/did-you-mean.ts';
import { readClauses } from './clauses.ts';
import { type Form, insteadOf, knownVerbs, objectOf } from './form.ts';
import { refuseNearVerb, refuseOrder } from './near-verbs.ts';
import type { Phrase } from './phrase.ts';
import type { Piece } from './piece.ts';
import { unknownWord } from './problems.ts';
import type { Reading } from './reading.ts';
import { refuseLater } from './shape.ts';

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
  return { at: whole.at, clause: keyword.upTo(last).at, whole, items: whole.items(), expected };
}

function sayTwice(word: Piece, reading: Reading): undefined {
  const help = 'say it once, with a comma between the values';
  return reading.report(unknownWord({ at: word.at, label: `\`${word.text}\` is there already`, help }));
}

/** The word that comes later and that is misspelt here, where no more words of the phrase may follow. */
function laterMeant(
  of: Form<unknown>,
  expected: readonly string[],
  phrase: readonly Piece[],
  text: string,
): string | undefined {
  const later = Object.keys(of.later);
  const last = phrase.at(-1)?.text;
  if (later.length === 0 || last === undefined || last.endsWith(',')) return undefined;
  const meant = nearest(text, [...expected, ...later]);
  return meant !== undefined && later.includes(meant) ? meant : undefined;
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
    const begins =
      expected.includes(text) || Object.hasOwn(of.later, text) ? text : laterMeant(of, expected, current.pieces, text);
    const floats = loose !== undefined && of.words[loose]?.looks?.(text) === true;
    const goesOn =
      current.word === loose || (of.words[current.word]?.takesLoose === true && current.pieces.length <= 1);
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

/** True, and reported, where a word stands between the nodes of a sentence and its verb. `and` is reported where the nodes are read. */
function refuseBeforeVerb(
  { form: of, verb }: Found<unknown>,
  forms: readonly Form<unknown>[],
  piece: Piece,
  pieces: readonly Piece[],
  reading: Reading,
): boolean {
  const subject = of.subject === undefined ? [] : pieces.slice(0, verb);
  const odd = subject.find(
    ({ text }, index) => index > 0 && !text.startsWith(',') && subject[index - 1]?.text.endsWith(',') === false,
  );
  if (odd === undefined || (/^(and|&)$/.test(odd.text) && odd !== subject.at(-1))) return false;
  if (refuseOrder(pieces, piece.at, reading)) return true;
  const verbs = knownVerbs(forms.filter(({ unsaid }) => unsaid === undefined)).join(', ');
  const help = `write a comma before it if it is a node, else one verb for all this: ${verbs}`;
  reading.report(unknownWord({ at: odd.at, label: 'a verb is wanted here', help }));
  return true;
}

/** A verb that is misspelt stands near the beginning. */
const mostGuesses = 20;

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
  const bySubject = forms.some(({ subject }) => subject !== undefined);
  if (bySubject && refuseNearVerb(pieces, found?.verb ?? mostGuesses, reading)) return undefined;
  if (found === undefined) return refuseSentence(forms, piece, pieces, reading);
  if (refuseBeforeVerb(found, forms, piece, pieces, reading)) return undefined;
  const { form: of } = found;
  const instead = insteadOf(of, of.verbs[0]);
  if (instead !== undefined) return refuseLater(of.verbs[0], (pieces[found.verb] ?? piece).at, instead, reading);
  const phrases = cut(found, pieces, reading);
  return phrases === undefined
    ? undefined
    : readClauses({ form: of, at: piece.at, phrases, mapping: false }, note, reading);
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
  for (const word of pieces.slice(first, mostGuesses)) {
    const meant = nearest(word.text, verbs);
    if (meant === undefined) continue;
    const of = spoken.find((one) => one.verbs.includes(meant));
    const instead = of === undefined ? undefined : insteadOf(of, of.verbs[0]);
    if (instead !== undefined) return refuseLater(meant, word.at, instead, reading);
    return reading.report(
      unknownWord({ at: word.at, label: 'not a word here', help: `write ${meant}`, expected: [meant] }),
    );
  }
  if (first === 1 && refuseOrder(pieces, piece.at, reading)) return undefined;
  const at = (first === 0 ? pieces[0] : pieces[1])?.at ?? piece.at;
  const label = first === 0 ? `one of ${knownVerbs(spoken).join(', ')} is wanted` : 'a verb is wanted here';
  const lead = first === 0 ? 'write it like' : `write one of ${knownVerbs(spoken).join(', ')}, as in`;
  const help = `${lead} \`${example}\``;
  return reading.report(unknownWord({ at, label, help }));
}
