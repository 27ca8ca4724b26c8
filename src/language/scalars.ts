// Shapes of values that several keys take: true or false, free text, values that are given out in step.
import type { Span, Text } from '../diagnostics/span.ts';
import { readSubnets, type Subnets } from './addresses.ts';
import { textSchema } from './phrase.ts';
import type { Piece } from './piece.ts';
import { badValue, unequalSequences } from './problems.ts';
import type { Reading } from './reading.ts';
import { oneOrMany, type Shape, scalar } from './shape.ts';
import type { Written } from './statements.ts';
import { readFreeText, readOneOf } from './values.ts';

export const flag: Shape<Written<boolean>> = scalar('true or false', 'true', { type: 'boolean' }, (piece, reading) => {
  const { text, at } = piece;
  if (text === 'true' || text === 'false') return { value: text === 'true', at };
  const meant = /^(yes|on|y|1)$/i.test(text) ? 'true' : /^(no|off|n|0)$/i.test(text) ? 'false' : text.toLowerCase();
  const expected = meant === 'true' || meant === 'false' ? [meant] : ['true', 'false'];
  return reading.report(badValue({ at, label: 'true or false', help: `write ${expected.join(' or ')}`, expected }));
});

/** Text that netgen does not look into. */
export const freeText = (lines: 'one line' | 'many lines'): Shape<Text> =>
  scalar('text', '"…"', { type: 'string' }, (piece, reading) => readFreeText(piece, lines, reading));

/** A prefix, a list of them, or one cut in pieces: `10.0.0.0/24 by /31`. */
export const subnets: Shape<readonly Subnets[]> = oneOrMany(scalar('prefix', '10.0.0.0/24', textSchema, readSubnets));

export const commandLine: Shape<Text> = freeText('one line');

/** Values that are given out to the nodes of a key in step, and where they stand. */
export interface Series<T> {
  readonly at: Span;
  readonly values: readonly T[];
}

const oneEach = 'write a list with one value an item';

/** One value serves all nodes; several are given out in step. `forOne` is what to do about several for one node. */
export function inStep<T>(
  { at, values }: Series<T>,
  count: number,
  reading: Reading,
  forOne = oneEach,
): readonly T[] | undefined {
  const [only] = values;
  if (only !== undefined && values.length === 1) return Array.from({ length: count }, () => only);
  if (values.length === count) return values;
  const label = `${values.length} values for ${count} ${count === 1 ? 'node' : 'nodes'}`;
  const help = count === 1 ? forOne : `make the range ${count} long`;
  return reading.report(unequalSequences({ at, label, help }));
}

/** Of several dealings, what each of so many gets from all of them together; undefined if one of them failed. */
export function together<T>(dealt: readonly (readonly T[] | undefined)[], count: number): readonly T[][] | undefined {
  if (dealt.includes(undefined)) return undefined;
  return Array.from({ length: count }, (_, index) => dealt.flatMap((each) => each?.slice(index, index + 1) ?? []));
}

/** Any whole number: which of them a link takes is told once its kind is known. */
function readMtu(piece: Piece, reading: Reading): Written<number> | undefined {
  if (/^\d+$/.test(piece.text)) return { value: Number(piece.text), at: piece.at };
  const label = 'a number of bytes, from 68 to 65535';
  return reading.report(badValue({ at: piece.at, label, help: 'write a number like 1500', expected: ['1500'] }));
}

export const mtu = {
  shape: scalar('number', '1400', { type: 'integer' }, readMtu),
  summary: 'The longest packet, in bytes.',
  example: 'mtu: 1400',
};

export const state = {
  shape: scalar('up or down', 'down', { enum: ['up', 'down'] }, (piece, reading) =>
    readOneOf(piece, ['up', 'down'], reading),
  ),
  summary: 'Plugged in and switched on, or not.',
  example: 'state: down',
};
