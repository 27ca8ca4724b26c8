// Compiles an example of a page, and says what the compiler makes of it in the words that pages expect.

import { type Compiled, checkTogether, compileTutorial } from '../../src/compile.ts';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { hashOfVerified } from '../../src/evidence/verified.ts';
import { textbookLine } from '../../src/outputs/lesson/textbook.ts';
import type { Lesson } from '../../src/outputs/output.ts';
import type { Plan, PlanStep } from '../../src/plan/plan.ts';
import { humanFrame } from '../../src/report/human.ts';
import { readableText } from '../../src/source/decode.ts';
import type { Case, ExpectationLanguage, InputFile } from './read-spec.ts';

/** What an example compiles to. */
export interface Outcome {
  readonly codes: readonly string[];
  /** What a fence of each language must hold. */
  readonly says: Readonly<Record<ExpectationLanguage, string>>;
}

const remarks = { restored: (key: string) => `${key} as it was`, ended: 'end the process' };

/** The steps of every plan, each under its name. */
function stepByStep({ plans }: Lesson, linesOf: (plan: Plan, step: PlanStep) => readonly string[]): string {
  return plans
    .flatMap((plan) => plan.steps.map((step) => [`# ${step.name}`, ...linesOf(plan, step)].join('\n')))
    .join('\n\n');
}

/** Compiles one; in its evidence a placeholder stands for the hash. */
function compileInput({ file, bytes, evidence }: InputFile): Compiled {
  const compiled = compileTutorial(file, bytes);
  const [plan] = compiled.lesson?.plans ?? [];
  if (evidence === undefined || plan === undefined) return compiled;
  const text = evidence.replaceAll('THE-HASH-OF-THIS-LAB', hashOfVerified(plan));
  return compileTutorial(file, bytes, { text, verify: `netgen verify ${file}` });
}

/** Compiles the tutorials of an example, together if there are several. */
export function runCase({ input }: Case): Outcome {
  const compiled = input.map(compileInput);
  const lessons = compiled.flatMap(({ lesson }) => lesson ?? []);
  const diagnostics: Diagnostic[] = [...compiled.flatMap((one) => one.diagnostics), ...checkTogether(lessons)];
  const sources = new Map(input.map(({ file, bytes }) => [file, readableText(bytes)]));
  return {
    codes: diagnostics.map(({ code }) => code),
    says: {
      diagnostics: diagnostics
        .map((diagnostic) => humanFrame(diagnostic, sources))
        .join('\n')
        .trimEnd(),
      plan: lessons
        .map((lesson) =>
          stepByStep(lesson, (_, { changes }) => changes.map(({ does, resource }) => `${does} ${resource.key}`)),
        )
        .join('\n\n'),
      commands: lessons
        .map((lesson) =>
          stepByStep(lesson, (_, { changes }) =>
            changes.flatMap(({ commands }) => commands.map((command) => textbookLine(command, remarks))),
          ),
        )
        .join('\n\n'),
    },
  };
}
