// The sentences of `checks`, in the order of the reference: one line for each.
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Form } from '../language/form.ts';
import type { CheckStatement } from '../language/statements.ts';
import type { Check, State } from '../model/lab.ts';
import type { Draft } from '../model/resolve/draft.ts';
import { onceFor } from '../once-for.ts';
import { predict } from '../prediction/predict.ts';
import { networkFor } from '../prediction/stack.ts';
import type { Prediction } from '../prediction/way.ts';
import type { CheckLine } from './check-line.ts';
import type { Foretold } from './foretold.ts';
import { has } from './has.ts';
import { is } from './is.ts';
import { reach } from './reach/index.ts';
import { resolves } from './resolves.ts';
import { run } from './run.ts';
import { sees } from './sees.ts';
import type { CheckSentence, Checks } from './sentence.ts';

const sentences: readonly CheckSentence[] = [reach, sees, has, is, resolves, run];

/** What may stand under `checks`. */
export const checkForms: readonly Form<Checks>[] = sentences.flatMap(({ forms }) => forms);

const sentenceOf = ({ is }: CheckStatement | Check) => sentences.find((sentence) => sentence.is === is);

/** The checks that a sentence means, one for each family and service. Reports what it cannot name. */
export const resolveCheck = (draft: Draft, statement: CheckStatement, diagnostics: Diagnostic[]): readonly Check[] =>
  sentenceOf(statement)?.resolve(draft, statement, diagnostics) ?? [];

/** The lines that ask a check. `state` is the lab at its step. */
export const linesOf = (check: Check, state: State): readonly CheckLine[] =>
  sentenceOf(check)?.lines(check, state) ?? [];

const waysIn = onceFor((state: State) =>
  onceFor((check: Check): Prediction | undefined => {
    const question = sentenceOf(check)?.question?.(check);
    return question && predict(networkFor(state), question);
  }),
);

/** The way of the packets of a check, where it can be foretold; worked out once, for whoever asks. */
export const foretoldWay = (check: Check, state: State): Prediction | undefined => waysIn(state)(check);

/** What is foretold of a check. */
export function foretell(check: Check, state: State): Foretold {
  const { judge } = sentenceOf(check) ?? {};
  if (judge === undefined) return { is: 'unknown', why: 'its sentence is not foretold' };
  const way = foretoldWay(check, state);
  if (way === undefined) return { is: 'unknown', why: 'what is beyond the lab' };
  return way.verdict === 'unknown' ? { is: 'unknown', why: way.why ?? '' } : judge(check, way, state);
}

/** True of a check whose sentence says itself which command is run. */
export const saysItsCommand = (check: Check): boolean => sentenceOf(check)?.saysItsCommand === true;
