// What `taking` and `losing` say: a round trip or a loss, from one number to another.
import { type PhraseShape, word } from '../../language/phrase.ts';
import { badValue } from '../../language/problems.ts';
import type { Bounds, Written } from '../../language/statements.ts';

interface Measure {
  readonly example: string;
  /** Units, in what they are told in. */
  readonly units: Readonly<Record<string, number>>;
  readonly most: number;
  /** What is measured in whole numbers. */
  readonly counts: boolean;
  /** What may be meant by a single number. */
  around(value: number): readonly number[];
}

const span = ({ example, units, most, counts, around }: Measure): PhraseShape<Written<Bounds>> =>
  word('span', example, (piece, reading) => {
    const { text, at } = piece;
    const [, from, to, unit = ''] = /^(\d{1,5}(?:\.\d{1,3})?)\.\.(\d{1,5}(?:\.\d{1,3})?)([a-z]+|%)$/.exec(text) ?? [];
    const value = { from: Number(from) * (units[unit] ?? Number.NaN), to: Number(to) * (units[unit] ?? Number.NaN) };
    const isWhole = !counts || (Number.isInteger(value.from) && Number.isInteger(value.to));
    if (value.from <= value.to && value.to <= most && isWhole) return { value, at };
    const numbers = (text.match(/\d+(?:\.\d+)?/g) ?? []).map((one) => (counts ? Math.round(Number(one)) : Number(one)));
    const [first = Number.NaN, second] = numbers.toSorted((a, b) => a - b);
    const known = Object.keys(units).find((one) => new RegExp(`\\d${one}`).test(text)) ?? Object.keys(units)[0];
    const meant = second === undefined ? around(first) : [first, second];
    const mended = meant.every((one) => one * (units[known ?? ''] ?? 1) <= most)
      ? `${meant.join('..')}${known}`
      : example;
    const label = value.from > value.to ? 'from more to less' : `a span with its unit, as ${example}`;
    return reading.report(badValue({ at, label, help: `write ${mended}`, expected: [mended] }));
  });

/** Words that say how long a ping takes there and back, and how many are lost. */
export const spanWords = {
  taking: {
    value: span({
      example: '45..60ms',
      units: { ms: 1, s: 1000 },
      most: 60_000,
      counts: false,
      around: (value) => [value, value + 15],
    }),
    summary: 'There and back it takes so long: the median of ten pings.',
  },
  losing: {
    value: span({
      example: '2..20%',
      units: { '%': 1 },
      most: 100,
      counts: true,
      around: (value) => [0, Math.min(100, 2 * value)],
    }),
    summary: 'So many are lost of a hundred pings.',
  },
};
