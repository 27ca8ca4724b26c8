// Options that only some kinds of links and interfaces take, as these describe them: a value, or a list of them.

import type { Text } from '../diagnostics/span.ts';
import type { LinkOption } from '../kinds/link-kind.ts';
import { textSchema } from './phrase.ts';
import type { Piece } from './piece.ts';
import { badValue } from './problems.ts';
import type { Reading } from './reading.ts';
import { type Key, mapped, oneOrMany, scalar } from './shape.ts';
import type { OwnOption } from './statements.ts';

/** Options with those that are said again: these count. */
export const joinOwn = (before: readonly OwnOption[], now: readonly OwnOption[]): readonly OwnOption[] => [
  ...new Map([...before, ...now].map((option) => [option.key.text, option])).values(),
];

/** The key of an option; where kinds share a name, its value is one that some of them take. A list is one text, its items parted by commas. */
export function ownOption(name: string, all: readonly LinkOption[]): Key<Text> {
  const example = all[0]?.example ?? '';
  const isList = all.some((option) => option.isList);
  const read = (piece: Piece, reading: Reading): Text | undefined => {
    const items = isList ? piece.items() : [piece];
    const wrong = items.find(({ text }) => !all.some(({ pattern }) => pattern.test(text)));
    if (wrong === undefined) return { text: items.map(({ text }) => text).join(','), at: piece.at };
    const meant = all[0]?.meant?.(wrong.text) ?? example;
    const expected = [meant];
    return reading.report(
      badValue({ at: wrong.at, label: 'not what the option takes', help: `write ${meant}`, expected }),
    );
  };
  const one = scalar('value', example, textSchema, read);
  const together = (texts: readonly Text[]): Text | undefined =>
    texts[0] && { text: texts.map(({ text }) => text).join(','), at: texts[0].at };
  const shape = isList ? mapped(oneOrMany(one), together) : one;
  const required = all.every((option) => option.required);
  return {
    shape,
    summary: [...new Set(all.map(({ summary }) => summary))].join(' '),
    example: `${name}: ${example}`,
    required,
  };
}
