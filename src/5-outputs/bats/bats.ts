// The output `bats`: the checks of a lab as one Bats file, which a reader runs on a lab that stands.
import { text as asking } from '../../../templates/bats/asking.bash';
import { text as checks } from '../../../templates/bats/checks.bash';
import { text as paths } from '../../../templates/bats/paths.bash';
import { text as services } from '../../../templates/bats/services.bash';
import { template } from '../../../templates/bats/verify.bats.hbs';
import type { Check } from '../../2-model/lab.ts';
import type { Plan, PlanStep } from '../../4-plan/plan.ts';
import { renderTemplate } from '../handlebars.ts';
import { labFolder, type Output } from '../output.ts';
import { Rendered, shellWord } from '../quote.ts';
import { callOf } from './calls.ts';
import { bashWord, testName } from './quote.ts';
import { batsWords } from './words.ts';

function namespacesOf({ state }: PlanStep): string[] {
  const names = [...state.nodes.values()].map(({ netns }) => netns);
  return [...new Set(names.filter((netns) => netns !== null))];
}

function testOf(check: Check, number: number, step: PlanStep) {
  const { line } = check.at.start;
  return {
    name: testName(`${step.name} ${number}: ${check.text}`),
    comments: [`${check.at.file}:${line}`],
    sentence: bashWord(check.text),
    note: check.note === undefined ? '' : bashWord(check.note),
    call: new Rendered(
      callOf(check, step.state)
        .map((word) => bashWord(word).text)
        .join(' '),
    ),
  };
}

/** A part is linted by itself with a directive of its own, which the whole does not need. */
function withoutDirective(part: string): string {
  return part.replace(/^# shellcheck .*\n/, '');
}

/** The functions that the tests of every file call. */
export function batsRuntime(): string {
  return [asking, checks, services, paths].map(withoutDirective).join('\n');
}

/** The whole file of one lab. Its tests stand in the order of the steps, and in a step in the order of its checks. */
export function renderBats(plan: Plan): string {
  const { tutorial, steps } = plan;
  const names = steps.map(({ name }) => name);
  return renderTemplate(template, {
    words: batsWords(tutorial.language, {
      lab: plan.lab,
      title: tutorial.title,
      file: tutorial.file,
      steps: names.join(', '),
    }),
    steps: steps.map((step) => ({ name: step.name, nodes: namespacesOf(step) })),
    lastStep: names.at(-1) ?? '',
    unknownStep: `STEP must be one of: ${names.map((name) => shellWord(name)).join(' ')}`,
    runtime: new Rendered(batsRuntime()),
    tests: steps.flatMap((step) => step.checks.map((check, index) => testOf(check, index + 1, step))),
  });
}

/** The checks of each lab as `verify.bats`. */
export const bats = {
  name: 'bats',
  render: (lesson) =>
    lesson.plans.map((plan) => ({
      path: `${labFolder(lesson, plan)}verify.bats`,
      text: renderBats(plan),
      executable: false,
    })),
} satisfies Output;
