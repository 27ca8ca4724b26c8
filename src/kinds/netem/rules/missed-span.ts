// A round trip or a loss that a check wants, and that the cables of its way do not give; or not reliably.

import { isReach } from '../../../checks/reach/check.ts';
import { type Diagnostic, defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import type { Bounds, Written } from '../../../language/statements.ts';
import type { Interface } from '../../../model/lab.ts';
import type { Rule } from '../../../rules/rule.ts';
import { wayOf } from '../way.ts';
import { amountOf } from '../words.ts';

const missed = defineDiagnostic('missed-span', 'round trip or loss that the cables on the way do not give');
const narrow = defineDiagnostic('narrow-span', 'span that chance may leave', 'warning');

/** A busy machine holds packets up for so many milliseconds. */
const noise = 5;
/** Bits of a ping as Linux sends it: 84 bytes of IP in Ethernet. */
const pingBits = 98 * 8;

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);
const plain = (number: number): number => Number(number.toFixed(3));

/** The round trips that a way can give. */
function roundTrip(way: readonly Interface[]): Bounds {
  const delay = sum(way.map((sender) => amountOf(sender, 'delay')));
  const jitter = sum(way.map((sender) => amountOf(sender, 'jitter')));
  const sending = sum(way.map((sender) => pingBits / 1000 / (amountOf(sender, 'rate') || Number.POSITIVE_INFINITY)));
  const overtaking = way.some((sender) => amountOf(sender, 'reorder') > 0);
  return { from: overtaking ? 0 : delay - jitter, to: delay + jitter + sending };
}

/** Reports a span that no round trip meets; warns of one that a busy machine leaves. */
function checkTaking({ value: said, at }: Written<Bounds>, way: readonly Interface[] | undefined): Diagnostic[] {
  const given = way && roundTrip(way);
  const help = given && `write \`taking ${Math.floor(given.from)}..${Math.ceil(given.to) + 3 * noise}ms\``;
  if (given && (said.to < given.from || said.from > given.to)) {
    const most = given.to > given.from ? ` to ${plain(given.to)}` : '';
    return [missed({ at, label: `the delays there and back are ${plain(given.from)}${most} ms`, help: help ?? '' })];
  }
  if (said.to - Math.max(said.from, given?.to ?? 0) >= noise) return [];
  const label = `less than ${noise} ms for what a busy machine adds`;
  return [narrow({ at, label, help: help ?? `write \`taking ${said.from}..${said.from + 3 * noise}ms\`` })];
}

/** The chance that of a hundred packets a number within the bounds is lost. */
function chanceOf({ from, to }: Bounds, loss: number): number {
  if (loss === 0 || loss === 1) return from <= 100 * loss && 100 * loss <= to ? 1 : 0;
  // From that of none at all, each to the next.
  const exactly = [(1 - loss) ** 100];
  for (let lost = 1; lost <= to; lost++)
    exactly.push((((exactly[lost - 1] ?? 0) * (101 - lost)) / lost) * (loss / (1 - loss)));
  return sum(exactly.slice(from, to + 1));
}

/** A span that is left by chance only once in some hundred times; from one where that can be, so that it shows that packets are lost. */
function likely(loss: number): Bounds {
  const counts = Array.from({ length: 101 }, (_, lost) => lost);
  const from = counts.findLast((lost) => lost === 0 || chanceOf({ from: 0, to: lost - 1 }, loss) < 0.002) ?? 0;
  return { from, to: counts.find((lost) => chanceOf({ from: 0, to: lost }, loss) > 0.998) ?? 100 };
}

/** Reports a span that the number of lost packets hardly meets; warns of one that it leaves once in a hundred times. */
function checkLosing({ value: said, at }: Written<Bounds>, way: readonly Interface[] | undefined): Diagnostic[] {
  if (way === undefined) return [];
  const arriving = way.flatMap((sender) => [1 - amountOf(sender, 'loss') / 100, 1 - amountOf(sender, 'corrupt') / 100]);
  const loss = 1 - arriving.reduce((all, one) => all * one, 1);
  const chance = chanceOf(said, loss);
  if (chance > 0.99) return [];
  const { from, to } = likely(loss);
  const help = `write \`losing ${from}..${to}%\``;
  if (chance < 0.01) return [missed({ at, label: `there and back ${plain(100 * loss)} % are lost`, help })];
  const times = Math.max(1, Math.round(100 * (1 - chance)));
  return [narrow({ at, label: `${times} of 100 runs lose more or fewer`, help })];
}

/** Looks at each span of a check of the step. */
export const missedSpan: Rule = ({ state, checks }) =>
  checks.filter(isReach).flatMap((check) => {
    const { taking, losing } = check;
    if (taking === undefined && losing === undefined) return [];
    const way = wayOf(check, state);
    return [...(taking ? checkTaking(taking, way) : []), ...(losing ? checkLosing(losing, way) : [])];
  });
