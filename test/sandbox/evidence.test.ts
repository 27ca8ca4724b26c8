// netgen verify keeps what it finds: where, of what, and without a change where nothing has changed.
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { run } from '../../src/cli/cli.ts';
import { parseEvidence } from '../../src/evidence/parse.ts';
import { testIo } from '../commands/test-io.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'netgen-evidence-'));
});
afterEach(() => rm(folder, { recursive: true }));

const lesson = (lab: string, prose = 'A cable.', check = 'a reaches b') => `# ${lab}

${prose}

\`\`\`topology
lab: ${lab}
nodes: [a, b]
links:
  - a 10.0.0.1/24 -- b 10.0.0.2/24
checks:
  - ${check}
\`\`\`
`;

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), text);
}

const read = (path: string) => readFile(join(folder, path), 'utf8');

const evidenceOf = async (name: string) => parseEvidence(await read(`generated/${name}/evidence.json`))?.labs ?? [];

async function netgen(...argv: string[]) {
  const io = testIo(folder);
  return { code: await run(argv, io), ...io.written };
}

test('what ran, with what result, and where', async () => {
  await write('a.md', lesson('pair'));
  await netgen('build', 'a.md');
  const { code, err } = await netgen('verify', 'a.md');
  expect(code).toBe(0);
  expect(err).toContain('generated/: 3 files brought up to date\n');
  const [lab] = await evidenceOf('a');
  expect(lab).toMatchObject({ lab: 'pair', where: { place: 'sandbox' } });
  for (const program of ['kernel', 'iproute2', 'bash'] as const) expect(lab?.where[program]).toMatch(/^\d+\.\d+/);
  expect(lab?.steps.map(({ step }) => step)).toEqual(['1']);
  const rows = lab?.steps[0]?.rows.map(({ what, text, result, exit }) => [what, text, result, exit]);
  expect(rows).toEqual([
    ['setup', 'set up', 'ok', 0],
    ['check', 'a reaches b', 'ok', undefined],
    ['again', 'set up again: nothing changes', 'ok', 0],
    ['teardown', 'taken down: nothing is left', 'ok', 0],
  ]);
  expect(await netgen('build', 'a.md', '--check')).toMatchObject({ code: 0, err: '' });
});

test('verified again, nothing changes but what has changed', async () => {
  await write('t/a.md', lesson('one'));
  await write('t/b.md', lesson('two'));
  await netgen('build', 't');
  await netgen('verify', 't');
  const before = [await read('generated/a/evidence.json'), await read('generated/b/evidence.json')];
  const again = await netgen('verify', 't');
  expect(again.err).toContain('The evidence in generated/ says the same already.\n');
  expect([await read('generated/a/evidence.json'), await read('generated/b/evidence.json')]).toEqual(before);

  await write('t/a.md', lesson('one', 'A cable.\n\nMore about it.'));
  await netgen('build', 't');
  expect(await netgen('check', 't')).toMatchObject({ code: 0, err: '' });
  const nothing = await netgen('verify', 't', '--stale');
  expect(nothing).toEqual({ code: 0, out: '', err: expect.stringContaining('nothing to do') });

  await write('t/a.md', lesson('one', 'A cable.', 'b reaches a'));
  expect((await netgen('check', 't')).err).toContain('warning[stale-evidence]');
  const stale = await netgen('verify', 't', '--stale');
  expect(stale.out).toContain('1 lab: 4 passed, 0 failed');
  expect(await netgen('check', 't')).toMatchObject({ code: 0, err: '' });
  expect(await read('generated/a/evidence.json')).not.toBe(before[0]);
  expect(await read('generated/b/evidence.json')).toBe(before[1]);
});

test('a lab that fails is on record as failed', async () => {
  await write('a.md', lesson('pair', 'A cable.', 'a cannot reach b'));
  await netgen('build', 'a.md');
  expect((await netgen('verify', 'a.md')).code).toBe(1);
  const [lab] = await evidenceOf('a');
  expect(lab?.steps[0]?.rows.map(({ result }) => result)).toEqual(['ok', 'failed', 'ok', 'ok']);
  const compared = await netgen('build', 'a.md', '--check');
  expect(compared.code).toBe(1);
  expect(compared.err).toContain('warning[failed-evidence]');
});

test('a tutorial that was never built leaves no files; a run in another world leaves no evidence', async () => {
  await write('a.md', lesson('pair'));
  const { code, err } = await netgen('verify', 'a.md');
  expect(code).toBe(0);
  expect(err).toContain('a.md: no evidence is kept, for it is not built; netgen build makes generated/a/\n');
  expect(await readdir(folder)).toEqual(['a.md']);
  await netgen('build', 'a.md');
  const other = await netgen('verify', 'a.md', '--uplinks', 'wan0');
  expect(other.err).toContain('No evidence is kept of a run with --uplinks.\n');
  await expect(read('generated/a/evidence.json')).rejects.toThrow('ENOENT');
});

test('a file that netgen did not write is not overwritten, and the run fails', async () => {
  await write('a.md', lesson('pair'));
  await netgen('build', 'a.md');
  await write('generated/a/evidence.json', 'mine\n');
  const { code, err } = await netgen('verify', 'a.md');
  expect(code).toBe(1);
  expect(err).toContain('generated/a/evidence.json: netgen did not write this file');
  expect(await read('generated/a/evidence.json')).toBe('mine\n');
});

test('in a GitHub job the summary is written where the runner wants it', async () => {
  await write('a.md', lesson('pair', 'A cable.', 'a cannot reach b'));
  const io = testIo(folder, { GITHUB_STEP_SUMMARY: join(folder, 'summary.md') });
  expect(await run(['verify', 'a.md', '--format', 'github'], io)).toBe(1);
  expect(io.written.out).toMatch(/^::error file=a.md,line=11,/);
  const summary = await read('summary.md');
  expect(summary).toContain('| ❌ | `pair` | 3 passed, 1 failed |');
  expect(summary).toContain('- ❌ `a.md:11` step `1`, `a cannot reach b`');
});

test('a run that verifies nothing fails', async () => {
  await write('t/README.md', '# No lab here\n');
  const { code, err } = await netgen('verify', 't');
  expect(code).toBe(2);
  expect(err).toContain('there is no lab to verify');
  await write('t/a.md', lesson('pair'));
  expect((await netgen('verify', 't', '--lab', 'other')).code).toBe(2);
});
