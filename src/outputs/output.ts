// Files in memory, and the interface that every kind of output meets.

import type { Span } from '../diagnostics/span.ts';
import type { Evidence } from '../evidence/evidence.ts';
import type { Plan } from '../plan/plan.ts';
import type { Localized, Tutorial } from '../source/tutorial.ts';

/** A file to be. `path` is relative to the output folder, with `/`; `text` ends in a newline. */
export interface OutputFile {
  readonly path: string;
  readonly text: string;
  readonly executable: boolean;
  /** `Tutorial.file` of the tutorial it belongs to; missing where it belongs to all. */
  readonly source?: string;
}

/** A tutorial and the plans of its labs: one, or several side by side. */
export interface Lesson {
  readonly tutorial: Tutorial;
  readonly plans: readonly Plan[];
  /** What `netgen verify` has found, where it is on record. Ask `standingOf` what it is worth for a lab as it is now. */
  readonly evidence?: Evidence;
}

/** What the tutorials that are built together must know of each other. Every `Lesson` is one. */
export interface LessonHead {
  readonly tutorial: Pick<Tutorial, 'file' | 'name' | 'title' | 'description' | 'language'>;
  readonly plans: readonly PlanHead[];
}

export interface PlanHead extends Pick<Plan, 'lab'> {
  readonly tutorial: Pick<Plan['tutorial'], 'file' | 'title'>;
  readonly steps: readonly { readonly at: Span }[];
}

/** One kind of output. Pure: the same lesson gives the same bytes. */
export interface Output {
  /** The files of one lesson, those that a reader wants first before others; at once, or once what it takes to make them is there. `all`: every output. */
  render(lesson: Lesson, all: readonly Output[]): OutputFile[] | Promise<OutputFile[]>;
  /** The files of each lab that the page names, and what it says of them, as Markdown. */
  readonly files?: Readonly<Record<string, Localized>>;
  /** Files that belong to all lessons together, such as the head of a collection. */
  renderShared?(lessons: readonly LessonHead[]): OutputFile[];
}

/** The folder of a lab's files, ending in `/`: that of the tutorial, or below it one per lab where there are several. */
export function labFolder({ tutorial, plans }: Lesson, plan: Plan): string {
  return plans.length === 1 ? `${tutorial.name}/` : `${tutorial.name}/${plan.lab}/`;
}

/** Where the evidence of a tutorial is kept, from the output folder. */
export function evidencePath(tutorialName: string): string {
  return `${tutorialName}/evidence.json`;
}
