// The commands of a step under their reasons, each with what older tools did.
import type { Command, Lack } from '../../plan/command.ts';
import { byReason, type Plan, type PlanStep } from '../../plan/plan.ts';
import { markdownCode, markdownText, Rendered } from '../quote.ts';
import { codeBlock, details } from './fences.ts';
import { findUplink, textbookLine, usesUplink } from './textbook.ts';
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

/** Gives the groups of a plan's steps, first step first: what is said once in a lesson is said at its first place. */
export class Groups {
  readonly #language: Plan['tutorial']['language'];
  readonly #words: LessonWords;
  readonly #said = new Set<Lack>();

  constructor({ tutorial }: Plan, words: LessonWords) {
    this.#language = tutorial.language;
    this.#words = words;
  }

  /** The groups of a step; before them, how to find the uplink that they use. */
  of(step: PlanStep): Group[] {
    let uplink = false;
    const groups = byReason(step.changes).map(({ reason, changes }): Group => {
      const commands = changes.flatMap((change) => change.commands);
      const lines = commands.map((command) => textbookLine(command, this.#words));
      uplink ||= lines.some(usesUplink);
      return {
        reason: rendered(paragraph(reason[this.#language])),
        commands: rendered(codeBlock('bash', lines.join('\n'))),
        older: this.#older(commands, lines),
      };
    });
    const found = {
      reason: rendered(this.#words.uplink),
      commands: rendered(codeBlock('bash', findUplink)),
      older: false,
    } as const;
    return uplink ? [found, ...groups] : groups;
  }

  /**
   * The folded older form: what has none is said once a lesson, and a group of which nothing is to be said has no fold. Of
   * namespaces it is said where the first older command enters one.
   */
  #older(commands: readonly Command[], lines: readonly string[]): Rendered | false {
    const tools = commands.find(({ older }) => older !== undefined)?.older?.tools;
    if (tools === undefined) return false;
    const own = commands.flatMap(({ older }) => older?.lack ?? []).filter((lack) => lack !== 'namespaces');
    const enters = commands.some(({ older }) => older?.lines?.some((line) => line.startsWith('ip netns exec')));
    const lacks = [...(enters ? (['namespaces'] as const) : []), ...new Set(own)].filter(
      (lack) => !this.#said.has(lack),
    );
    for (const lack of lacks) this.#said.add(lack);
    const parts = lacks.map((lack) => this.#words.older.lacks[lack]);
    if (commands.some(({ older }) => older?.lines !== undefined)) {
      const old = commands.flatMap(({ older }, index) => older?.lines ?? lines.slice(index, index + 1));
      parts.push(codeBlock('bash', old.join('\n')));
    }
    return parts.length > 0 && rendered(details(this.#words.older.summary[tools], parts));
  }
}
