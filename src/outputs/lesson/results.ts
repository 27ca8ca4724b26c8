// What the page says of the last verification: a mark before each check, and where and when it holds.

import { type Standing, standingOf } from '../../evidence/verified.ts';
import type { Check } from '../../model/lab.ts';
import type { Plan, PlanStep } from '../../plan/plan.ts';
import type { Lesson } from '../output.ts';
import type { LessonWords } from './words.ts';

type Result = 'ok' | 'failed';

/** What became of a check at each uplink that it was asked of; undefined where it was not asked, or not of this lab. */
type Results = (check: Check) => Result | undefined;

const nothing: Results = () => undefined;

function resultsOf(standing: Standing, step: PlanStep): Results {
  if (standing.is === 'none' || standing.is === 'stale') return nothing;
  const rows = standing.evidence.steps.find((one) => one.step === step.name)?.rows ?? [];
  const asked = rows.filter(({ what }) => what === 'check');
  return ({ text }) => {
    const own = asked.filter((row) => row.text === text || row.text.startsWith(`${text} (by `));
    if (own.some(({ result }) => result === 'failed')) return 'failed';
    return own.length > 0 && own.every(({ result }) => result === 'ok') ? 'ok' : undefined;
  };
}

/** The evidence of one lab, as the page tells it. */
export class Verification {
  readonly #standing: Standing;
  readonly #words: LessonWords;

  constructor(lesson: Pick<Lesson, 'evidence'>, plan: Plan, words: LessonWords) {
    this.#standing = standingOf(lesson, plan);
    this.#words = words;
  }

  /** The mark before the checks of one sentence, with a blank behind it; nothing where not all of them have a result. */
  mark(step: PlanStep, checks: readonly Check[]): string {
    const results = checks.map(resultsOf(this.#standing, step));
    if (results.includes('failed')) return '✗ ';
    return results.every((result) => result === 'ok') ? '✓ ' : '';
  }

  /** Where the lab was verified, or that it has changed since. Nothing is claimed of a lab that never was. */
  line(): string | undefined {
    const standing = this.#standing;
    if (standing.is === 'none') return undefined;
    const { place, kernel, iproute2, nft } = standing.evidence.where;
    const programs = [['Linux', kernel] as const, ['iproute2', iproute2] as const, ['nft', nft] as const];
    const known = programs.filter(([, version]) => version !== '').map((program) => program.join(' '));
    return this.#words.standing[standing.is](known.join(this.#words.comma), this.#words.places[place]);
  }
}
