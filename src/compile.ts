// The pipeline: Markdown in, files in memory and diagnostics out. Pure: no file is read or written here.

import type { Decision } from './checks/foretold.ts';
import { decisionsOf } from './checks/list.ts';
import { type Diagnostic, defineDiagnostic, hasErrors } from './diagnostics/diagnostic.ts';
import { lastingProblems } from './diagnostics/lasting.ts';
import { sortDiagnostics } from './diagnostics/sort.ts';
import type { Span } from './diagnostics/span.ts';
import { parseEvidence } from './evidence/parse.ts';
import { evidenceProblems } from './evidence/verified.ts';
import { withinOneBlock } from './model/broken-by-step.ts';
import { buildLabs } from './model/build-labs.ts';
import type { Lab } from './model/lab.ts';
import { outputs } from './outputs/index.ts';
import type { Lesson, LessonHead, OutputFile } from './outputs/output.ts';
import { makePlan } from './plan/make-plan.ts';
import { checkLab } from './rules/check-lab.ts';
import { checkSideBySide } from './rules/check-side-by-side.ts';
import { readTutorial } from './source/read-tutorial.ts';
import type { Tutorial } from './source/tutorial.ts';

const labTwice = defineDiagnostic('lab-defined-twice', 'two labs of one name');
const nameTwice = defineDiagnostic('output-folder-twice', 'two tutorials with one output folder');

/** What one tutorial says. `sound`: there, if nothing stops the build and there is a lab to build. */
interface Checked {
  readonly sound?: Tutorial;
  readonly labs: readonly Lab[];
  readonly diagnostics: readonly Diagnostic[];
}

/** What one tutorial compiles to. `lesson` is there if nothing stops the build and there is a lab to build. */
export interface Compiled {
  readonly lesson?: Lesson;
  readonly diagnostics: readonly Diagnostic[];
}

/** The problems at places of which nothing is reported yet: one mistake is told once. */
function elsewhere(reported: readonly Diagnostic[], problems: readonly Diagnostic[]): Diagnostic[] {
  const told = new Set(reported.map(({ at }) => at.start.offset));
  return problems.filter(({ at }) => !told.has(at.start.offset));
}

/** The evidence of a tutorial as it is kept. */
export interface KeptEvidence {
  /** The text of evidence.json, which may be anything. */
  readonly text: string;
  /** The command that verifies the tutorial anew, for those whose evidence is stale. */
  readonly verify: string;
}

/** Reads one tutorial and finds all its problems, sorted by place: most of the work, and no plan. */
function checkTutorial(file: string, bytes: Uint8Array): Checked {
  const source = readTutorial(file, bytes);
  if (source.tutorial === undefined) return { labs: [], diagnostics: source.diagnostics };
  const model = buildLabs(source.tutorial);
  const reported = [...source.diagnostics, ...model.diagnostics];
  const { blocks } = source.tutorial;
  const inFaulty = model.faulty.flatMap(({ lab, soundness }) => {
    const sure = soundness === 'wrong' ? checkLab(lab) : lastingProblems(checkLab(lab));
    return soundness === 'torn' ? withinOneBlock(sure, blocks) : sure;
  });
  const checks = [...model.labs.flatMap(checkLab), ...checkSideBySide(model.labs), ...elsewhere(reported, inFaulty)];
  const diagnostics = sortDiagnostics([...reported, ...checks]);
  const isSound = !hasErrors(diagnostics) && model.labs.length > 0;
  return { labs: model.labs, diagnostics, ...(isSound && { sound: source.tutorial }) };
}

/** The plans of its labs, with what is on record of them. Evidence that is no evidence counts as none. */
function planned({ sound: tutorial, labs, diagnostics }: Checked, kept?: KeptEvidence): Compiled {
  if (tutorial === undefined) return { diagnostics };
  const evidence = kept && parseEvidence(kept.text);
  const lesson = { tutorial, plans: labs.map(makePlan), ...(evidence && { evidence }) };
  const problems = kept === undefined ? [] : evidenceProblems(lesson, kept.verify);
  return { lesson, diagnostics: sortDiagnostics([...diagnostics, ...problems]) };
}

/** Compiles one tutorial. `file` is the path to name in diagnostics, with `/`. */
export function compileTutorial(file: string, bytes: Uint8Array, kept?: KeptEvidence): Compiled {
  return planned(checkTutorial(file, bytes), kept);
}

/** Problems between tutorials that are built together: labs of one name, and outputs that would meet in one folder. */
export function checkTogether(lessons: readonly LessonHead[]): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const taken = new Map<string, Span>();
  const take = (name: string, at: Span | undefined, tell: (at: Span, first: Span) => Diagnostic): void => {
    const first = taken.get(name);
    if (at === undefined) throw new Error('a lesson has no step');
    if (first !== undefined) diagnostics.push(tell(at, first));
    taken.set(name, at);
  };
  for (const { tutorial, plans } of lessons) {
    take(`folder ${tutorial.name}`, plans[0]?.steps[0]?.at, (at, first) =>
      nameTwice({
        at,
        label: `also writes ${tutorial.name}/`,
        related: [{ at: first, label: 'the other tutorial' }],
        help: 'rename one of the two files',
      }),
    );
    for (const { lab, steps } of plans) {
      take(`lab ${lab}`, steps[0]?.at, (at, first) =>
        labTwice({
          at,
          label: `${lab} again`,
          related: [{ at: first, label: 'first defined here' }],
          help: `give this lab another name, for example "lab: ${lab}-2"`,
        }),
      );
    }
  }
  return sortDiagnostics(diagnostics);
}

/** What one tutorial is built to: its own files, and what the tutorials built with it must know of it. */
export interface Built {
  readonly lesson?: LessonHead;
  readonly files: readonly OutputFile[];
  readonly diagnostics: readonly Diagnostic[];
  /** What is foretold of its checks, where no files are wanted but this. */
  readonly decisions?: readonly Decision[];
}

function headOf({ file, name, title, description, language }: Tutorial, labs: readonly Lab[]): LessonHead {
  return {
    tutorial: { file, name, title, description, language },
    plans: labs.map((lab) => ({
      lab: lab.name,
      tutorial: { file, title },
      steps: lab.steps.slice(0, 1).map(({ block: { at } }) => ({ at })),
    })),
  };
}

/** A tutorial to build. */
export interface Source {
  readonly file: string;
  readonly bytes: Uint8Array;
  readonly evidence?: KeptEvidence;
}

/**
 * Compiles one tutorial and renders its files at once, if `wanted` says so: all else may then be forgotten. Where no files are wanted
 * and no evidence is kept, nothing asks for a plan. `decides`: its checks are foretold.
 */
export async function buildTutorial(
  { file, bytes, evidence }: Source,
  wanted: (lesson: LessonHead) => boolean,
  decides = false,
): Promise<Built> {
  const checked = checkTutorial(file, bytes);
  if (checked.sound === undefined) return { files: [], diagnostics: checked.diagnostics };
  const head = headOf(checked.sound, checked.labs);
  const isWanted = wanted(head);
  const decided = decides && { decisions: checked.labs.flatMap(decisionsOf) };
  if (!isWanted && evidence === undefined)
    return { lesson: head, files: [], diagnostics: checked.diagnostics, ...decided };
  const { lesson, diagnostics } = planned(checked, evidence);
  return { lesson: head, files: isWanted && lesson ? await renderLesson(lesson) : [], diagnostics, ...decided };
}

async function renderLesson(lesson: Lesson): Promise<OutputFile[]> {
  // The last ones are begun first: pictures are laid out while the long files are written.
  const begun = outputs.toReversed().map((output) => output.render(lesson, outputs));
  const files = await Promise.all(begun.toReversed());
  return files.flat().map((file) => ({ ...file, source: lesson.tutorial.file }));
}

/** The files of lessons with those that belong to all of them, sorted by path. */
export function joinFiles(files: readonly OutputFile[], lessons: readonly LessonHead[]): OutputFile[] {
  const all = [...files, ...outputs.flatMap((output) => output.renderShared?.(lessons) ?? [])];
  return all.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

/** All files of these lessons, sorted by path. */
export async function renderLessons(lessons: readonly Lesson[]): Promise<OutputFile[]> {
  const files = await Promise.all(lessons.map(renderLesson));
  return joinFiles(files.flat(), lessons);
}
