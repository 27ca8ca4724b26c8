// What an earlier block says can be right there, and wrong from a later step on.
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Span, Text } from '../diagnostics/span.ts';

const place = ({ code, at }: Diagnostic): string => `${code} ${at.start.offset}`;

/**
 * The problems that come up in a step. Those in what an earlier block says name the step that has brought them about, for there the
 * author was right; what was wrong there already is told once. `step` is the step with its place, `block` the place of its block,
 * `told` holds what earlier steps have told, and what this one tells is added.
 */
export function blameStep(
  problems: readonly Diagnostic[],
  step: Text,
  block: Span,
  told: Set<string>,
): readonly Diagnostic[] {
  const isOlder = ({ at }: Diagnostic) => at.start.offset < block.start.offset;
  const found = problems.filter((problem) => !(isOlder(problem) && told.has(place(problem))));
  for (const problem of found) told.add(place(problem));
  return found.map((problem) =>
    isOlder(problem)
      ? {
          ...problem,
          label: `${problem.label} since step ${step.text}`,
          related: [...problem.related, { at: step.at, label: 'right until this step' }],
          help: `under "remove:" or "change:" of step ${step.text}, take away what this line says too, or leave what it needs`,
          expected: [],
        }
      : problem,
  );
}
