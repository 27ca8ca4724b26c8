// What the annotated lesson says after the block of a step: picture, changes, addresses, commands, what to see, the way back.

import { template } from '../../../templates/docs/step.md.hbs';
import type { Plan, PlanStep } from '../../plan/plan.ts';
import { pictureOf } from '../drawing/picture.ts';
import { renderTemplate } from '../handlebars.ts';
import type { Lesson } from '../output.ts';
import { markdownAlternative, markdownCode, Rendered } from '../quote.ts';
import { addressRows } from './addresses.ts';
import { ansibleParts } from './ansible.ts';
import { changesText } from './changes.ts';
import { bySentence, expectedItem } from './expected.ts';
import { codeBlock, details } from './fences.ts';
import { Groups } from './groups.ts';
import { Verification } from './results.ts';
import { backLines } from './undo.ts';
import { type LessonWords, lessonWords } from './words.ts';

/** Rows beyond which the address table is folded. */
const mostRows = 12;

const rendered = (text: string): Rendered => new Rendered(text);

/** The address table: none where it would say what it said at the step before. */
function addressTable(step: PlanStep, before: PlanStep | undefined, words: LessonWords): Rendered | false {
  const rows = addressRows(step.state, words);
  const same = before !== undefined && addressRows(before.state, words).join('\n') === rows.join('\n');
  if (rows.length === 0 || same) return false;
  const { where, name, address, far } = words.columns;
  const table = [`| ${where} | ${name} | ${address} | ${far} |`, '|---|---|---|---|', ...rows].join('\n');
  return rendered(rows.length > mostRows ? details(words.addresses(rows.length), [table]) : table);
}

/** All at once: the script, and the role in its place. */
function atOnce(plan: Plan, step: PlanStep, folder: string, words: LessonWords): object {
  const until = plan.steps.length > 1 ? ` --until ${step.name}` : '';
  return {
    text: rendered(words.atOnce(`[setup.sh](${folder}setup.sh)`)),
    command: rendered(codeBlock('bash', `sudo ./setup.sh${until}`)),
    ansible: rendered(details('Ansible', ansibleParts(plan, step, words))),
  };
}

/** Back to the step before; nothing where the step has made nothing that could be taken back. */
function wayBack(step: PlanStep, before: PlanStep | undefined, words: LessonWords): Rendered | false {
  const lines = backLines(step, before, words);
  return lines.length > 0 && rendered(details(words.back, [codeBlock('bash', lines.join('\n'))]));
}

/** Tells the steps of a plan one after the other, in their order: what is to be said once is said at its first place. */
export class Steps {
  readonly #plan: Plan;
  readonly #lesson: Lesson;
  readonly #folder: string;
  readonly #words: LessonWords;
  readonly #groups: Groups;
  readonly #verification: Verification;

  /** `folder` leads from the page to the files of the lab. */
  constructor(lesson: Lesson, plan: Plan, folder: string) {
    this.#plan = plan;
    this.#lesson = lesson;
    this.#folder = folder;
    this.#words = lessonWords[plan.tutorial.language];
    this.#groups = new Groups(plan, this.#words);
    this.#verification = new Verification(lesson, plan, this.#words);
  }

  #items(step: PlanStep): string[] {
    const about = {
      state: step.state,
      source: this.#lesson.tutorial.text,
      verify: `${this.#folder}verify.bats`,
      words: this.#words,
    };
    return bySentence(step.checks).map((checks) => {
      return this.#verification.mark(step, checks) + expectedItem(checks, about);
    });
  }

  /** The Markdown that follows the block of a step. */
  text(step: PlanStep): string {
    const [plan, folder, words] = [this.#plan, this.#folder, this.#words];
    const before = plan.steps.find(({ number }) => number === step.number - 1);
    const picture = pictureOf(this.#lesson, plan, step);
    const groups = this.#groups.of(step);
    const several = plan.steps.length > 1;
    const name = step.name === String(step.number) ? undefined : markdownCode(step.name);
    const changes = changesText(step, before, plan.tutorial.language, words);
    const verified = before === undefined ? this.#verification.line() : undefined;
    return renderTemplate(template, {
      heading: several && rendered(words.step(step.number, plan.steps.length, name)),
      picture: rendered(
        picture === undefined
          ? words.tooLarge(step.state.links.length)
          : `![${markdownAlternative(picture.alt)}](${folder}${picture.name})`,
      ),
      changes: changes !== undefined && rendered(changes),
      table: addressTable(step, before, words),
      commandsHeading: rendered(groups.length === 0 ? words.noCommands : words.commands),
      groups,
      atOnce: groups.length > 0 && atOnce(plan, step, folder, words),
      expected: step.checks.length > 0 && rendered(words.expected),
      items: this.#items(step).map(rendered),
      verified: verified !== undefined && rendered(verified),
      back: wayBack(step, before, words),
    });
  }
}
