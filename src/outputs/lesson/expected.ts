// What a reader should see after a step: the checks, in the sentences of the author, and what `netgen verify` saw of them.

import { bySentence, saysItsCommand } from '../../checks/list.ts';
import { type Standing, standingOf } from '../../evidence/verified.ts';
import type { Check, State } from '../../model/lab.ts';
import type { Plan, PlanStep } from '../../plan/plan.ts';
import { predictionText } from '../../prediction/tell.ts';
import { shownBy } from '../check-text.ts';
import type { Picture } from '../drawing/picture.ts';
import { walksOf } from '../drawing/walk.ts';
import type { Lesson } from '../output.ts';
import { markdownAlternative, markdownCode, markdownText } from '../quote.ts';
import type { LessonTexts } from './lesson-texts.ts';
import { codeBlock } from './markdown.ts';

/** More checks than these of a sentence that cannot be shown as it is written are only counted. */
const mostShown = 3;

/** The sentence as the author wrote it; undefined where it is spread over keys of a mapping. */
function written(source: string, { at }: Check): string | undefined {
  const text = source.slice(at.start.offset, at.end.offset);
  return /^[^\s{["'][^\n]*$/.test(text) ? text : undefined;
}

/** The command that shows a check, on a line of its own: two blanks are the one break that all readers of Markdown know. */
function commandText(check: Check, state: State, texts: LessonTexts): string {
  const shown = saysItsCommand(check) ? undefined : shownBy(check, state);
  if (shown === undefined) return '';
  const away = check.parties[0]?.is === 'outside';
  const said = [...(away ? [texts.elsewhere] : []), ...(shown.fails ? [texts.hasToFail] : [])];
  return `  \n  ${markdownCode(shown.line)}${said.length === 0 ? '' : texts.remark(said.join(texts.comma))}`;
}

/** The mark before the checks of one sentence: what became of them; nothing where not all of them have a result. */
function markOf(standing: Standing, { name }: PlanStep, checks: readonly Check[]): string {
  if (standing.is === 'none' || standing.is === 'stale') return '';
  const rows = standing.evidence.steps.find(({ step }) => step === name)?.rows ?? [];
  const results = checks.map(({ text }) => {
    const own = rows.filter(
      (row) => row.what === 'check' && (row.text === text || row.text.startsWith(`${text} (by `)),
    );
    if (own.some(({ result }) => result === 'failed')) return 'failed';
    return own.length > 0 && own.every(({ result }) => result === 'ok') ? 'ok' : undefined;
  });
  if (results.includes('failed')) return '✗ ';
  return results.every((result) => result === 'ok') ? '✓ ' : '';
}

/** An item for each sentence, with its mark, its note and, of the first of its checks, the command that shows it. `verify` leads to verify.bats. */
export function expectedItems(
  lesson: Lesson,
  plan: Plan,
  step: PlanStep,
  verify: string,
  texts: LessonTexts,
): string[] {
  const standing = standingOf(lesson, plan);
  return bySentence(step.checks).flatMap((checks) => {
    const [first] = checks;
    if (first === undefined) return [];
    const sentence = checks.length > 1 ? written(lesson.tutorial.text, first) : undefined;
    const said = checks.slice(0, mostShown).map(({ text }) => markdownCode(text));
    if (checks.length > mostShown) said.push(texts.more(checks.length - mostShown, `[verify.bats](${verify})`));
    const note = first.note === undefined ? '' : `${texts.colon}${markdownText(first.note)}`;
    const all = sentence === undefined ? said.join(texts.comma) : texts.pairs(markdownCode(sentence), checks.length);
    return `${markOf(standing, step, checks)}${all}${note}${commandText(first, step.state, texts)}`;
  });
}

/** The way of the packets of the first check of each sentence, where it can be foretold: the sentence, its picture, and what `netgen trace` says. */
export function wayParts(plan: Plan, step: PlanStep, picture: Picture | undefined, folder: string): string[] {
  const { language } = plan.tutorial;
  return walksOf(step).flatMap(({ check, way }, index) => {
    const drawn = picture?.walks[index];
    return [
      markdownCode(check.text),
      ...(drawn === undefined ? [] : [`![${markdownAlternative(drawn.alt)}](${folder}${drawn.name})`]),
      codeBlock('text', predictionText(way, language)),
    ];
  });
}

/** Where the lab was verified, or that it has changed since. Nothing is claimed of a lab that never was. */
export function verifiedText(lesson: Lesson, plan: Plan, texts: LessonTexts): string | undefined {
  const standing = standingOf(lesson, plan);
  if (standing.is === 'none') return undefined;
  const { place, kernel, iproute2, nft } = standing.evidence.where;
  const programs = [['Linux', kernel] as const, ['iproute2', iproute2] as const, ['nft', nft] as const];
  const known = programs.filter(([, version]) => version !== '').map((program) => program.join(' '));
  return texts.standing[standing.is](known.join(texts.comma), texts.places[place]);
}
