// Takes anything through the whole pipeline, and holds it to what must be true of everything.
import { expect } from 'vitest';
import { type Compiled, compileTutorial, renderLessons } from '../../src/compile.ts';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import type { Span } from '../../src/diagnostics/span.ts';
import type { OutputFile } from '../../src/outputs/output.ts';
import { human } from '../../src/report/human.ts';
import { readableText } from '../../src/source/decode.ts';

export interface Outcome extends Compiled {
  /** None where something stops the build. */
  readonly files: readonly OutputFile[];
}

const isWithin = ({ start, end }: Span, length: number): boolean =>
  start.line >= 1 && start.column >= 1 && start.offset >= 0 && start.offset <= end.offset && end.offset <= length;

function expectWellFormed({ at, related, label, title, help }: Diagnostic, length: number): void {
  expect([at, ...related.map((other) => other.at)].filter((span) => !isWithin(span, length))).toEqual([]);
  expect(title).not.toBe('');
  expect(label.length + help.length).toBeLessThan(2000);
}

/** Compiles it: without a throw, to a lesson with files or to a reason why not, every diagnostic at a place that exists. */
export async function compileAnything(input: string | Uint8Array): Promise<Outcome> {
  const bytes = typeof input === 'string' ? Buffer.from(input) : input;
  const compiled = compileTutorial('tutorial.md', bytes);
  for (const diagnostic of compiled.diagnostics) expectWellFormed(diagnostic, bytes.length);
  human(compiled.diagnostics, new Map([['tutorial.md', readableText(bytes)]]));
  if (compiled.lesson === undefined) {
    expect(compiled.diagnostics.length).toBeGreaterThan(0);
    return { ...compiled, files: [] };
  }
  const files = await renderLessons([compiled.lesson]);
  expect(files.length).toBeGreaterThan(4);
  return { ...compiled, files };
}
