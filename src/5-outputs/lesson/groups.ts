// The commands of a step under their reasons, each with what older tools did.
import type { Action, Operation, Plan, PlanStep } from '../../4-plan/plan.ts';
import { markdownCode, markdownText, Rendered } from '../quote.ts';
import { commandLines, findUplink, usesUplink } from './commands.ts';
import { details } from './details.ts';
import { codeBlock } from './fences.ts';
import type { Lack, OlderForm } from './older/form.ts';
import { olderForms, olderToolsFor } from './older/older.ts';
import type { LessonWords } from './words.ts';

/** The commands of a step under their reason, rendered: the block, and the folded older forms if there are any. */
export interface Group {
  readonly reason: Rendered;
  readonly commands: Rendered;
  readonly older: Rendered | false;
}

const rendered = (text: string): Rendered => new Rendered(text);

/** A reason as a paragraph: what stands in backticks is code. No first word of it may be a statement of a module in MDX. */
function paragraph(reason: string): string {
  const parts = reason.split(/`([^`]+)`/).map((part, index) => (index % 2 === 1 ? markdownCode(part) : spaced(part)));
  return parts.join('').replace(/^(?:i(?=mport\b)|e(?=xport\b))/, (letter) => `&#${letter.charCodeAt(0)};`);
}

/** Text of a line, with the blanks at its ends, which a code span may stand beside. */
function spaced(text: string): string {
  const [, before = '', inner = '', after = ''] = /^(\s*)(.*?)(\s*)$/s.exec(text) ?? [];
  return `${before === '' ? '' : ' '}${markdownText(inner)}${after === '' ? '' : ' '}`;
}

/** Operations in a row that share their reason. */
function byReason(
  step: PlanStep,
  language: Plan['tutorial']['language'],
): { reason: string; operations: Operation[] }[] {
  const groups: { readonly reason: string; readonly operations: Operation[] }[] = [];
  for (const operation of step.operations) {
    const reason = operation.reason[language];
    const last = groups.at(-1);
    if (last?.reason === reason) last.operations.push(operation);
    else groups.push({ reason, operations: [operation] });
  }
  return groups;
}

/** Gives the groups of a plan's steps, first step first: what is said once in a lesson is said at its first place. */
export class Groups {
  readonly #plan: Plan;
  readonly #words: LessonWords;
  readonly #older: ReadonlyMap<Operation, OlderForm>;
  readonly #said = new Set<Lack>();
  #marked = false;

  constructor(plan: Plan, words: LessonWords) {
    this.#plan = plan;
    this.#words = words;
    this.#older = olderForms(plan, (action) => this.#today(action));
  }

  /** The groups of a step; before them, how to find the uplink that they use. */
  of(step: PlanStep): Group[] {
    let pierced = false;
    const groups = byReason(step, this.#plan.tutorial.language).map(
      ({ reason, operations }): Group & { uplink: boolean } => {
        const says = [paragraph(reason), ...this.#mark(operations)];
        if (!pierced && operations.some(({ action }) => action.do === 'forward-accept')) {
          pierced = true;
          says.push(this.#words.firewall);
        }
        const lines = commandLines(operations, this.#plan.mark, this.#words);
        return {
          reason: rendered(says.join(this.#words.blank)),
          commands: rendered(codeBlock('bash', lines.join('\n'))),
          older: this.#olderText(operations),
          uplink: lines.some(usesUplink),
        };
      },
    );
    const found = {
      reason: rendered(this.#words.uplink),
      commands: rendered(codeBlock('bash', findUplink)),
      older: false,
    } as const;
    return groups.some(({ uplink }) => uplink) ? [found, ...groups] : groups;
  }

  #today(action: Action): readonly string[] {
    return commandLines([{ action }], this.#plan.mark, this.#words);
  }

  /** What the mark on links of the machine is. */
  #mark(operations: readonly Operation[]): string[] {
    const marks = operations.some(
      ({ action }) => action.do === 'link-add' && (action.netns === null || action.peer?.netns === null),
    );
    if (this.#marked || !marks) return [];
    this.#marked = true;
    return [this.#words.group(markdownCode(`group ${this.#plan.mark.group}`))];
  }

  /**
   * The folded older form: what has none is said once a lesson, and a group of which nothing is to be said has no fold. Of
   * namespaces it is said where the first older command enters one.
   */
  #olderText(operations: readonly Operation[]): Rendered | false {
    const [first] = operations;
    if (first === undefined) return false;
    const forms = operations.map((operation) => this.#older.get(operation) ?? {});
    const own = forms.flatMap(({ lack }) => lack ?? []);
    const enters = forms.some(({ lines = [] }) => lines.some((line) => line.startsWith('ip netns exec')));
    const lacks = (['namespaces', ...new Set(own)] as const).filter(
      (lack, index) => !this.#said.has(lack) && (index === 0 ? enters : lack !== 'namespaces'),
    );
    for (const lack of lacks) this.#said.add(lack);
    const parts = lacks.map((lack) => this.#words.older.lacks[lack]);
    if (forms.some(({ lines }) => lines !== undefined)) {
      const lines = forms.flatMap(
        (form, index) => form.lines ?? operations.slice(index, index + 1).flatMap(({ action }) => this.#today(action)),
      );
      parts.push(codeBlock('bash', lines.join('\n')));
    }
    return parts.length > 0 && rendered(details(this.#words.older.summary[olderToolsFor(first.action)], parts));
  }
}
