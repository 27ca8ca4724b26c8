// What is foretold of the labs of this repository is what their checks say, which were all tried on a kernel.
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { foretell } from '../../src/checks/list.ts';
import { buildLabs } from '../../src/model/build-labs.ts';
import { readTutorial } from '../../src/source/read-tutorial.ts';

const root = resolve(import.meta.dirname, '../..');
const pages = ['tutorials', 'src/kinds', 'test/checks'].flatMap((folder) =>
  readdirSync(resolve(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name)),
);

test('no check of a lesson or of a page is foretold to fail, and of most it is known', () => {
  const all = pages.flatMap((page) => {
    const { tutorial } = readTutorial(page, readFileSync(resolve(root, page)));
    const steps = tutorial === undefined ? [] : buildLabs(tutorial).labs.flatMap((lab) => lab.steps);
    return steps.flatMap(({ checks, state }) =>
      checks
        .filter(({ is }) => is === 'reach' || is === 'sees')
        .map((check) => ({ page, text: check.text, ...foretell(check, state) })),
    );
  });
  const wrong = all.flatMap((one) => (one.is === 'fails' ? [`${one.page}: ${one.text}: ${one.label}`] : []));
  expect(wrong).toEqual([]);
  expect(all.filter(({ is }) => is === 'holds').length / all.length).toBeGreaterThan(0.8);
});
