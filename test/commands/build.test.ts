// netgen build: whole or not at all, in folders and by name, and compared.
import { appendFile, mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { run } from '../../src/cli/cli.ts';
import { withLock } from '../../src/files/lock.ts';
import { formatEvidence } from '../../src/outputs/evidence/evidence.ts';
import { testIo } from './test-io.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'netgen-build-'));
});

afterEach(() => rm(folder, { recursive: true }));

const lesson = (lab: string, address = '192.0.2.2/24') => `# Lesson

\`\`\`topology
lab: ${lab}
nodes: [left, right]
links:
  - left:eth0 192.0.2.1/24 -- right:eth0 ${address}
checks:
  - left reaches right
\`\`\`
`;

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), text);
}

const read = (path: string) => readFile(join(folder, path), 'utf8');

async function netgen(...argv: string[]) {
  const io = testIo(folder);
  return { code: await run(argv, io), ...io.written };
}

test('says what was written and what was not', async () => {
  await write('t/a.md', lesson('a'));
  const first = await netgen('build', 't');
  expect(first).toMatchObject({ code: 0, err: '' });
  expect(first.out).toMatch(/^generated\/a\/ {2}8 written$/m);
  expect(first.out).toMatch(/, 0 unchanged\n$/);
  expect(await read('generated/a/setup.sh')).toMatch(/^#!/);
  const second = await netgen('build', 't');
  expect(second.out).toMatch(/^0 written, \d+ unchanged\n$/);
});

test('an error anywhere leaves all outputs as they were', async () => {
  await write('t/a.md', lesson('a'));
  await netgen('build', 't');
  const before = await read('generated/a/plan.json');
  await write('t/a.md', lesson('a', '192.0.2.9/24'));
  await write('t/b.md', lesson('b', '192.0.2.1/24'));
  const { code, out, err } = await netgen('build', 't');
  expect(code).toBe(1);
  expect(out).toBe('');
  expect(err).toContain('error[duplicate-address]');
  expect(err).toContain('Nothing was written; generated/ is as it was.');
  expect(await read('generated/a/plan.json')).toBe(before);
  await expect(read('generated/b/plan.json')).rejects.toThrow('ENOENT');
});

test('--check writes nothing, shows a diff, and fails', async () => {
  await write('a.md', lesson('a'));
  expect((await netgen('build', 'a.md', '--check')).code).toBe(1);
  await expect(read('generated/a/setup.sh')).rejects.toThrow('ENOENT');
  await netgen('build', 'a.md');
  expect(await netgen('build', 'a.md', '--check')).toMatchObject({ code: 0, err: '' });
  await appendFile(join(folder, 'generated/a/teardown.sh'), 'echo mine\n');
  await write('generated/a/extra.txt', 'whose?');
  const { code, out } = await netgen('build', 'a.md', '--check');
  expect(code).toBe(1);
  expect(out).toContain('generated/a/teardown.sh: not what the tutorials say\n');
  expect(out).toContain('-echo mine');
  expect(out).toContain('generated/a/extra.txt: not written by netgen\n');
  expect(await read('generated/a/teardown.sh')).toMatch(/echo mine\n$/);
});

/** Writes into `generated` like another netgen, as long as `action` takes. */
const whileTaken = (action: () => Promise<void>) =>
  withLock(join(folder, 'generated'), { waiting: () => undefined }, action);

test.each([
  ['build', 'a.md'],
  ['site', 'a.md', '--out', 'generated'],
])('%s waits for another netgen that writes into the folder', async (...command) => {
  await write('a.md', lesson('a'));
  const io = testIo(folder);
  let second: Promise<number> | undefined;
  await whileTaken(async () => {
    second = run(command, io);
    await expect.poll(() => io.written.err).toBe('generated: another netgen writes there; waiting for it to end\n');
  });
  expect(await second).toBe(0);
});

test('two at once into one folder: each has its files, and owns them', async () => {
  await write('a.md', lesson('a'));
  await write('b.md', lesson('b'));
  expect(await Promise.all([netgen('build', 'a.md'), netgen('build', 'b.md')])).toMatchObject([
    { code: 0 },
    { code: 0 },
  ]);
  await netgen('build', '.');
  expect(await netgen('build', '.', '--check')).toMatchObject({ code: 0, err: '' });
  await rm(join(folder, 'a.md'));
  expect((await netgen('build', 'b.md')).out).toMatch(/^generated\/a\/ {2}8 removed$/m);
});

test('--check waits for nobody', async () => {
  await write('a.md', lesson('a'));
  await netgen('build', 'a.md');
  await whileTaken(async () => {
    expect(await netgen('build', 'a.md', '--check')).toMatchObject({ code: 0, err: '' });
  });
});

test('--watch that waits for another ends when it is told to', async () => {
  await write('a.md', lesson('a'));
  const stop = new AbortController();
  const io = { ...testIo(folder), stop: stop.signal };
  await whileTaken(async () => {
    const ended = run(['build', 'a.md', '--watch'], io);
    await expect.poll(() => io.written.err).toContain('waiting for it to end\n');
    stop.abort();
    expect(await ended).toBe(3);
  });
  expect(io.written.err).toContain('netgen: generated: another netgen writes there; it is as that one leaves it\n');
});

test('an empty path, as an unset variable gives, is not the current folder', async () => {
  await write('a.md', lesson('a'));
  const { code, err } = await netgen('build', '');
  expect({ code, err }).toMatchObject({ code: 2, err: expect.stringContaining('a path is empty') });
});

test('outputs of a tutorial that is gone go with it; those of others stay', async () => {
  await write('t/a.md', lesson('a'));
  await write('t/b.md', lesson('b'));
  await netgen('build', 't');
  await rm(join(folder, 't/a.md'));
  expect((await netgen('build', 't', '--check')).out).toContain('generated/a/setup.sh: made by no tutorial any more');
  expect((await netgen('build', 't')).out).toMatch(/^generated\/a\/ {2}8 removed$/m);
  await expect(read('generated/a/setup.sh')).rejects.toThrow('ENOENT');
  expect(await read('generated/b/setup.sh')).toMatch(/^#!/);
});

test('what an earlier build made of another tutorial is not replaced while that one is there', async () => {
  await write('d/one.md', lesson('first'));
  await write('d/sub/one.md', lesson('second'));
  await write('d/two.md', lesson('first', '192.0.2.3/24'));
  await netgen('build', 'd/one.md');
  const before = await read('generated/.netgen-files');
  const sameFile = await netgen('build', 'd/sub/one.md');
  expect(sameFile).toEqual({
    code: 1,
    out: '',
    err: expect.stringMatching(
      /^generated\/one\/\S+: d\/one\.md was built to this file, and is still there; build both .*\nNothing was written\.\n$/,
    ),
  });
  const sameLab = await netgen('build', 'd/two.md', '--check');
  expect(sameLab).toMatchObject({ code: 1, out: '' });
  expect(sameLab.err).toMatch(/^generated\/ansible_collections\/\S+: d\/one\.md was built to this file/);
  expect((await netgen('build', 'd')).err).toContain('error[lab-defined-twice]');
  expect(await read('generated/.netgen-files')).toBe(before);
});

test('a tutorial that has a new name takes its outputs along; a lab that has a new tutorial does so if both are built', async () => {
  await write('d/one.md', lesson('first'));
  await netgen('build', 'd/one.md');
  await rename(join(folder, 'd/one.md'), join(folder, 'd/two.md'));
  expect(await netgen('build', 'd/two.md')).toMatchObject({ code: 0, err: '' });
  await write('d/three.md', lesson('first'));
  await write('d/two.md', lesson('other'));
  expect(await netgen('build', 'd/three.md')).toMatchObject({ code: 1 });
  expect(await netgen('build', 'd')).toMatchObject({ code: 0, err: '' });
});

test('a tutorial is the same from wherever it is built, by whatever path', async () => {
  await write('d/one.md', lesson('first'));
  await netgen('build', 'd/one.md');
  await symlink(join(folder, 'd'), join(folder, 'link'));
  await write('d/one.md', lesson('first', '192.0.2.3/24'));
  const fromBelow = testIo(join(folder, 'd'));
  expect(await run(['build', 'one.md', '--out', '../generated'], fromBelow)).toBe(0);
  expect(fromBelow.written).toMatchObject({ err: '' });
  expect(await netgen('build', 'link/one.md')).toMatchObject({ code: 0, err: '' });
  expect(await netgen('build', 'd/one.md', '--out', 'link/../generated')).toMatchObject({ code: 0, err: '' });
});

test('a file without a topology block: an error by name, passed over in a folder', async () => {
  await write('t/README.md', '# About these lessons\n');
  await write('t/a.md', lesson('a'));
  const inFolder = await netgen('build', 't');
  expect(inFolder).toMatchObject({ code: 0, err: 't/README.md: passed over, no topology block\n' });
  const byName = await netgen('build', 't/README.md');
  expect(byName.code).toBe(1);
  expect(byName.err).toContain('error[no-topology]');
  expect(byName.err).toContain('help: ');
});

test('--lab builds the tutorials that hold it, and knows which there are', async () => {
  await write('t/a.md', lesson('a'));
  await write('t/b.md', lesson('b'));
  expect((await netgen('build', 't', '--lab', 'b')).code).toBe(0);
  await expect(read('generated/a/setup.sh')).rejects.toThrow('ENOENT');
  expect(await read('generated/b/setup.sh')).toMatch(/^#!/);
  const none = await netgen('build', 't', '--lab', 'c');
  expect(none).toMatchObject({ code: 2, err: 'netgen: there is no lab c; there is a, b\n' });
});

test('one lab in two tutorials is an error that shows both', async () => {
  await write('t/a.md', lesson('same'));
  await write('t/b.md', lesson('same'));
  const { code, err } = await netgen('build', 't');
  expect(code).toBe(1);
  expect(err).toContain('error[lab-defined-twice]');
  expect(err).toContain('t/b.md:3:1');
  expect(err).toContain('t/a.md:3:1');
});

test('another format is all that standard output holds', async () => {
  await write('a.md', lesson('a', '192.0.2.1/24'));
  const { code, out } = await netgen('build', 'a.md', '--format', 'json');
  expect(code).toBe(1);
  expect(JSON.stringify(JSON.parse(out))).toContain('duplicate-address');
});

test('an output folder that cannot be made is the fault of the machine', async () => {
  await write('a.md', lesson('a'));
  await write('blocked', 'a file');
  const { code, err } = await netgen('build', 'a.md', '--out', 'blocked/below');
  expect(code).toBe(3);
  expect(err).toMatch(/^netgen: \/.*\/blocked\/below: not a directory\n$/);
});

/** Evidence of some lab `a`. */
const evidence = () => {
  const where = { place: 'sandbox', kernel: '6.12.41', iproute2: '6.15.0', nft: '1.1.3', bash: '5.2.37' } as const;
  const rows = [{ what: 'check', text: 'left reaches right', result: 'ok' }] as const;
  return formatEvidence({ labs: [{ lab: 'a', verified: '0'.repeat(64), where, steps: [{ step: '1', rows }] }] });
};

test('evidence lives as long as its tutorial', async () => {
  await write('t/a.md', lesson('a'));
  await write('t/b.md', lesson('b'));
  await netgen('build', 't');
  await write('generated/a/evidence.json', evidence());
  const built = await netgen('build', 't');
  expect(built.code).toBe(0);
  expect(built.err).toContain('warning[stale-evidence]');
  expect(await read('generated/a/evidence.json')).toBe(evidence());
  expect(await read('generated/.netgen-files')).toContain('a/evidence.json');
  await netgen('build', 't/b.md');
  await netgen('build', 't', '--lab', 'b');
  expect(await read('generated/a/evidence.json')).toBe(evidence());
  await rm(join(folder, 't/a.md'));
  expect((await netgen('build', 't')).out).toMatch(/^generated\/a\/ {2}9 removed$/m);
  await expect(read('generated/a/evidence.json')).rejects.toThrow('ENOENT');
});

test('stale evidence is reported by check, and fails build --check alone', async () => {
  await write('a.md', lesson('a'));
  await netgen('build', 'a.md', '--out', 'out of here');
  await write('out of here/a/evidence.json', evidence());
  await netgen('build', 'a.md', '--out', 'out of here');
  const compared = await netgen('build', 'a.md', '--check', '--out', 'out of here');
  expect(compared).toMatchObject({ code: 1, out: expect.stringMatching(/^\d+ unchanged\n$/) });
  expect(compared.err).toContain("verify it again: netgen verify a.md --out 'out of here'");
  const checked = await netgen('check', 'a.md', '--out', 'out of here');
  expect(checked.code).toBe(0);
  expect(checked.err).toContain('warning[stale-evidence]');
  expect(await netgen('check', 'a.md')).toMatchObject({ code: 0, err: '' });
});

test('what is no evidence is not taken for any, and is not overwritten', async () => {
  await write('a.md', lesson('a'));
  await netgen('build', 'a.md');
  await write('generated/a/evidence.json', '<<<<<<< HEAD\n');
  expect(await netgen('build', 'a.md')).toMatchObject({ code: 0, err: '' });
  expect((await netgen('build', 'a.md', '--check')).out).toContain('a/evidence.json: not written by netgen');
  expect(await read('generated/a/evidence.json')).toBe('<<<<<<< HEAD\n');
});
