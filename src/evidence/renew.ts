// Puts new evidence in the place of old, so that a file in git changes only where something has changed.
import type { Evidence, EvidenceRow, LabEvidence, StepEvidence } from './evidence.ts';

const said = ({ what, text, result, exit, output }: EvidenceRow): string =>
  JSON.stringify([what, text, result, exit, output]);

/** The new rows; one that says what the old one in its place has said keeps the time that was written down. */
const renewRows = (old: readonly EvidenceRow[], made: readonly EvidenceRow[]): readonly EvidenceRow[] =>
  made.map((row, index) => {
    const before = old[index];
    return before !== undefined && said(row) === said(before) ? before : row;
  });

const renewSteps = (old: readonly StepEvidence[], made: readonly StepEvidence[]): readonly StepEvidence[] =>
  made.map(({ step, rows }) => ({
    step,
    rows: renewRows(old.find((other) => other.step === step)?.rows ?? [], rows),
  }));

/**
 * The evidence after some labs were verified again. `made` takes the place of what was known of those labs; what was known of
 * others stays, as long as `labs`, the names of the tutorial's labs in their order, has them. Durations of what has not changed are
 * those of before: the same results give the same evidence, to the byte.
 */
export function renewEvidence(
  old: Evidence | undefined,
  made: readonly LabEvidence[],
  labs: readonly string[],
): Evidence {
  const known = new Map((old?.labs ?? []).map((lab) => [lab.lab, lab]));
  const now = new Map(made.map((lab) => [lab.lab, lab]));
  return {
    labs: labs.flatMap((name) => {
      const before = known.get(name);
      const after = now.get(name);
      if (after === undefined) return before ?? [];
      return { ...after, steps: renewSteps(before?.steps ?? [], after.steps) };
    }),
  };
}
