// Verbs of checks in other words: `can not reach`, `cannot reaches`, `does not have`. Without them the rest says the opposite.
import type { Span } from '../diagnostics/span.ts';
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

/** The same for a key of the mapping form. An order in the place of the verb is one only beside a `from`, and without a `to`. */
export function refuseNearKey(key: Piece, others: readonly string[], reading: Reading): boolean {
  const words = key.words().map(plain);
  const [order = '', more] = words;
  if (more === undefined && isOrder(order)) {
    if (!others.includes('from') || others.includes('to')) return refuseUnclear(key.at, reading);
    return refuseVerb(key, { count: 1, denied: forbidding.has(order), verb: reach }, 0, reading);
  }
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
const isOrder = (word: string): boolean => forbidding.has(word) || allowing.has(word);
/** An order that is meant stands at the beginning, or after the first nodes; what is longer is not understood. */
const mostBefore = 5;
const mostWords = 20;

const orders = [...forbidding, ...allowing].join('|');
const names = String.raw`(?:[a-z][\w.()-]*, ?)*[a-z][\w.()-]*`;
const service = String.raw`(?: (?:tcp|udp)/\S+)?`;
/** `forbid h1 to reach h2`: first the order, then who may not, then whom. `from h2` alone may be either. */
const active = new RegExp(
  `^(${orders}) (?:access )?(?:from )?(${names})(?: (?:(?:to )?(?:reach|access)|to|reaches|from (?:reaching|accessing)|->|=>|\u2192))? (${names}${service})$`,
  'i',
);
/** `h1 is blocked from h2`. Between two names without `is`, the second may be the one that is refused. */
const passive = new RegExp(
  `^(${names}) (?:is|are)( not)? (${orders}) (to|to reach|to access|access|access to|from|from reaching|from accessing) (${names}${service})$`,
  'i',
);
/** What is no name of a node where an order is given, though it stands like one. */
const noNames = new Set(
  (
    'is are be to from by reach reaches reaching access accessing all any anything everything no none nothing only ' +
    'traffic packets connections ping pings icmp tcp udp ip http https ssh dns dhcp'
  ).split(' '),
);

interface Order {
  readonly forbids: boolean;
  readonly left: string;
  readonly right: string;
}

const isName = (word: string): boolean =>
  !isOrder(word) && !noNames.has(word) && !helping.has(word) && !denying.has(word);

/** The order that a sentence is, if it can be understood in one way only. */
function orderIn(text: string): Order | undefined {
  const [, said = '', who = '', whom = ''] = active.exec(text) ?? [];
  const [, left = who, not = '', then = said, joint = '', right = whom] = passive.exec(text) ?? [];
  const order = then.toLowerCase();
  // `is not blocked` and `is accepted from h2` are what they are.
  const clear = forbidding.has(order) ? not === '' : !joint.startsWith('from');
  const all = `${left} ${right}`.toLowerCase().split(/[\s,]+/);
  if (left === '' || !clear || !all.every(isName)) return undefined;
  return { forbids: forbidding.has(order) || not !== '', left, right };
}

function refuseUnclear(at: Span, reading: Reading): true {
  const help = 'write it like `h1 reaches h2`, or `h1 cannot reach h2` where it must not';
  reading.report(unknownWord({ at, label: 'not how this is said', help }));
  return true;
}

/** True, and reported, of a sentence that is none for an order in it: `forbid h1 to reach h2`, `h1 is blocked from h2`. */
export function refuseOrder(pieces: readonly Piece[], at: Span, reading: Reading): boolean {
  if (!pieces.slice(0, mostBefore).map(plain).some(isOrder)) return false;
  const order = pieces.length > mostWords ? undefined : orderIn(pieces.map(({ text }) => text).join(' '));
  if (order === undefined) return refuseUnclear(at, reading);
  const { forbids, left, right } = order;
  const verb = forbids ? 'cannot reach' : /,|\.\./.test(left) ? 'reach' : 'reaches';
  const meant = `${left} ${verb} ${right}`;
  reading.report(unknownWord({ at, label: 'not how this is said', help: `write \`${meant}\``, expected: [meant] }));
  return true;
}
