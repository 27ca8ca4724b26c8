// `r1 has route default via r2`, `h1 has no address 10.0.0.0/24`, `h1 has neighbour r1`.

import type { Text } from '../diagnostics/span.ts';
import { possessions } from '../kinds/kinds.ts';
import { type Checks, names, noteOf, tailOf, within } from './check-words.ts';
import { form, type Sentence } from './form.ts';
import { wholeText } from './phrase.ts';
import type { Piece } from './piece.ts';
import { incompleteSentence, unknownWord } from './problems.ts';
import type { Reading } from './reading.ts';
import type { HasStatement } from './statements.ts';

/** What a check may say that a node has, by its word. */
type Thing = Pick<HasStatement, 'what' | 'text'>;

const either = (words: readonly string[]): string => `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
const possessionNames = possessions.map(({ name }) => name);
const quoted = either(possessionNames.map((name) => `\`${name}\``));
const nouns = either(possessions.map(({ noun }) => noun));

function readThings(piece: Piece, reading: Reading): readonly Thing[] | undefined {
  const [thing, first] = piece.words();
  if (thing === undefined) return undefined;
  const known = possessions.find(({ name }) => name === thing.text);
  if (known === undefined) {
    const help = `write ${quoted} after \`has\``;
    return reading.report(unknownWord({ at: thing.at, label: `${nouns}?`, help, expected: possessionNames }));
  }
  const { name: is, example } = known;
  if (first === undefined) {
    const help = `write it like \`${is} ${example}\``;
    return reading.report(incompleteSentence({ at: thing.at, label: 'nothing stands after it', help }));
  }
  const read = known.read(piece.slice(first.from - piece.from), reading);
  return read?.map(({ said, text }) => ({ what: { is, said }, text: `${is} ${text}` }));
}

function buildHas(
  expect: boolean,
  nodes: readonly Text[],
  things: readonly Thing[],
  time: number | undefined,
  sentence: Sentence,
  reading: Reading,
): Checks | undefined {
  const { at } = sentence;
  if (!reading.affordThings(nodes.length * things.length, at)) return undefined;
  const common = {
    is: 'has',
    at,
    expect,
    ...(time === undefined ? {} : { within: time }),
    ...noteOf(sentence),
  } as const;
  const verb = expect ? 'has' : 'has no';
  const tail = tailOf(sentence, ['has', 'has no'], []);
  return nodes.flatMap((node) =>
    things.map(({ what, text }) => ({ ...common, node, what, text: `${node.text} ${verb} ${text}${tail}` })),
  );
}

const owner = { value: names, summary: 'Nodes.', required: true };
const thing = {
  value: wholeText(quoted, 'route default via r1', readThings),
  summary: `${either(possessions.map(({ summary }) => summary))}.`,
};

/** `r1 has route …`, `h1 has address …`, `h1 has neighbour …`. */
export const has = form({
  summary: `${nouns.replace(/^a/, 'A')} is there.`,
  examples: ['r1 has route 10.1.0.0/16 via r2, r3', 'h1..2 have address 10.0.0.0/24 within 10s', 'h1 has neighbour r1'],
  verbs: ['has', 'have'],
  subject: 'from',
  words: { from: owner, has: thing, within },
  build: (values, sentence, reading): Checks | undefined =>
    buildHas(true, values.from ?? [], values.has ?? [], values.within, sentence, reading),
});

/** The same, not there. */
export const hasNo = form({
  summary: `${nouns.replace(/^a/, 'A')} is not there.`,
  examples: ['h1 has no route 192.168.0.0/16'],
  verbs: ['has no', 'have no'],
  subject: 'from',
  words: { from: owner, 'has no': thing, within },
  build: (values, sentence, reading): Checks | undefined =>
    buildHas(false, values.from ?? [], values['has no'] ?? [], values.within, sentence, reading),
});
