// The annotated lesson shows the real output of commands that have none, as long as the evidence is of this very lab.
import { expect, test } from 'vitest';
import { compileTutorial } from '../../src/compile.ts';
import type { EvidenceRow } from '../../src/evidence/evidence.ts';
import { hashOfVerified } from '../../src/evidence/verified.ts';
import { lessonDoc } from '../../src/outputs/lesson/lesson.ts';

const source = `# Pair

\`\`\`topology
lab: pair
nodes: [a, b]
links:
  - a -- b
\`\`\`

> \`\`\`console
> a$ ip route
> a$ echo x
> x
> a$ false
> [exit 1]
> \`\`\`
`;

function page(output: readonly string[], change: (hash: string) => string = (hash) => hash): string {
  const { lesson } = compileTutorial('pair.md', new TextEncoder().encode(source));
  const [plan] = lesson?.plans ?? [];
  if (lesson === undefined || plan === undefined) throw new Error('no lesson');
  const row = (what: EvidenceRow['what'], more: Partial<EvidenceRow> = {}): EvidenceRow => ({
    ...{ what, text: '', result: 'ok' },
    ...more,
  });
  const shown = [output, ['x'], []].map((lines) => row('transcript', { output: lines }));
  const steps = [{ step: '1', rows: [row('setup'), ...shown, row('again'), row('teardown')] }];
  const where = { place: 'sandbox', kernel: '', iproute2: '', nft: '', bash: '' } as const;
  const evidence = { labs: [{ lab: 'pair', verified: change(hashOfVerified(plan)), where, steps }] };
  return lessonDoc.render({ ...lesson, evidence })[0]?.text ?? '';
}

test('real output stands behind its command', () => {
  expect(page(['one', 'two'])).toContain('> a$ ip route\n> one\n> two\n> a$ echo x\n> x\n> a$ false\n> [exit 1]\n');
});

test('stale evidence shows nothing', () => {
  expect(page(['one'], () => '0'.repeat(64))).toContain('> a$ ip route\n> a$ echo x\n');
});

test('no output closes its fence or leaves its quote', () => {
  const text = page(['```', '# out\rof it\nnow', '\u001b[31m']);
  expect(text).toContain('> ````console\n> a$ ip route\n> ```\n> # out\n> of it\n> now\n');
});
