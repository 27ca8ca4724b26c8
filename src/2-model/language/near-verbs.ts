// Verbs of checks in other words: `can not reach`, `cannot reaches`, `does not have`. Without them the rest says the opposite.
import type { Piece } from './piece.ts';
import { unknownWord } from './problems.ts';
import type { Reading } from './reading.ts';

const helping = new Set('can could may might must shall should will would do does did'.split(' '));
/** With their apostrophes taken out. */
const denying = new Set(
  'not never cannot cant couldnt maynt mightnt mustnt shouldnt wont wouldnt dont doesnt didnt hasnt havent'.split(' '),
);

interface Meant {
  /** What one node does, and what several do. */
  readonly said: readonly [string, string];
  /** The same denied, where the language can. */
  readonly denied?: readonly [string, string];
}

const reach: Meant = { said: ['reaches', 'reach'], denied: ['cannot reach', 'cannot reach'] };
const have: Meant = { said: ['has', 'have'], denied: ['has no', 'have no'] };
const see: Meant = { said: ['sees', 'sees'] };

const verbs: ReadonlyMap<string, Meant> = new Map([
  ...['reach', 'reaches', 'ping', 'pings', 'pinged'].map((word) => [word, reach] as const),
  ...['have', 'has', 'hasnt', 'havent'].map((word) => [word, have] as const),
  ...['see', 'sees'].map((word) => [word, see] as const),
]);

const plain = ({ text }: Piece): string => text.toLowerCase().replace(/['\u2019]/g, '');

/** The words of a verb: how many, whether it is denied, and which it is. */
interface Found {
  readonly count: number;
  readonly denied: boolean;
  readonly verb: Meant;
}

/** The verb that begins with the first of these words, helping words and all. */
function verbIn(words: readonly string[]): Found | undefined {
  const at = words.findIndex((word) => !helping.has(word) && (!denying.has(word) || verbs.has(word)));
  const verb = verbs.get(words[at] ?? '');
  if (verb === undefined) return undefined;
  // `has not` can be nothing else; after another verb there may be a node of this name.
  const more = verb === have && words[at + 1] === 'not' ? 1 : 0;
  const count = at + 1 + more;
  return { count, denied: words.slice(0, count).some((word) => denying.has(word)), verb };
}

function refuseVerb(piece: Piece, { denied, verb }: Found, several: 0 | 1, reading: Reading): boolean {
  if ([...verb.said, ...(verb.denied ?? [])].includes(piece.text.replace(/\s+/g, ' '))) return false;
  const { at } = piece;
  const meant = denied ? verb.denied?.[several] : verb.said[several];
  const help =
    meant === undefined ? 'say what it does see, as in `web sees h1 as gw`: nothing denies it' : `write \`${meant}\``;
  const expected = meant === undefined ? [] : [meant];
  reading.report(unknownWord({ at, label: 'not how this is said', help, expected }));
  return true;
}

/**
 * True, and reported, where a sentence has such a verb. `end` is the index of its first word that is a verb as it stands;
 * nothing after that is looked at.
 */
export function refuseNearVerb(pieces: readonly Piece[], end: number, reading: Reading): boolean {
  const words = pieces.map(plain);
  for (const [index, piece] of pieces.slice(0, end + 1).entries()) {
    // What follows a comma is a node, whatever it is called.
    if (index === 0 || words[index - 1]?.endsWith(',') === true) continue;
    const found = verbIn(words.slice(index, index + 5));
    if (found === undefined) continue;
    const several = index > 1 || /,|\.\./.test(words[0] ?? '') ? 1 : 0;
    return refuseVerb(piece.upTo(pieces[index + found.count - 1] ?? piece), found, several, reading);
  }
  return false;
}

/** The same for a key of the mapping form. */
export function refuseNearKey(key: Piece, reading: Reading): boolean {
  const words = key.words().map(plain);
  const found = verbIn(words);
  return found?.count === words.length && refuseVerb(key, found, 0, reading);
}
