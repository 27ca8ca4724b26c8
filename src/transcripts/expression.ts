// The regular expressions of transcripts: what RE2 and POSIX both know. RE2 takes time in proportion to the text, whatever they say.
import { RE2JS, RE2JSSyntaxException } from 're2js';

const mark = '\\\\[^\\p{L}\\p{N}\\s]';
const set = `\\[\\^?-?(?:\\\\[dws]|${mark}|[A-Za-z\\d]-[A-Za-z\\d]|[ -,.-\\[^-~])*-?\\]`;
/** A piece of an expression: a character, a set, a bracket or bar, or how often what is before it comes. */
const piece = new RegExp(`${set}|\\\\[dDwWsS]|${mark}|\\((?:\\?:|(?!\\?))|\\{\\d+(?:,\\d*)?\\}|[^\\\\[({^$]`, 'guy');

const isRepeat = (text = ''): boolean => /^(?:[*+?]|\{\d)/.test(text);

/** The pieces of an expression; of one that holds something else, those before it. */
export const piecesOf = (expression: string): readonly string[] => expression.match(piece) ?? [];

/** What is wrong with an expression, in a few words; undefined if it can be read. */
export function problemIn(expression: string): string | undefined {
  const pieces = piecesOf(expression);
  const rest = expression.slice(pieces.join('').length);
  if (rest !== '') return `\`${rest.slice(0, 10)}\` is not known here`;
  if (pieces.some((each, index) => isRepeat(each) && isRepeat(pieces[index + 1]))) return 'a repeat of a repeat';
  try {
    RE2JS.compile(expression);
    return undefined;
  } catch (error) {
    if (error instanceof RE2JSSyntaxException) return error.getDescription();
    throw error;
  }
}

/** The very text as an expression. */
export const literal = (text: string): string => text.replace(/[\\[\]{}^$*+?().|]/g, '\\$&');

/** A predicate that is true for the texts that an expression describes from beginning to end. */
export function matcher(expression: string): (text: string) => boolean {
  const compiled = RE2JS.compile(expression);
  return (text) => compiled.matches(text);
}
