// What a build keeps for the next one: taken only while inputs, program and files on the disk are the same.
import { appendFile, chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildTutorials } from '../../src/cli/commands/build-tutorials.ts';
import { KeptBuilds, keptBuilds } from '../../src/cli/commands/kept-builds.ts';
import { joinFiles } from '../../src/compile.ts';
import { writeOutputs } from '../../src/files/write-outputs.ts';
import { testIo } from './test-io.ts';

let folder: string;

const lesson = (lab: string) => `# Lesson

\`\`\`topology
lab: ${lab}
nodes: [left, right, spare]
links:
  - left:eth0 192.0.2.1/24 -- right:eth0 192.0.2.2/24
checks:
  - left reaches right
\`\`\`
`;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'netgen-kept-'));
  await writeFile(join(folder, 'a.md'), lesson('a'));
  await writeFile(join(folder, 'b.md'), lesson('b'));
});

afterEach(() => rm(folder, { recursive: true }));

/** One build as `netgen build` does it; gives the tutorials that were made anew, and what is said of all. */
async function build(program = 'this', paths = ['a.md', 'b.md']) {
  const io = testIo(folder);
  const kept = new KeptBuilds(join(folder, 'cache/kept.json'), program, 'out', io);
  const built = await buildTutorials(paths, 'out', { files: 'all' }, io, kept);
  const files = joinFiles(built.files, built.lessons);
  const { standing } = kept;
  const written = writeOutputs(files, join(folder, 'out'), 'write', { base: folder, empty: built.empty, standing });
  await kept.save(new Map(written.made.map(({ path, hash }) => [path, hash])));
  const titles = built.lessons.map(({ tutorial }) => tutorial.name);
  return { made: built.changed, changes: written.changes.map(({ path }) => path), titles, said: built.diagnostics };
}

/** All that a build from nothing would write, by path. */
async function fresh() {
  const built = await buildTutorials(['a.md', 'b.md'], 'out', { files: 'all' }, testIo(folder));
  return joinFiles(built.files, built.lessons);
}

test('what nothing has happened to is not made again, and said to be as it was', async () => {
  const first = await build();
  expect(first.made).toEqual(['a.md', 'b.md']);
  expect(await build()).toEqual({ ...first, made: [], changes: [] });
  expect(first.said.map(({ code }) => code)).toEqual(['unused-node', 'unused-node']);
});

test('a tutorial that was edited is made again, and no other', async () => {
  await build();
  await appendFile(join(folder, 'a.md'), '\nMore.\n');
  const { made, changes } = await build();
  expect(made).toEqual(['a.md']);
  expect(changes).toContain('a/tutorial.md');
  for (const { path, text } of await fresh())
    expect(await readFile(join(folder, 'out', path), 'utf8'), path).toBe(text);
  expect((await build()).made).toEqual([]);
});

test('a file that was edited, lost or given another mode is made again', async () => {
  await build();
  await appendFile(join(folder, 'out/a/setup.sh'), '# mine\n');
  expect(await build()).toMatchObject({ made: ['a.md'], changes: ['a/setup.sh'] });
  await rm(join(folder, 'out/a/step-1.svg'));
  expect(await build()).toMatchObject({ made: ['a.md'], changes: ['a/step-1.svg'] });
  await chmod(join(folder, 'out/b/setup.sh'), 0o644);
  expect(await build()).toMatchObject({ made: ['b.md'], changes: ['b/setup.sh'] });
});

test('evidence that has come since counts', async () => {
  await build();
  await writeFile(join(folder, 'out/a/evidence.json'), '{}\n');
  expect((await build()).made).toEqual(['a.md']);
});

test('another program, or a list that is not as it was written, is no reason to trust', async () => {
  await build();
  expect((await build('another')).made).toEqual(['a.md', 'b.md']);
  const path = join(folder, 'cache/kept.json');
  const text = await readFile(path, 'utf8');
  for (const damaged of [text.replace('"title":"Lesson"', '"title":"Mishap"'), text.slice(0, 100), '', 'another {}']) {
    await writeFile(path, damaged);
    expect((await build('another')).made).toEqual(['a.md', 'b.md']);
  }
});

test('tutorials that are built by themselves do not push out the others; those that are gone do not stay', async () => {
  await build();
  expect((await build('this', ['a.md'])).made).toEqual([]);
  await appendFile(join(folder, 'a.md'), '\nMore.\n');
  expect((await build('this', ['a.md'])).made).toEqual(['a.md']);
  expect((await build()).made).toEqual([]);
  await rm(join(folder, 'b.md'));
  await appendFile(join(folder, 'a.md'), '\nMore.\n');
  await build('this', ['a.md']);
  expect(await readFile(join(folder, 'cache/kept.json'), 'utf8')).not.toContain('"b.md"');
});

test('a cache that cannot be written is done without', async () => {
  await writeFile(join(folder, 'cache'), '');
  expect((await build()).made).toEqual(['a.md', 'b.md']);
  expect((await build()).made).toEqual(['a.md', 'b.md']);
});

test('sources that are run as they are keep nothing: nobody knows their bytes', () => {
  expect(keptBuilds('out', testIo(folder, { HOME: folder }))).toBeUndefined();
});
