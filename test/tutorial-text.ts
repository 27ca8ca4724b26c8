// Tutorials written in a test: blocks to Markdown, Markdown to labs and plans.

import type { Diagnostic } from '../src/diagnostics/diagnostic.ts';
import { buildLabs } from '../src/model/build-labs.ts';
import type { Lab, State } from '../src/model/lab.ts';
import { readTutorial } from '../src/source/read-tutorial.ts';

/** A tutorial of these blocks, one after the other. */
export function tutorialOf(...blocks: readonly string[]): string {
  return ['# Lesson', ...blocks.map((block) => `\`\`\`topology\n${block.trimEnd()}\n\`\`\``)].join('\n\n').concat('\n');
}

/** The labs of a tutorial of these blocks, and everything reported. */
export function readBlocks(...blocks: readonly string[]): { labs: readonly Lab[]; diagnostics: readonly Diagnostic[] } {
  const { tutorial, diagnostics } = readTutorial('tutorial.md', new TextEncoder().encode(tutorialOf(...blocks)));
  if (tutorial === undefined) return { labs: [], diagnostics };
  const built = buildLabs(tutorial);
  return { labs: built.labs, diagnostics: [...diagnostics, ...built.diagnostics] };
}

/** The one lab of these blocks; throws where something is reported. */
export function labOf(...blocks: readonly string[]): Lab {
  const { labs, diagnostics } = readBlocks(...blocks);
  const [lab] = labs;
  if (diagnostics.length > 0 || lab === undefined) {
    throw new Error(
      diagnostics.map(({ code, label, at }) => `${code} at ${at.start.line}:${at.start.column}: ${label}`).join('\n'),
    );
  }
  return lab;
}

/** The state after the last step. */
export function lastState(lab: Lab): State {
  const step = lab.steps.at(-1);
  if (step === undefined) throw new Error('a lab has no step');
  return step.state;
}

/** A value without the places where it was written: what is left is what it means. */
export function withoutPlaces(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, part: unknown) => {
      if (key === 'at' || key === 'text' || key.endsWith('At')) return undefined;
      if (typeof part === 'bigint') return part.toString();
      return part instanceof Map ? [...part.entries()] : part;
    }),
  );
}
