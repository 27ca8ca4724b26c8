// What an earlier block says can be right there, and wrong from a later step on.

import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { isWithin, type Span } from '../diagnostics/span.ts';
import type { Block } from '../source/tutorial.ts';

/** The problems that one block makes by itself: of several, something may only seem to stand where one could not be read. */
export function withinOneBlock(problems: readonly Diagnostic[], blocks: readonly Block[]): Diagnostic[] {
  return problems.filter(({ at, related }) =>
    blocks.some((block) => [at, ...related.map((place) => place.at)].every((place) => isWithin(place, block.at))),
  );
}

const isAbove = (at: Span, block: Block): boolean => at.start.offset < block.at.start.offset;

/** What mends these in the earlier block, too: of several addresses or ways one is still to be chosen, and a subnet that is on both sides of a cut may be meant. */
const mendedAbove: readonly string[] = ['which-address', 'outer-unknown', 'overlapping-subnets'];

/** What a later step can do about a problem: a name means nobody any more, but an address that is written stays. */
function mendInStep({ code, help }: Diagnostic, name: string): string {
  if (mendedAbove.includes(code)) return help;
  const purpose = code === 'not-neighbours' ? '; to break this on purpose, write the address here, not the name' : '';
  return `under "remove:" or "change:" of step ${name}, take away what this line says too, or leave what it needs${purpose}`;
}

/** A problem that comes up in a step: one in what an earlier block says, which was right there, names the step that has brought it about. */
export function blameStep(problem: Diagnostic, block: Block, name: string): Diagnostic {
  if (!isAbove(problem.at, block) || problem.related.some(({ at }) => !isAbove(at, block))) return problem;
  const key = block.content.entries.find((entry) => entry.key.text === 'step');
  const { edits: _, ...rest } = problem;
  return {
    ...rest,
    label: `${problem.label} since step ${name}`,
    related: [...problem.related, { at: key?.value.at ?? block.at, label: 'right until this step' }],
    help: mendInStep(problem, name),
    expected: [],
  };
}

const place = ({ code, at }: Diagnostic): string => `${code} ${at.start.offset}`;

/** The problems of a step, as {@link blameStep} tells them, but for those above its block that `told` holds: earlier steps have told them. Adds these. */
export function blameOnce(
  problems: readonly Diagnostic[],
  block: Block,
  name: string,
  told: Set<string>,
): readonly Diagnostic[] {
  const found = problems.filter((problem) => !(isAbove(problem.at, block) && told.has(place(problem))));
  for (const problem of found) told.add(place(problem));
  return found.map((problem) => blameStep(problem, block, name));
}
