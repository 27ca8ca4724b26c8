// Verbs of checks in other words: `can not reach`, `cannot reaches`, `does not have`. Without them the rest says the opposite.
import type { Span } from '../diagnostics/span.ts';
import type { Piece } from '../language/piece.ts';
import { unknownWord } from '../language/problems.ts';
import type { Reading } from '../language/reading.ts';

const helping = '(?:can|could|may|might|must|shall|should|will|would|do|does|did)';
const denying = `(?:${helping}n?['\u2019]?t|won['\u2019]?t|cannot|not|never)`;
const helped = `^(?:(?:${denying}|${helping}) )*`;

/** Each with what is to be written for it: of one node and of several, and where it is denied. */
const verbs: readonly (readonly [RegExp, readonly string[]])[] = [
  [
    new RegExp(`${helped}(?:reach(?:es)?|ping(?:s|ed)?)(?= )`, 'i'),
    ['reaches', 'reach', 'cannot reach', 'cannot reach'],
  ],
  // `has not` can be nothing else; after another verb there may be a node of this name.
  [new RegExp(`${helped}ha(?:s|ve)(?:n['\u2019]?t| not)?(?= )`, 'i'), ['has', 'have', 'has no', 'have no']],
  [new RegExp(`${helped}sees?(?= )`, 'i'), ['sees', 'sees']],
];
const denied = /n['\u2019]?o?t\b|\bnever\b/i;

/** What a firewall is told, where a check says what holds: `forbid h1 to reach h2`, `h1 is blocked from h2`. */
const order =
  /^(?:not|(?:forbid|deny|deni|block|prevent|prohibit|disallow|reject|drop|allow|permit|accept)(?:s|es|ed|den)?)$/i;
/** An order that is meant stands at the beginning, or after the first nodes. */
const mostBefore = 5;
/** A verb that is meant stands near the beginning. */
const mostWords = 20;

/** True, and reported, of such words: those of a sentence up to its verb if it has one, or those of a key. */
export function refuseNearVerb(
  pieces: readonly Piece[],
  at: Span,
  reading: Reading,
  verb?: number,
  keys?: readonly string[],
): boolean {
  const texts = pieces.map(({ text }) => text);
  const isAfterComma = (index: number) => texts[index - 1]?.endsWith(',') === true;
  const last = keys === undefined ? (verb ?? mostWords) : 0;
  for (let index = keys === undefined ? 1 : 0; index <= last && index < pieces.length; index += 1) {
    // What follows a comma is a node, whatever it is called.
    if (isAfterComma(index)) continue;
    const first = pieces[index];
    const words = `${texts.slice(index, index + 5).join(' ')} `;
    for (const [pattern, meant] of verbs) {
      const [found] = pattern.exec(words) ?? [];
      const count = found?.split(' ').length ?? 0;
      if (found === undefined || (keys !== undefined && count < pieces.length)) continue;
      if (meant.includes(found)) return verb === undefined && refuseOrder(texts, at, reading);
      const several = index > 1 || /,|\.\./.test(keys === undefined ? (texts[0] ?? '') : '') ? 1 : 0;
      const written = meant[(denied.test(found) ? 2 : 0) + several];
      const help =
        written === undefined
          ? 'say what it does see, as in `web sees h1 as gw`: nothing denies it'
          : `write \`${written}\``;
      const place = (first?.upTo(pieces[index + count - 1] ?? first) ?? { at }).at;
      const expected = written === undefined ? [] : [written];
      reading.report(unknownWord({ at: place, label: 'not how this is said', help, expected }));
      return true;
    }
  }
  return verb === undefined && refuseOrder(texts, at, reading);
}

function refuseOrder(texts: readonly string[], at: Span, reading: Reading): boolean {
  if (!texts.slice(0, mostBefore).some((text) => order.test(text))) return false;
  const help = 'write it like `h1 reaches h2`, or `h1 cannot reach h2` where it must not';
  reading.report(unknownWord({ at, label: 'not how this is said', help }));
  return true;
}
