// What evidence is worth: what makes it stale, and what does not.
import { describe, expect, test } from 'vitest';
import { compileTutorial } from '../../src/compile.ts';
import type { EvidenceRow, LabEvidence } from '../../src/evidence/evidence.ts';
import { hashOfVerified, standingOf } from '../../src/evidence/verified.ts';
import type { Lesson } from '../../src/outputs/output.ts';

const page = `# Two nodes

Some prose.

\`\`\`topology
lab: pair
nodes: [a, b]
links:
  - a:eth0 10.0.0.1/24 -- b:eth0 10.0.0.2/24
checks:
  - a reaches b: they share a cable
\`\`\`

More prose.

\`\`\`topology
step: apart
change:
  links:
    - a -- b: { state: down }
checks:
  - a cannot reach b
\`\`\`
`;

function lessonOf(text: string, file = 'lesson.md'): Lesson {
  const { lesson, diagnostics } = compileTutorial(file, new TextEncoder().encode(text));
  expect(diagnostics).toEqual([]);
  if (lesson === undefined) throw new Error('no lesson');
  return lesson;
}

function hashOf(text: string, file?: string): string {
  const [plan] = lessonOf(text, file).plans;
  if (plan === undefined) throw new Error('no plan');
  return hashOfVerified(plan);
}

describe('the hash of what was verified', () => {
  const hash = hashOf(page);

  test('is one of SHA-256', () => {
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
  });

  test.each([
    ['a block moved by lines of prose', page.replace('Some prose.', 'Other prose.\n\nAnd more.')],
    ['another heading', page.replace('# Two nodes', '# Two nodes and a cable')],
    ['a note of a check in other words', page.replace('they share a cable', 'it is one cable')],
    ['a comment in the block', page.replace('nodes: [a, b]', 'nodes: [a, b] # two')],
    ['another language', `---\nlang: zh-CN\n---\n\n${page}`],
  ])('%s leaves it', (_, text) => {
    expect(hashOf(text)).toBe(hash);
  });

  test('another name of the file leaves it', () => {
    expect(hashOf(page, 'tutorials/other.md')).toBe(hash);
  });

  test.each([
    ['an address', page.replaceAll('10.0.0.2', '10.0.0.3')],
    ['a name', page.replaceAll('b:eth0', 'b:eth1')],
    ['the name of the lab', page.replace('lab: pair', 'lab: two')],
    ['the name of a step', page.replace('step: apart', 'step: cut')],
    ['a check', page.replace('- a reaches b:', '- b reaches a:')],
    ['a check more', page.replace('  - a cannot reach b\n', '  - a cannot reach b\n  - b cannot reach a\n')],
    ['the service of a check', page.replace('a reaches b:', 'a reaches b tcp/80:')],
    ['a later step', page.replace('{ state: down }', '{ state: down, mtu: 1400 }')],
  ])('%s changes it', (_, text) => {
    expect(hashOf(text)).not.toBe(hash);
  });
});

describe('evidence is', () => {
  const lesson = lessonOf(page);
  const [plan] = lesson.plans;
  if (plan === undefined) throw new Error('no plan');
  const row = (what: EvidenceRow['what'], result: EvidenceRow['result'] = 'ok'): EvidenceRow => ({
    what,
    text: what,
    result,
  });
  const rows = [row('setup'), row('check'), row('again'), row('teardown')];
  const good: LabEvidence = {
    lab: 'pair',
    verified: hashOfVerified(plan),
    where: { place: 'sandbox', kernel: '6.12.41', iproute2: '6.15.0', nft: '1.1.3', bash: '5.2.37' },
    steps: plan.steps.map(({ name }) => ({ step: name, rows })),
  };
  const standing = (evidence: LabEvidence) => standingOf({ evidence: { labs: [evidence] } }, plan).is;
  const last = (kept: readonly EvidenceRow[]) => ({
    ...good,
    steps: good.steps.map((step, index) => (index === 1 ? { ...step, rows: kept } : step)),
  });

  test('current where this very lab was verified and all held', () => {
    expect(standingOf({ evidence: { labs: [good] } }, plan)).toEqual({ is: 'current', evidence: good });
  });

  test('none where there is no evidence, or of another lab', () => {
    expect(standingOf(lesson, plan)).toEqual({ is: 'none' });
    expect(standing({ ...good, lab: 'other' })).toBe('none');
  });

  test('stale where another lab of this name was verified', () => {
    expect(standing({ ...good, verified: '0'.repeat(64) })).toBe('stale');
  });

  test('failed where one row failed', () => {
    expect(standing(last([...rows.slice(0, 3), row('teardown', 'failed')]))).toBe('failed');
  });

  test('incomplete where something was skipped, or is not there at all', () => {
    expect(standing(last([row('setup', 'skipped'), row('teardown')]))).toBe('incomplete');
    expect(standing(last(rows.filter(({ what }) => what !== 'check')))).toBe('incomplete');
    expect(standing({ ...good, steps: good.steps.slice(1) })).toBe('incomplete');
    expect(standing({ ...good, steps: [] })).toBe('incomplete');
  });
});
