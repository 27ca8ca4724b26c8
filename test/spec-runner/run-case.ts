// Compiles an example of a page, and says what the compiler makes of it in the words that pages expect.

import { type Compiled, checkTogether, compileTutorial } from '../../src/compile.ts';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { hashOfVerified } from '../../src/evidence/verified.ts';
import { textbookLine } from '../../src/outputs/lesson/commands.ts';
import type { PlanStep } from '../../src/plan/plan.ts';
import { humanFrame } from '../../src/report/human.ts';
import { readableText } from '../../src/source/decode.ts';
import type { Case, Expectation, ExpectationLanguage, InputFile } from './read-spec.ts';

/** What an example compiles to. */
export interface Outcome {
  readonly codes: readonly string[];
  /** What a fence must hold. */
  says(about: Pick<Expectation, 'language' | 'step'>): string;
}

const remarks = { restored: (key: string) => `${key} as it was`, ended: 'end the process' };

/** What a fence about a step must hold. */
const linesOf: Readonly<Record<Exclude<ExpectationLanguage, 'diagnostics'>, (step: PlanStep) => readonly string[]>> = {
  plan: ({ changes }) => changes.map(({ does, resource }) => `${does} ${resource.key}`),
  commands: ({ changes }) =>
    changes.flatMap(({ commands }) => commands.map((command) => textbookLine(command, remarks))),
};

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
    says({ language, step }) {
      if (language === 'diagnostics') {
        const frames = diagnostics.map((diagnostic) => humanFrame(diagnostic, sources));
        return frames.join('\n').trimEnd();
      }
      const steps = lessons.flatMap(({ plans }) => plans.flatMap((plan) => plan.steps));
      const about = steps.at(step ?? -1);
      return about === undefined ? '' : linesOf[language](about).join('\n');
    },
  };
}
