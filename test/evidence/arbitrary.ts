// Evidence of chance.
import fc from 'fast-check';
import type { Evidence, EvidenceRow, LabEvidence, StepEvidence } from '../../src/evidence/evidence.ts';
import { rowKinds, rowResults } from '../../src/evidence/evidence.ts';

const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('__proto__', '</script>', '{{x}}', '\u001b[31m'));

const row: fc.Arbitrary<EvidenceRow> = fc.record(
  {
    what: fc.constantFrom(...rowKinds),
    text,
    result: fc.constantFrom(...rowResults),
    exit: fc.integer({ min: 0, max: 255 }),
    output: fc.array(text, { maxLength: 3 }),
  },
  { requiredKeys: ['what', 'text', 'result'] },
);

const step: fc.Arbitrary<StepEvidence> = fc.record({ step: text, rows: fc.array(row, { maxLength: 5 }) });

const version = fc.constantFrom('', '6.12.41', '6.15.0', '1.1.3', '5.2.37', 'ss200127');

const lab: fc.Arbitrary<LabEvidence> = fc.record({
  lab: fc.oneof(fc.constantFrom('one', 'two', 'three'), text),
  verified: fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 64, maxLength: 64 }),
  where: fc.record({
    place: fc.constantFrom('sandbox' as const, 'vm' as const),
    kernel: version,
    iproute2: version,
    nft: version,
    bash: version,
  }),
  steps: fc.uniqueArray(step, { maxLength: 3, selector: (each) => each.step }),
});

export const evidences: fc.Arbitrary<Evidence> = fc.record({
  labs: fc.uniqueArray(lab, { maxLength: 3, selector: (each) => each.lab }),
});
