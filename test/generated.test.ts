// generated/ has a folder for each tutorial, and each lab in it was verified as it is. That it is what the tutorials say: test/static.
import { readdir, readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { compileTutorial } from '../src/compile.ts';
import { parseEvidence } from '../src/evidence/parse.ts';
import { standingOf } from '../src/evidence/verified.ts';

const root = resolve(import.meta.dirname, '..');

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
