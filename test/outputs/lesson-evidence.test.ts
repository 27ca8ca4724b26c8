// What the lesson says of the last verification: results while they are those of this very lab, else that they are not.
import { describe, expect, it } from 'vitest';
import { compileTutorial } from '../../src/compile.ts';
import type { EvidenceRow, RowResult } from '../../src/evidence/evidence.ts';
import { hashOfVerified } from '../../src/evidence/verified.ts';
import { lessonDoc } from '../../src/outputs/lesson/lesson.ts';
import type { Lesson } from '../../src/outputs/output.ts';

const source = (more = '', lang = 'en') =>
  `---\nlang: ${lang}\n---\n\n# Two\n\n\`\`\`topology\nlab: two\nnodes: [a, b]\nlinks:\n  - a:x 10.0.0.1/24 -- b:y 10.0.0.2/24\nchecks:\n  - a reaches b\n  - b reaches a\n${more}\`\`\`\n`;

function lessonOf(text: string): Lesson {
  const { lesson } = compileTutorial('two.md', new TextEncoder().encode(text));
  if (lesson === undefined) throw new Error('no lesson');
  return lesson;
}

/** The page of a lesson that was verified, with these results of its two checks. */
function page(lesson: Lesson, results: readonly RowResult[], verified?: string): string {
  const [plan] = lesson.plans;
  if (plan === undefined) throw new Error('no plan');
  const row = (what: EvidenceRow['what'], text: string, result: RowResult): EvidenceRow => ({
    what,
    text,
    result,
  });
  const rows = [
    row('setup', 'set up', 'ok'),
    ...results.map((result, index) => row('check', plan.steps[0]?.checks[index]?.text ?? '', result)),
    row('again', 'again', 'ok'),
    row('teardown', 'taken down', 'ok'),
  ];
  const where = { place: 'sandbox', kernel: '6.12.41', iproute2: '6.15.0', nft: '', bash: '5.2' } as const;
  const lab = { lab: 'two', verified: verified ?? hashOfVerified(plan), where, steps: [{ step: '1', rows }] };
  return lessonDoc.render({ ...lesson, evidence: { labs: [lab] } })[0]?.text ?? '';
}

describe('evidence', () => {
  it('of this very lab is a mark before each check and a line', () => {
    const text = page(lessonOf(source()), ['ok', 'ok']);
    expect(text).toMatch(/- ✓ `a reaches b`.*\n.*\n- ✓ `b reaches a`/);
    expect(text).toContain('Verified on Linux 6.12.41, iproute2 6.15.0 in a sandbox');
    expect(page(lessonOf(source('', 'zh-CN')), ['ok', 'ok'])).toContain(
      '已在沙箱中用 Linux 6.12.41、iproute2 6.15.0 验证',
    );
  });

  it('of a failure says what was not seen', () => {
    const text = page(lessonOf(source()), ['ok', 'failed']);
    expect(text).toMatch(/- ✓ `a reaches b`.*\n.*\n- ✗ `b reaches a`/);
    expect(text).not.toContain('Verified');
  });

  it('that leaves something out does not claim it', () => {
    const text = page(lessonOf(source()), ['ok', 'skipped']);
    expect(text).toMatch(/- ✓ `a reaches b`.*\n.*\n- `b reaches a`/);
    expect(text).toContain('Verified in part');
  });

  it('of another version of the lab is stale, and marks nothing', () => {
    const [plan] = lessonOf(source()).plans;
    if (plan === undefined) throw new Error('no plan');
    const text = page(lessonOf(source('  - a cannot reach outside\n')), ['ok', 'ok'], hashOfVerified(plan));
    expect(text).toContain('Stale: changed since it was verified on Linux 6.12.41');
    expect(text).not.toMatch(/[✓✗]/);
  });

  it('that is not there claims nothing', () => {
    const text = lessonDoc.render(lessonOf(source()))[0]?.text ?? '';
    expect(text).not.toMatch(/[✓✗]|[Vv]erified|Stale/);
  });
});
