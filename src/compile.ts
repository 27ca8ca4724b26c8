// The pipeline: Markdown in, files in memory and diagnostics out. Pure: no file is read or written here.
import { readTutorial } from './1-source/read-tutorial.ts';
import { buildLabs } from './2-model/build-labs.ts';
import type { Lab } from './2-model/lab.ts';
import { checkLab } from './3-checks/check-lab.ts';
import { makePlan } from './4-plan/make-plan.ts';
import { outputs } from './5-outputs/index.ts';
import type { Lesson, OutputFile } from './5-outputs/output.ts';
import { type Diagnostic, defineDiagnostic, hasErrors } from './diagnostics/diagnostic.ts';
import { lastingProblems } from './diagnostics/lasting.ts';
import { sortDiagnostics } from './diagnostics/sort.ts';

const labTwice = defineDiagnostic('lab-defined-twice', 'two labs of one name');
const nameTwice = defineDiagnostic('output-folder-twice', 'two tutorials with one output folder');

/** What one tutorial compiles to. `lesson` is there if nothing stops the build and there is a lab to build. */
export interface Compiled {
  readonly lesson?: Lesson;
  readonly labs: readonly Lab[];
  readonly diagnostics: readonly Diagnostic[];
}

/** The problems at places of which nothing is reported yet: one mistake is told once. */
function elsewhere(reported: readonly Diagnostic[], problems: readonly Diagnostic[]): Diagnostic[] {
  const told = new Set(reported.map(({ at }) => at.start.offset));
  return problems.filter(({ at }) => !told.has(at.start.offset));
}

/** Compiles one tutorial: all problems at once, sorted by place. `file` is the path to name in diagnostics, with `/`. */
export function compileTutorial(file: string, bytes: Uint8Array): Compiled {
  const source = readTutorial(file, bytes);
  if (source.tutorial === undefined) return { labs: [], diagnostics: source.diagnostics };
  const model = buildLabs(source.tutorial);
  const reported = [...source.diagnostics, ...model.diagnostics];
  const checks = model.labs.flatMap(checkLab);
  checks.push(...elsewhere(reported, model.wrong.flatMap(checkLab)));
  checks.push(...elsewhere(reported, lastingProblems(model.holed.flatMap(checkLab))));
  const diagnostics = sortDiagnostics([...reported, ...checks]);
  if (hasErrors(diagnostics) || model.labs.length === 0) return { labs: model.labs, diagnostics };
  return { lesson: { tutorial: source.tutorial, plans: model.labs.map(makePlan) }, labs: model.labs, diagnostics };
}

/** Problems between tutorials that are built together: labs of one name, and outputs that would meet in one folder. */
export function checkTogether(lessons: readonly Lesson[]): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const labs = new Map<string, Lesson>();
  const folders = new Map<string, Lesson>();
  for (const lesson of lessons) {
    const { name } = lesson.tutorial;
    const sameFolder = folders.get(name);
    if (sameFolder !== undefined) diagnostics.push(reportFolder(lesson, sameFolder));
    folders.set(name, lesson);
    for (const plan of lesson.plans) {
      const first = labs.get(plan.lab);
      if (first !== undefined) diagnostics.push(reportLab(plan.lab, lesson, first));
      labs.set(plan.lab, lesson);
    }
  }
  return sortDiagnostics(diagnostics);
}

function startOf(lesson: Lesson, lab?: string) {
  const plan = lesson.plans.find((candidate) => lab === undefined || candidate.lab === lab);
  const at = plan?.steps[0]?.at;
  if (at === undefined) throw new Error('a lesson has no step');
  return at;
}

function reportLab(lab: string, lesson: Lesson, first: Lesson): Diagnostic {
  return labTwice({
    at: startOf(lesson, lab),
    label: `${lab} again`,
    related: [{ at: startOf(first, lab), label: 'first defined here' }],
    help: `give this lab another name, for example "lab: ${lab}-2"`,
  });
}

function reportFolder(lesson: Lesson, first: Lesson): Diagnostic {
  return nameTwice({
    at: startOf(lesson),
    label: `also writes ${lesson.tutorial.name}/`,
    related: [{ at: startOf(first), label: 'the other tutorial' }],
    help: 'rename one of the two files',
  });
}

/** All files of these lessons, sorted by path. */
export function renderLessons(lessons: readonly Lesson[]): OutputFile[] {
  const files = outputs.flatMap((output) => [
    ...lessons.flatMap((lesson) => output.render(lesson).map((file) => ({ ...file, source: lesson.tutorial.file }))),
    ...(output.renderShared?.(lessons) ?? []),
  ]);
  return files.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}
