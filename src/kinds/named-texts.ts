// Mappings of names to texts, as `sysctl` and `etc` are: what is read, how steps alter it, and how an entry is taken away by its name.

import type { Text } from '../diagnostics/span.ts';
import type { Piece } from '../language/piece.ts';
import type { Reading } from '../language/reading.ts';
import { either, mapOf, mapped, nothing, type Shape } from '../language/shape.ts';
import { type ListMerge, Taken } from './node-key.ts';

export interface NamedText {
  readonly name: Text;
  readonly text: Text;
}

interface NamedTexts {
  readonly shape: Shape<readonly NamedText[]>;
  readonly removed: Shape<Taken<readonly NamedText[]>>;
  readonly merge: ListMerge<NamedText>;
}

/** The words of such a key; `check` may report an entry, which is then left out. */
export function namedTexts(
  words: string,
  example: string,
  name: { readonly pattern: string; read(piece: Piece, reading: Reading): Text | undefined },
  text: Shape<Text>,
  check: (entry: NamedText, reading: Reading) => boolean = () => true,
): NamedTexts {
  const orWhole = either<Text | 'whole'>(`${text.words} or nothing`, '1', { text, nothing: nothing<'whole'>('whole') });
  const entries = (pairs: readonly (readonly [Text, Text | 'whole'])[], reading: Reading): NamedText[] =>
    pairs.flatMap(([key, of]) => {
      const entry = of === 'whole' ? undefined : { name: key, text: of };
      return entry !== undefined && check(entry, reading) ? [entry] : [];
    });
  return {
    shape: mapped(mapOf(words, example, name, text), entries),
    removed: mapped(mapOf(words, example, name, orWhole), (pairs, reading) => {
      const names = pairs.flatMap(([key, of]) => (of === 'whole' ? [key] : []));
      return new Taken(entries(pairs, reading), names);
    }),
    merge: {
      is: 'list',
      identity: (entry) => entry.name.text,
      content: (entry) => entry.text.text,
      place: (entry) => entry.name.at,
      changes: 'a named item',
    },
  };
}
