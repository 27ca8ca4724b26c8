// `r1 has route default via r2`, `h1 has no address 10.0.0.0/24`, `h1 has neighbour r1`.

import { formatCidr } from '../address.ts';
import type { Text } from '../diagnostics/span.ts';
import { readPrefixes } from './addresses.ts';
import { type Checks, names, noteOf, tailOf, within } from './check-words.ts';
import { form, type Sentence } from './form.ts';
import { oneWord, wholeText } from './phrase.ts';
import type { Piece } from './piece.ts';
import { incompleteSentence, unknownWord } from './problems.ts';
import type { Reading } from './reading.ts';
import { readOneName, routeForms } from './routes.ts';
import { readSentence } from './sentence-text.ts';
import type { HasStatement } from './statements.ts';
import { alwaysInChecks } from './targets.ts';

interface Possession {
  readonly what: HasStatement['what'];
  readonly text: string;
}

const possessions = ['route', 'address', 'neighbour'] as const;

function readPossessions(piece: Piece, reading: Reading): readonly Possession[] | undefined {
  const [thing, first] = piece.words();
  if (thing === undefined) return undefined;
  const known = possessions.find((one) => one === thing.text);
  if (known === undefined) {
    const help = 'write `route`, `address` or `neighbour` after `has`';
    return reading.report(
      unknownWord({ at: thing.at, label: 'a route, an address or a neighbour?', help, expected: possessions }),
    );
  }
  if (first === undefined) {
    const example = { route: '10.0.0.0/24', address: '10.0.0.0/24', neighbour: 'r1' }[known];
    const help = `write it like \`${known} ${example}\``;
    return reading.report(incompleteSentence({ at: thing.at, label: 'nothing stands after it', help }));
  }
  const rest = piece.slice(first.from - piece.from);
  if (known === 'route') {
    return readSentence(routeForms, rest, reading)?.map((route) => ({
      what: { is: 'route', route },
      text: `route ${route.text}`,
    }));
  }
  const one = oneWord(rest, reading);
  if (one === undefined) return undefined;
  if (known === 'address') {
    return readPrefixes(one, reading, 'subnet or address')?.map((cidr) => ({
      what: { is: 'address', within: cidr },
      text: `address ${formatCidr(cidr.value)}`,
    }));
  }
  const of = readOneName(one, alwaysInChecks, reading);
  return of === undefined ? undefined : [{ what: { is: 'neighbour', of }, text: `neighbour ${of.text}` }];
}

function buildHas(
  expect: boolean,
  nodes: readonly Text[],
  things: readonly Possession[],
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
  value: wholeText('`route`, `address` or `neighbour`', 'route default via r1', readPossessions),
  summary: '`route ROUTE`, `address CIDR` (any address within it), or `neighbour NODE`.',
};

/** `r1 has route …`, `h1 has address …`, `h1 has neighbour …`. */
export const has = form({
  summary: 'A route, an address or a neighbour is there.',
  examples: ['r1 has route 10.1.0.0/16 via r2, r3', 'h1..2 have address 10.0.0.0/24 within 10s', 'h1 has neighbour r1'],
  verbs: ['has', 'have'],
  subject: 'from',
  words: { from: owner, has: thing, within },
  build: (values, sentence, reading): Checks | undefined =>
    buildHas(true, values.from ?? [], values.has ?? [], values.within, sentence, reading),
});

/** The same, not there. */
export const hasNo = form({
  summary: 'A route, an address or a neighbour is not there.',
  examples: ['h1 has no route 192.168.0.0/16'],
  verbs: ['has no', 'have no'],
  subject: 'from',
  words: { from: owner, 'has no': thing, within },
  build: (values, sentence, reading): Checks | undefined =>
    buildHas(false, values.from ?? [], values['has no'] ?? [], values.within, sentence, reading),
});
