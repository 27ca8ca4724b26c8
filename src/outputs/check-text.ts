// The commands that ask a check, as text: for `verify.bats`, and for readers.

import { type CheckLine, type CheckWord, type Known, outsideName } from '../checks/check-line.ts';
import { linesOf } from '../checks/list.ts';
import type { Check, State } from '../model/lab.ts';
import { bashWord } from './quote.ts';

/** How a value is written that is known only where the check is asked. */
type Spelling = (known: Known) => string;

const inBats: Spelling = (known) => {
  if (known.is === 'machine') return known.family === 4 ? '$(machine)' : '$(machine6)';
  if (known.is === 'got-address')
    return `$(address ${known.netns ?? 'host'} ${known.dev} ${known.family} ${known.scope})`;
  const name = outsideName(known);
  return known.is === 'outside-netns' && known.perhaps === true ? `$\{${name}-}` : `$${name}`;
};

const inDoubleQuotes = (text: string): string => text.replace(/["\\$`]/g, '\\$&');

function wordText(word: CheckWord, spelling: Spelling): string {
  if (typeof word === 'string') return bashWord(word);
  const pieces = 'is' in word ? [word] : word;
  if (pieces.every((piece) => typeof piece === 'string')) return bashWord(pieces.join(''));
  return `"${pieces.map((piece) => (typeof piece === 'string' ? inDoubleQuotes(piece) : spelling(piece))).join('')}"`;
}

/** A line without its comment, for `verify.bats`. */
export function lineText({ clauses, argv }: CheckLine): string {
  const words = clauses.flatMap(({ verb, words }) => [verb, ...words.map((word) => wordText(word, inBats))]);
  return [...words, ...argv.map((word) => wordText(word, inBats))].join(' ');
}

/** What a reader types to see that a check holds. */
export interface Shown {
  readonly line: string;
  /** It has to fail. */
  readonly fails: boolean;
}

/** Somebody out there who answers; the reader knows the address of his machine. */
const forReaders: Spelling = (known) => {
  switch (known.is) {
    case 'outside-address':
      return known.family === 4 ? '1.1.1.1' : '2606:4700:4700::1111';
    case 'outside-netns':
      return 'outside';
    case 'machine':
      return 'MACHINE';
    case 'got-address':
      return `ADDRESS_OF_${known.netns ?? 'host'}`;
  }
};

/** The words of a command without `ip netns exec` outside, where it is typed on another machine, and without what limits its time. */
function asTyped(argv: readonly CheckWord[]): readonly CheckWord[] {
  const own = argv[0] === 'timeout' && argv[1] === '-v' && argv[2] === '20' ? argv.slice(3) : argv;
  const [, , , place] = own;
  const isOutside = typeof place === 'object' && 'is' in place && place.is === 'outside-netns';
  return isOutside && own[2] === 'exec' ? own.slice(4) : own;
}

/** The command that shows what a check says; undefined where it takes more than one. */
export function shownBy(check: Check, state: State): Shown | undefined {
  const [main, ...more] = linesOf(check, state).filter((line) => line.main === true);
  const listens = linesOf(check, state).some(({ clauses }) => clauses.some(({ verb }) => verb === 'listen'));
  if (main === undefined || more.length > 0 || listens) return undefined;
  const words = asTyped(main.argv).flatMap((word) => {
    if (word === '-v') return [];
    if (typeof word === 'object' && 'is' in word) return forReaders(word);
    const text =
      typeof word === 'string'
        ? word
        : word.map((piece) => (typeof piece === 'string' ? piece : forReaders(piece))).join('');
    return bashWord(text);
  });
  return { line: words.join(' '), fails: main.clauses.some(({ verb }) => verb === 'fails') };
}
