// The sentences of `checks`, in the order of the reference: one line for each.
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { groupBy } from '../group-by.ts';
import type { Form } from '../language/form.ts';
import type { CheckStatement } from '../language/statements.ts';
import type { Check, Lab, State, Step } from '../model/lab.ts';
import type { Draft } from '../model/resolve/draft.ts';
import { onceFor } from '../once-for.ts';
import { isBeyond, networkOf } from '../prediction/outside.ts';
import { predict } from '../prediction/predict.ts';
import type { Prediction } from '../prediction/way.ts';
import type { CheckLine } from './check-line.ts';
import type { Decision, Foretold } from './foretold.ts';
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
    const question = sentenceOf(check)?.question?.(check, state);
    return question && predict(networkOf(state, question), question);
  }),
);

/** The way of the packets of a check, where it can be foretold; worked out once, for whoever asks. */
export const foretoldWay = (check: Check, state: State): Prediction | undefined => waysIn(state)(check);

const foretoldIn = onceFor((state: State) =>
  onceFor((check: Check): Foretold => {
    const { judge, settle } = sentenceOf(check) ?? {};
    if (settle !== undefined) return settle(check, state);
    if (judge === undefined) return { is: 'unknown', why: 'what programs print and answer is not foretold' };
    const way = foretoldWay(check, state);
    if (way === undefined) {
      const why = isBeyond(check)
        ? 'by which of its uplinks it goes, only the machine knows'
        : 'it is about an address that comes while the lab runs';
      return { is: 'unknown', why };
    }
    return way.verdict === 'unknown' ? { is: 'unknown', why: way.why?.en ?? '' } : judge(check, way, state);
  }),
);

/** What is foretold of a check; worked out once, for whoever asks. */
export const foretell = (check: Check, state: State): Foretold => foretoldIn(state)(check);

/** The checks of one sentence of the author's each. */
export const bySentence = (checks: readonly Check[]): Check[][] => [
  ...groupBy(checks, ({ at, note }) => `${at.start.offset} ${note ?? ''}`).values(),
];

/** So many pairs of a sentence are foretold: `h1..1000 reach h1..1000` are a million. */
const mostPairs = 2000;

/** The checks of a step that are foretold, sentence by sentence. */
export const foretoldChecks = ({ checks }: Pick<Step, 'checks'>): Check[][] =>
  bySentence(checks).map((pairs) => pairs.slice(0, mostPairs));

/** What is foretold of each check of a lab; of those that are too many, that nobody has asked. */
export function decisionsOf({ name: lab, steps }: Lab): Decision[] {
  return steps.flatMap((step) => {
    const asked = new Set(foretoldChecks(step).flat());
    return step.checks.map((check): Decision => {
      const { at, text } = check;
      const about = { lab, step: step.name, check: text };
      if (!asked.has(check))
        return { ...about, verdict: 'unknown', why: `of a sentence, ${mostPairs} pairs are foretold`, at };
      const found = foretell(check, step.state);
      const { verdict: packets, death } = foretoldWay(check, step.state) ?? {};
      const why = found.is === 'unknown' ? found.why : found.is === 'fails' ? found.label : found.onlySince?.text;
      return {
        ...about,
        verdict: found.is,
        ...(why && { why }),
        ...(packets && { packets }),
        ...(death && { death }),
        at,
      };
    });
  });
}

/** True of a check whose sentence says itself which command is run. */
export const saysItsCommand = (check: Check): boolean => sentenceOf(check)?.saysItsCommand === true;
