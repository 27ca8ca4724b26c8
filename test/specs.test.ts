// Runs every example of docs/diagnostics, src/kinds and test/specs. UPDATE_SPECS=1 writes down what the compiler says now.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, relative, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { fitsAll } from '../src/transcripts/answer.ts';
import { type Case, readSpec, type Spec } from './spec-runner/read-spec.ts';
import { type Rewrite, rewriteSpec } from './spec-runner/rewrite-spec.ts';
import { runCase } from './spec-runner/run-case.ts';

const root = resolve(import.meta.dirname, '..');
const update = process.env['UPDATE_SPECS'] === '1';

const pagesIn = (folder: string): string[] =>
  readdirSync(resolve(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md') && name !== 'README.md')
    .map((name) => resolve(root, folder, name));

/** True if a fence shows what there is; `...` alone on a line stands for any lines. */
const shows = (fence: string, actual: string): boolean =>
  fitsAll(
    fence.split('\n').map((text) => ({ text, gap: text === '...', fits: (line) => line === text })),
    actual.split('\n'),
  );

/** Holds an example to its expectations; gives those to rewrite instead, when updating. */
function tryCase(example: Case): Rewrite[] {
  const outcome = runCase(example);
  const wrong = example.expectations
    .map((expectation) => ({ expectation, actual: outcome.says(expectation) }))
    .filter(({ expectation: { text }, actual }) => !shows(text, actual));
  if (update) return wrong;
  for (const { expectation, actual } of wrong) expect(actual).toBe(expectation.text);
  if (!example.expectations.some(({ language }) => language === 'diagnostics')) expect(outcome.codes).toEqual([]);
  return [];
}

function describePage(path: string, more: (spec: Spec) => void): void {
  describe(relative(root, path).replaceAll('\\', '/'), () => {
    const text = readFileSync(path, 'utf8');
    const spec = readSpec(text);
    const rewrites: Rewrite[] = [];
    test('has examples', () => {
      expect(spec.cases.length).toBeGreaterThan(0);
    });
    for (const example of spec.cases) {
      test(example.name, () => {
        rewrites.push(...tryCase(example));
      });
    }
    more(spec);
    afterAll(() => {
      if (rewrites.length > 0) writeFileSync(path, rewriteSpec(text, rewrites));
    });
  });
}

const among = ({ cases }: Spec, section: string): Case[] => cases.filter((example) => example.section[0] === section);

for (const path of pagesIn('docs/diagnostics')) {
  const code = basename(path, '.md');
  describePage(path, (spec) => {
    test('reports its code in every example of Reported', () => {
      const reported = among(spec, 'Reported');
      expect(reported.length).toBeGreaterThan(0);
      for (const example of reported) {
        expect(runCase(example).codes, example.name).toContain(code);
        expect(example.expectations.map(({ language }) => language)).toContain('diagnostics');
      }
    });
    test('reports nothing in any example of Accepted', () => {
      const accepted = among(spec, 'Accepted');
      expect(accepted.length).toBeGreaterThan(0);
      for (const example of accepted) expect(runCase(example).codes, example.name).toEqual([]);
    });
  });
}

for (const path of ['test/specs', 'src/kinds'].flatMap(pagesIn)) describePage(path, () => undefined);
