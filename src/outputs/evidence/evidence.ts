// The output `evidence`: evidence.json, what `netgen verify` has found. A build hands on what is there; only verify has anything new.
import type { Evidence, EvidenceRow, LabEvidence } from '../../evidence/evidence.ts';
import { formatJson, type Json } from '../json.ts';
import { evidencePath, type Lesson, type Output } from '../output.ts';

function rowOf({ what, text, result, exit, output, milliseconds }: EvidenceRow): Json {
  return {
    what,
    text,
    result,
    ...(exit === undefined ? {} : { exit }),
    ...(output === undefined ? {} : { output }),
    milliseconds,
  };
}

function labOf({ lab, verified, where, steps }: LabEvidence): Json {
  const { place, kernel, iproute2, nft, bash } = where;
  return {
    lab,
    verified,
    where: { place, kernel, iproute2, nft, bash },
    steps: steps.map(({ step, rows }) => ({ step, rows: rows.map(rowOf) })),
  };
}

/** The text of evidence.json: keys in one order, a row a line. `parseEvidence` gives the same evidence back. */
export function formatEvidence({ labs }: Evidence): string {
  return `${formatJson({ labs: labs.map(labOf) })}\n`;
}

/** evidence.json of a tutorial that was verified; labs that it no longer has are left out. */
export const evidenceJson: Output = {
  name: 'evidence.json',
  render({ tutorial, plans, evidence }: Lesson) {
    const labs = evidence?.labs.filter(({ lab }) => plans.some((plan) => plan.lab === lab)) ?? [];
    if (labs.length === 0) return [];
    return [{ path: evidencePath(tutorial.name), text: formatEvidence({ labs }), executable: false }];
  },
};
