// What a sentence of `checks` is, and what all of them share. Each has a file or a folder here, and a line in list.ts.
import { type Diagnostic, defineDiagnostic } from '../diagnostics/diagnostic.ts';
import type { Text } from '../diagnostics/span.ts';
import type { Form, Sentence } from '../language/form.ts';
import { readEnds } from '../language/names.ts';
import { type PhraseShape, wholeText, word, words } from '../language/phrase.ts';
import type { CheckStatement, End, EndOrAddress, Service, Written } from '../language/statements.ts';
import { alwaysInChecks, nodeNames, readEndAndService, readOneName, readOneTarget } from '../language/targets.ts';
import { formatService, readDuration } from '../language/values.ts';
import type { Check, State } from '../model/lab.ts';
import type { Draft } from '../model/resolve/draft.ts';
import type { Question } from '../prediction/question.ts';
import type { Prediction } from '../prediction/way.ts';
import type { CheckLine } from './check-line.ts';
import type { Foretold } from './foretold.ts';

/** What one sentence stands for: a check for each pair. */
export type Checks<S extends CheckStatement = CheckStatement> = readonly S[];

/** A sentence of `checks`: its words, what they mean in a lab, and the commands that ask it. `S` is what is said, `C` what that comes to. */
export interface CheckSentence<S extends CheckStatement = CheckStatement, C extends Check = Check> {
  readonly is: C['is'];
  /** Its words; for the denied sentence, which has others, a second form. */
  readonly forms: readonly Form<Checks<S>>[];
  /** The sentence says itself which command is run. */
  readonly saysItsCommand?: true;
  /** The checks that it means, one for each family and service. Reports what it cannot name. */
  resolve(draft: Draft, statement: S, diagnostics: Diagnostic[]): readonly C[];
  /** The lines that ask one of them. `state` is the lab at its step. */
  lines(check: C, state: State): readonly CheckLine[];
  /** What it asks of the packets, where their way can be foretold. */
  question?(check: C, state: State): Question | undefined;
  /** Whether it holds where its packets take this way. */
  judge?(check: C, way: Prediction, state: State): Foretold;
  /** Whether it holds, of a sentence that asks nothing of packets: the state says so. */
  settle?(check: C, state: State): Foretold;
}

/** A check whose two sides are the same; also of a neighbour that is the node itself. */
export const sameSides = defineDiagnostic('check-from-itself', 'check whose two sides are the same');

/** What every check has of its statement. Without `within` it has 5 seconds, but where nothing may happen it is asked once. */
export function common({ at, text, note, within: time }: CheckStatement, expect = true) {
  return { at, text, ...(note === undefined ? {} : { note }), within: time ?? (expect ? 5000 : 0) };
}

/** Nodes, `host` and `outside` among them. */
export const names = nodeNames(alwaysInChecks, 'r1', 'h1 reaches h2 via r1');
/** Nodes, or interfaces of nodes. */
export const ends: PhraseShape<readonly End[]> = words('nodes or interfaces', 'h1', (piece, reading) =>
  readEnds(piece, alwaysInChecks, reading),
);
/** One node, `host` or `outside`; reports a word that stands for several. */
export const oneName: PhraseShape<Text> = word('name of a node', 'h1', (piece, reading) =>
  readOneName(piece, alwaysInChecks, reading),
);

/** Where something is dialled, if not at who answers. */
export interface Dialled {
  readonly to: EndOrAddress;
  readonly service?: Written<Service>;
}

/** `at host tcp/8080`. */
export const dialledAt = {
  value: wholeText('end or address, and a service', 'host tcp/8080', (piece, reading): Dialled | undefined => {
    const said = readEndAndService(piece, reading);
    const to = said === undefined ? undefined : readOneTarget(said.end, alwaysInChecks, reading);
    if (to === undefined || said === undefined) return undefined;
    return { to, ...(said.service === undefined ? {} : { service: said.service }) };
  }),
  takesLoose: true,
} as const;

/** `within 5s`: how long a check may take to become true. */
export const within = {
  value: word('time', '5s', readDuration),
  summary: 'Becomes true by then. Without it: 5s, and at once for `cannot reach`.',
};

/** What every statement has: where it stands, its note and its time, if it has them. */
export function said({ at, note }: Sentence, time: number | undefined) {
  return { at, ...(note === undefined ? {} : { note }), ...(time === undefined ? {} : { within: time }) };
}

/** What the text of a pair says in another way. */
const textOnly = new Set(['from', 'service', 'tcp', 'udp']);

/** The clauses after verb and target, as they are written. */
export function tailOf({ clauses }: Sentence, verbs: readonly string[], services: readonly Written<Service>[]): string {
  const said = services.map(({ value }) => formatService(value)).join(', ');
  const rest = clauses.filter(({ word: one }) => !textOnly.has(one) && !verbs.includes(one));
  return [...(said === '' ? [] : [said]), ...rest.map(({ word: one, text }) => `${one} ${text.replace(/\s+/g, ' ')}`)]
    .map((part) => ` ${part}`)
    .join('');
}
