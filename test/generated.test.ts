// generated/ is what the tutorials say: the set of files, their bytes, and which may be executed.
import { readdir, readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { standingOf } from '../src/evidence/verified.ts';
import { run } from '../src/cli.ts';
import { compileTutorial } from '../src/compile.ts';
import { parseEvidence } from '../src/evidence/parse.ts';
import { testIo } from './commands/test-io.ts';

const root = resolve(import.meta.dirname, '..');

test('netgen build tutorials/ --check finds nothing to change; if it does, run: npm run generate', async () => {
  const io = testIo(root);
  const code = await run(['build', 'tutorials/', '--check'], io);
  expect(io.written).toEqual({ out: expect.stringMatching(/^\d+ unchanged\n$/), err: '' });
  expect(code).toBe(0);
});

test('every tutorial has its folder, and no folder is left of one that is gone', async () => {
  const tutorials = (await readdir(resolve(root, 'tutorials'))).map((name) => name.replace(/\.md$/, ''));
  const folders = (await readdir(resolve(root, 'generated'), { withFileTypes: true }))
    .filter((entry) => entry.isDirectory() && entry.name !== 'ansible_collections')
    .map(({ name }) => name);
  expect(folders.toSorted()).toEqual(tutorials.toSorted());
});

test('every lab of the tutorials is verified as it is; if not, run: npm run generate, on Linux', async () => {
  const standings: string[] = [];
  for (const file of await readdir(resolve(root, 'tutorials'))) {
    const name = file.replace(/\.md$/, '');
    const { lesson } = compileTutorial(`tutorials/${file}`, await readFile(resolve(root, 'tutorials', file)));
    const evidence = parseEvidence(await readFile(resolve(root, 'generated', name, 'evidence.json'), 'utf8'));
    for (const plan of lesson?.plans ?? []) {
      standings.push(`${plan.lab}: ${evidence === undefined ? 'unreadable' : standingOf({ evidence }, plan).is}`);
    }
  }
  expect(standings.length).toBeGreaterThan(0);
  expect(standings.filter((standing) => !standing.endsWith(': current'))).toEqual([]);
});
