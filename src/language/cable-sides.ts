// The two sides of a cable: `r1:eth0 10.0.0.1/24, h1..2 -- each sw1..2`, expanded and paired.

import type { Span } from '../diagnostics/span.ts';
import { placeNamed } from '../kinds/kinds.ts';
import { readPlaces } from './addresses.ts';
import { readEnds } from './names.ts';
import { checkJoined } from './phrase.ts';
import type { Piece } from './piece.ts';
import {
  endpointMissing,
  incompleteSentence,
  missingDashes,
  oneForMany,
  unequalSequences,
  unknownWord,
} from './problems.ts';
import type { Reading } from './reading.ts';
import type { CableEnd, PlaceStatement } from './statements.ts';
import { always } from './targets.ts';
import { readNumber } from './values.ts';

/** One side: its plugs in order, and how they go with the other side's. */
interface Side {
  readonly piece: Piece;
  readonly plugs: readonly CableEnd[];
  readonly each: boolean;
  readonly per?: number;
}

/** The cable itself and an interface at each end. */
export const thingsOfCable = 3;

export type Pair = readonly [CableEnd, CableEnd];

/** Only so much of a cable is searched for what it may have been meant to be. */
const longestLook = 1000;

/** Reports what looks like a cable to a person and is something else. */
function findTrap(piece: Piece, reading: Reading): boolean {
  const text = piece.text.slice(0, longestLook);
  const dash = /<?-+>|<-+|<->|\s-\s|\s-{3,}\s|\s={2,}\s/.exec(text);
  const dashes = Array.from(text.matchAll(/(?<=\s)--(?=\s)/g));
  const second = dashes[1];
  if (second !== undefined) {
    const help = 'write each cable as its own item, with `- ` before it';
    reading.report(
      unknownWord({ at: piece.slice(second.index, second.index + 2).at, label: 'a second cable in one item', help }),
    );
  } else if (dashes.length === 0 && dash !== null) {
    const at = piece.slice(dash.index, dash.index + dash[0].length).trim().at;
    reading.report(
      missingDashes({ at, label: 'two plain hyphens are wanted', help: 'write -- for it', expected: ['--'] }),
    );
  } else {
    return false;
  }
  return true;
}

function refuseDashes(piece: Piece, reading: Reading): undefined {
  const { at } = piece;
  const text = piece.text.slice(0, longestLook);
  if (/^-{2,}|-{2,}$/.test(text)) {
    return reading.report(endpointMissing({ at, label: 'one end is missing', help: 'write both ends: `r1 -- r2`' }));
  }
  if (text.includes('--')) {
    const help = `write \`${text.replace(/\s*-{2,}\s*/, ' -- ')}\``;
    return reading.report(missingDashes({ at, label: 'blanks around it are missing', help }));
  }
  if (/^[^\s,]+(?:\s+(?:[\d.(]|\S*:\S*:)\S*)*$/.test(text)) {
    const help = `write the other end: \`${text} -- r2\``;
    return reading.report(endpointMissing({ at, label: 'the other end is missing', help }));
  }
  return reading.report(missingDashes({ at, label: 'no -- between two ends', help: 'write it like `r1 -- r2`' }));
}

/** Cuts `A -- B` in two. */
export function cutCable(piece: Piece, reading: Reading): readonly [Piece, Piece] | undefined {
  if (findTrap(piece, reading)) return undefined;
  const dashes = / -- |\s--\s/.exec(piece.text);
  if (dashes === null) return refuseDashes(piece, reading);
  const { index } = dashes;
  return [piece.slice(0, index).trim(), piece.slice(index + dashes[0].length).trim()];
}

function inStepWith<T>(values: readonly T[], count: number, piece: Piece, reading: Reading): readonly T[] | undefined {
  if (values.length === count) return values;
  const label = `${values.length} for ${count} ends`;
  const range = count > 1 && values.length === 1;
  const help = range
    ? `write a range of ${count} addresses, or a subnet after the cable`
    : `${count === 1 ? 'write one address' : `make the range ${count} long`}, or name ${values.length} ends`;
  return reading.report((range ? oneForMany : unequalSequences)({ at: piece.at, label, help }));
}

/** `r1:eth0 10.0.0.1/24 2001:db8::1/64`: ends, and their places in step with them. */
function readPlugs(item: Piece, reading: Reading): readonly CableEnd[] | undefined {
  const [name, ...rest] = item.words();
  if (name === undefined) {
    const help = 'take the comma out, or write a node beside it';
    return reading.report(incompleteSentence({ at: item.at, label: 'nothing beside the comma', help }));
  }
  if (!checkJoined(item, reading)) return undefined;
  const ends = readEnds(name, always, reading);
  if (ends === undefined) return undefined;
  const places: (readonly PlaceStatement[])[] = [];
  for (const word of rest) {
    const kind = placeNamed(word.text);
    const asked = kind && [{ is: 'asked' as const, by: kind.name, family: kind.family, at: word.at }];
    const some = asked ?? readPlaces(word, reading);
    // One offset may serve many: each stands in the subnet of its own segment.
    const [only] = some ?? [];
    const shared = some?.length === 1 && only && only.is !== 'cidr' ? ends.map(() => only) : some;
    const series = shared === undefined ? undefined : inStepWith(shared, ends.length, word, reading);
    if (series === undefined) return undefined;
    places.push(series);
  }
  const { at } = item;
  return ends.map((end, index) => ({
    at,
    node: end.node,
    ...(end.interface === undefined ? {} : { interface: end.interface }),
    places: places.flatMap((series) => series.slice(index, index + 1)),
  }));
}

/** Reports addresses in a list: after a comma stands the next end, and brackets hold nothing here. */
function findAddressList(side: Piece, reading: Reading): boolean {
  const listed = side.words().find(({ text }, index, all) => {
    const before = all[index - 1]?.text ?? '';
    return /^\[[\d.:]|,(?:[\d.]|[^,]*:.*:)/.test(text) || (before.endsWith(',') && /^[\d.]|:.*:/.test(text));
  });
  if (listed === undefined) return false;
  const help =
    'write the addresses of an end behind it, with blanks between them: `r1 10.0.0.1/24 2001:db8::1/64 -- …`';
  reading.report(unknownWord({ at: listed.at, label: 'an address in a list', help }));
  return true;
}

/** `each spine1..2`, `2 per rack1..4`, `r1, h1..2 .7`. */
export function readSide(piece: Piece, reading: Reading): Side | undefined {
  const [first, second] = piece.words();
  const each = first?.text === 'each';
  const per = second?.text === 'per' && first !== undefined ? readNumber(first, 1, 100_000, reading) : undefined;
  if (second?.text === 'per' && per === undefined) return undefined;
  const marker = each ? first : per === undefined ? undefined : second;
  const rest = marker === undefined ? piece : piece.slice(marker.to - piece.from).trim();
  if (findAddressList(rest, reading)) return undefined;
  const plugs: CableEnd[] = [];
  let good = true;
  for (const item of rest.items()) {
    const some = readPlugs(item, reading);
    if (some === undefined) good = false;
    else for (const plug of some) plugs.push(plug);
  }
  return good ? { piece, plugs, each, ...(per === undefined ? {} : { per: per.value }) } : undefined;
}

function refusePairs(left: Side, right: Side, at: Span, reading: Reading): undefined {
  const [a, b] = [left.plugs.length, right.plugs.length];
  const label = `${a} ends against ${b}`;
  const deal =
    a > b && a % b === 0
      ? `, or \`${a / b} per ${right.piece.text}\` to deal them out`
      : b > a && b % a === 0
        ? `, or \`${b / a} per ${left.piece.text}\` on the left to deal them out`
        : '';
  const help = `write \`each ${right.piece.text}\` for all ${a * b} cables${deal}`;
  return reading.report(unequalSequences({ at, label, help }));
}

function dealOut(many: Side, few: Side, per: number, reading: Reading): readonly number[] | undefined {
  if (many.plugs.length === few.plugs.length * per) return many.plugs.map((_, index) => Math.floor(index / per));
  const label = `${per} × ${few.plugs.length} is not ${many.plugs.length}`;
  const fitting = many.plugs.length / few.plugs.length;
  const help = Number.isInteger(fitting)
    ? `write \`${fitting} per\``
    : `make the other side ${few.plugs.length * per} long`;
  return reading.report(unequalSequences({ at: few.piece.at, label, help }));
}

/** Pairs the ends of two sides: in step, one with many, `each`, or `N per`. */
export function pairSides(left: Side, right: Side, at: Span, reading: Reading): readonly Pair[] | undefined {
  const pairs: Pair[] = [];
  const join = (a: CableEnd | undefined, b: CableEnd | undefined) => {
    if (a !== undefined && b !== undefined) pairs.push([a, b]);
  };
  const [a, b] = [left.plugs, right.plugs];
  if (left.each || right.each) {
    if (!reading.affordThings(thingsOfCable * a.length * b.length, at)) return undefined;
    // The side with `each` is run through for every one of the other.
    if (right.each) for (const one of a) for (const other of b) join(one, other);
    else for (const other of b) for (const one of a) join(one, other);
    return pairs;
  }
  if (!reading.affordThings(thingsOfCable * Math.max(a.length, b.length), at)) return undefined;
  if (left.per !== undefined && right.per !== undefined) return refusePairs(left, right, at, reading);
  const dealt =
    right.per !== undefined
      ? dealOut(left, right, right.per, reading)
      : left.per !== undefined
        ? dealOut(right, left, left.per, reading)
        : [];
  if (dealt === undefined) return undefined;
  if (right.per !== undefined) for (const [index, other] of dealt.entries()) join(a[index], b[other]);
  else if (left.per !== undefined) for (const [index, one] of dealt.entries()) join(a[one], b[index]);
  else if (a.length === 1) for (const other of b) join(a[0], other);
  else if (b.length === 1) for (const one of a) join(one, b[0]);
  else if (a.length === b.length) for (const [index, one] of a.entries()) join(one, b[index]);
  else return refusePairs(left, right, at, reading);
  return pairs;
}
