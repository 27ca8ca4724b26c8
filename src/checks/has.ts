// `r1 has route default via r2`, `h1 has no address 10.0.0.0/24`, `h1:eth0 has mtu 1400`.

import { possessionNamed, possessions } from '../kinds/kinds.ts';
import type { HasCheck } from '../kinds/possession.ts';
import { form, type Sentence } from '../language/form.ts';
import { wholeText } from '../language/phrase.ts';
import type { Piece } from '../language/piece.ts';
import { incompleteSentence, unknownWord } from '../language/problems.ts';
import type { Reading } from '../language/reading.ts';
import type { CheckStatement, End } from '../language/statements.ts';
import { formatEnd } from '../language/targets.ts';
import { findInterface, isNode } from '../model/resolve/lookup.ts';
import { networkFor } from '../prediction/stack.ts';
import { saidOf } from '../prediction/way.ts';
import { foretoldIf } from './foretold.ts';
import { type CheckSentence, type Checks, common, ends, said, tailOf, within } from './sentence.ts';

interface HasStatement extends CheckStatement {
  readonly is: 'has';
  readonly expect: boolean;
  readonly of: End;
  /** The word behind `has`, and what stands behind that: known to the kind alone whose word it is. */
  readonly what: { readonly is: string; readonly said: unknown };
}

/** What a check may say that a node or an interface has, by its word. */
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
    return reading.report(unknownWord({ at: thing.at, label: 'has what?', help, expected: possessionNames }));
  }
  const { name: is, example } = known;
  if (first === undefined) {
    const help = `write it like \`${is} ${example}\``;
    return reading.report(incompleteSentence({ at: thing.at, label: 'nothing stands after it', help }));
  }
  const read = known.read(piece.slice(first.from - piece.from), reading);
  return read?.map(({ said: thing, text }) => ({ what: { is, said: thing }, text: `${is} ${text}` }));
}

/** True if such a thing is had by a node, or by an interface, as this end is one. */
function mayHave(end: End, { what }: Thing, reading: Reading): boolean {
  const ofInterface = possessionNamed(what.is)?.ofInterface;
  const wanted = ofInterface === true;
  const { at, node, interface: name } = end;
  if (ofInterface === 'too' || wanted === (name !== undefined)) return true;
  if (wanted)
    reading.report(incompleteSentence({ at, label: 'an interface is wanted', help: `write \`${node.text}:eth0\`` }));
  else
    reading.report(
      unknownWord({ at, label: 'a node is wanted, no interface', help: `write ${node.text}`, expected: [node.text] }),
    );
  return false;
}

function build(
  expect: boolean,
  owners: readonly End[],
  things: readonly Thing[],
  time: number | undefined,
  sentence: Sentence,
  reading: Reading,
): Checks<HasStatement> | undefined {
  if (!reading.affordThings(owners.length * things.length, sentence.at)) return undefined;
  if (!owners.every((end) => things.every((thing) => mayHave(end, thing, reading)))) return undefined;
  const shared = { ...said(sentence, time), is: 'has', expect } as const;
  const verb = expect ? 'has' : 'has no';
  const tail = tailOf(sentence, ['has', 'has no'], []);
  return owners.flatMap((of) =>
    things.map(({ what, text }) => ({ ...shared, of, what, text: `${formatEnd(of)} ${verb} ${text}${tail}` })),
  );
}

const owner = { value: ends, summary: 'Nodes; `NODE:INTERFACE` of what an interface has.', required: true };
const thing = {
  value: wholeText(quoted, 'route default via r1', readThings),
  summary: `${either(possessions.map(({ summary }) => summary))}.`,
};

const thereIs = form({
  summary: `${nouns.replace(/^a/, 'A')} is there.`,
  examples: ['r1 has route 10.1.0.0/16 via r2, r3', 'h1..2 have address 10.0.0.0/24 within 10s', 'h1 has neighbour r1'],
  verbs: ['has', 'have'],
  subject: 'from',
  words: { from: owner, has: thing, within },
  build: (values, sentence, reading) =>
    build(true, values.from ?? [], values.has ?? [], values.within, sentence, reading),
});

const thereIsNot = form({
  summary: `${nouns.replace(/^a/, 'A')} is not there.`,
  examples: ['h1 has no route 192.168.0.0/16'],
  verbs: ['has no', 'have no'],
  subject: 'from',
  words: { from: owner, 'has no': thing, within },
  build: (values, sentence, reading) =>
    build(false, values.from ?? [], values['has no'] ?? [], values.within, sentence, reading),
});

export const has: CheckSentence<HasStatement, HasCheck> = {
  is: 'has',
  forms: [thereIs, thereIsNot],
  resolve(draft, statement, diagnostics) {
    const { of, expect, what } = statement;
    const { node: name, interface: device } = of;
    const node = isNode(draft, name, diagnostics) ? draft.nodes.get(name.text) : undefined;
    if (node === undefined) return [];
    if (device !== undefined && findInterface(draft, name.text, device, diagnostics) === undefined) return [];
    const wanted = possessionNamed(what.is)?.resolve(what.said, node, draft, diagnostics) ?? [];
    const { netns } = node;
    const parties = [{ is: 'node', name: name.text, netns }] as const;
    return wanted.map((one) => ({
      ...common(statement, expect),
      ...{ is: 'has', parties, expect, netns, what: { is: what.is, ...one } },
      ...(device && { interface: device.text }),
    }));
  },
  settle(check, state) {
    const { what, netns, expect } = check;
    const stack = networkFor(state).stack(netns);
    if (stack.unknown !== undefined) return { is: 'unknown', why: saidOf(stack.name, stack.unknown).en };
    const isThere = possessionNamed(what.is)?.isThere?.(what, stack, check, state);
    if (isThere === undefined) return { is: 'unknown', why: 'what the kernel has besides is not foretold' };
    return foretoldIf(isThere === expect, isThere ? 'it has' : 'it has not', 'say what is so');
  },
  lines: (check) => possessionNamed(check.what.is)?.lines(check.what, check) ?? [],
};
