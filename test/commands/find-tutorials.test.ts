// Which files the paths of a command line stand for.
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findTutorials } from '../../src/cli/tutorials/find.ts';

let folder: string;

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'netgen-find-')));
});

afterEach(() => rm(folder, { recursive: true }));

async function files(...paths: string[]): Promise<void> {
  for (const path of paths) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), '');
  }
}

const found = async (...paths: string[]) => (await findTutorials(paths, folder)).map(({ file }) => file);

test('a folder gives its Markdown files, sorted by the bytes of their paths', async () => {
  await files('t/b.md', 't/a/z.md', 't/B.md', 't/a.txt', 't/ä.md', 't/a.MD');
  expect(await found('t')).toEqual(['t/B.md', 't/a/z.md', 't/a.MD', 't/b.md', 't/ä.md']);
});

test('hidden, generated and node_modules are passed over', async () => {
  await files('.git/a.md', 'node_modules/x/README.md', 'generated/01/tutorial.md', 'x/generated/t.md', 'ok.md');
  expect(await found('.')).toEqual(['ok.md']);
});

test('a loop of links ends, and a link that leads nowhere is no tutorial', async () => {
  await files('t/a.md', 'elsewhere/b.md');
  await symlink('..', join(folder, 't', 'loop'));
  await symlink('../elsewhere', join(folder, 't', 'linked'));
  await symlink('nowhere.md', join(folder, 't', 'broken.md'));
  expect(await found('t')).toEqual(['t/a.md', 't/linked/b.md']);
});

test('the same file is read once, however it is named', async () => {
  await files('t/a.md');
  expect(await found('t/a.md', './t/../t/a.md', 't', join(folder, 't/a.md'))).toEqual(['t/a.md']);
});

test('a file that the user wrote is known as named, one of a folder is not', async () => {
  await files('t/a.md', 't/b.md');
  expect(await findTutorials(['t/b.md', 't'], folder)).toEqual([
    { file: 't/b.md', named: true },
    { file: 't/a.md', named: false },
  ]);
});

test('names that are not UTF-8, and loops of links, are told in a sentence', async () => {
  await mkdir(join(folder, 't'));
  await writeFile(Buffer.concat([Buffer.from(join(folder, 't', 'a')), Buffer.from([0xff]), Buffer.from('.md')]), '');
  await expect(found('t')).rejects.toThrow(/t\/a\uFFFD\.md: the name is not UTF-8; rename it$/);
  await expect(found('t/a\uFFFD.md')).rejects.toThrow(/: the name is not UTF-8; rename it$/);
  await symlink('self.md', join(folder, 'self.md'));
  await expect(found('self.md')).rejects.toThrow('self.md: too many symbolic links encountered');
  await expect(found(`${'x'.repeat(300)}.md`)).rejects.toThrow(/: name too long$/);
});

test('what is not there, or no Markdown, is a wrong usage', async () => {
  await files('notes.txt');
  await expect(found('gone.md')).rejects.toThrow('gone.md: no such file or folder');
  await expect(found('notes.txt')).rejects.toThrow('notes.txt: a tutorial is a Markdown file whose name ends in .md');
});
