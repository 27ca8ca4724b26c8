// Verbs of checks in other words: `can not reach`, `cannot reaches`, `does not have`. Without them the rest says the opposite.
import type { Span } from '../../diagnostics/span.ts';
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
  const denied = forbidding.has(words[0] ?? '');
  if (words.length === 1 && (denied || allowing.has(words[0] ?? '')))
    return refuseVerb(key, { count: 1, denied, verb: reach }, 0, reading);
  const found = verbIn(words);
  return found?.count === words.length && refuseVerb(key, found, 0, reading);
}

/** Orders: what a firewall is told, where a check says what holds. */
const forbidding = new Set(
  (
    'forbid forbids forbidden deny denies denied block blocks blocked prevent prevents prevented prohibit prohibits ' +
    'prohibited disallow disallows disallowed reject rejects rejected drop drops dropped not'
  ).split(' '),
);
const allowing = new Set('allow allows allowed permit permits permitted accept accepts accepted'.split(' '));
/** What stands beside an order, or between the two nodes. */
const joining = new Set('is are be to from reach reaches reaching access accessing -> => \u2192'.split(' '));

const isOrder = (word: string): boolean => forbidding.has(word) || allowing.has(word);
const joins = (word: string): boolean => isOrder(word) || joining.has(word) || helping.has(word);
/** An order that is meant stands at the beginning, or after the first nodes. */
const mostBefore = 5;

/** The nodes that an order is about, and all that follows the second of them. */
function partiesOf(words: readonly string[]): { readonly from: number; readonly end: number; readonly to: number } {
  const find = (first: number, joint: boolean) =>
    words.findIndex((word, index) => index >= first && joins(word) === joint);
  const from = find(0, false);
  const joint = from === -1 ? -1 : find(from, true);
  const end = joint === -1 ? from + 1 : joint;
  return { from, end, to: find(end, false) };
}

/** True, and reported, of a sentence that is none for an order in it: `forbid h1 to reach h2`, `h1 is blocked from h2`. */
export function refuseOrder(pieces: readonly Piece[], at: Span, reading: Reading): boolean {
  const words = pieces.map(plain);
  const order = words.slice(0, mostBefore).find(isOrder);
  if (order === undefined) return false;
  const { from, end, to } = partiesOf(words);
  const left = pieces.slice(from, end).map(({ text }) => text);
  const right = pieces.slice(to).map(({ text }) => text);
  const named = left.every((text, index) => !text.includes('/') && text.endsWith(',') === index < left.length - 1);
  const clear = from !== -1 && to !== -1 && named && !words.slice(to).some(joins);
  const several = left.length > 1 || /,|\.\./.test(left[0] ?? '');
  const verb = forbidding.has(order) ? 'cannot reach' : clear && several ? 'reach' : 'reaches';
  const meant = clear ? `${left.join(' ')} ${verb} ${right.join(' ')}` : `h1 ${verb} h2`;
  const help = `write ${clear ? '' : 'it like '}\`${meant}\``;
  reading.report(unknownWord({ at, label: 'not how this is said', help, expected: clear ? [meant] : [] }));
  return true;
}
