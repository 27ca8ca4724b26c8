// The output `evidence`: evidence.json, what `netgen verify` has found. A build hands on what is there; only verify has anything new.
import type { Evidence, EvidenceRow, LabEvidence } from '../../evidence/evidence.ts';
import { formatJson } from '../json.ts';
import { evidencePath, type Output } from '../output.ts';

function rowOf({ what, text, result, exit, output }: EvidenceRow): object {
  return { what, text, result, exit, output };
}

const labOf = ({ lab, verified, where: { place, kernel, iproute2, nft, bash }, steps }: LabEvidence): object => ({
  lab,
  verified,
  where: { place, kernel, iproute2, nft, bash },
  steps: steps.map(({ step, rows }) => ({ step, rows: rows.map(rowOf) })),
});

/** The text of evidence.json: keys in one order, a row a line. `parseEvidence` gives the same evidence back. */
export const formatEvidence = ({ labs }: Evidence): string => `${formatJson({ labs: labs.map(labOf) })}\n`;

/** evidence.json of a tutorial that was verified; labs that it no longer has are left out. */
export const evidenceJson: Output = {
  render({ tutorial, plans, evidence }) {
    const labs = evidence?.labs.filter(({ lab }) => plans.some((plan) => plan.lab === lab)) ?? [];
    if (labs.length === 0) return [];
    return [{ path: evidencePath(tutorial.name), text: formatEvidence({ labs }), executable: false }];
  },
};
