// The pipeline as a bundle for browsers: it needs nothing of Node, so a page compiles a lesson to the very files of `netgen build`.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as esbuild from 'esbuild';
import { expect, test } from 'vitest';
import { templates } from '../../esbuild.config.js';
import { openPage, root, startBrowser } from './browser.ts';

/** What a page calls. */
const entry = `
  import { compileTutorial, renderLessons } from './src/compile.ts';
  self.compile = async ([file, text, evidence]) => {
    const kept = { text: evidence, verify: 'netgen verify' };
    const { lesson, diagnostics } = compileTutorial(file, new TextEncoder().encode(text), kept);
    return { files: lesson ? await renderLessons([lesson]) : [], problems: diagnostics.map(({ code }) => code) };
  };`;

interface Compiled {
  readonly files: readonly { readonly path: string; readonly text: string }[];
  readonly problems: readonly string[];
}

test('a page compiles a lesson, with its picture and its evidence', async () => {
  const { outputFiles } = await esbuild.build({
    stdin: { contents: entry, resolveDir: root },
    bundle: true,
    write: false,
    platform: 'browser',
    format: 'iife',
    alias: { handlebars: 'handlebars/runtime.js' },
    plugins: [templates],
    logLevel: 'error',
  });
  const kept = (path: string): string => readFileSync(join(root, path), 'utf8');
  const browser = await startBrowser();
  try {
    const { page, complaints } = await openPage(browser, 'about:blank');
    await page.evaluate(outputFiles[0]?.text ?? '');
    const lesson = [
      'tutorials/03-masquerade.md',
      kept('tutorials/03-masquerade.md'),
      kept('generated/03-masquerade/evidence.json'),
    ];
    const { files, problems }: Compiled = await page.evaluate(`compile(${JSON.stringify(lesson)})`);
    expect(problems).toEqual([]);
    const own = files.filter(({ path }) => path.startsWith('03-masquerade/'));
    expect(own.map(({ path }) => path.slice('03-masquerade/'.length))).toEqual(
      readdirSync(join(root, 'generated/03-masquerade')),
    );
    for (const { path, text } of own) expect(text, path).toBe(kept(`generated/${path}`));
    expect(complaints).toEqual([]);
  } finally {
    await browser.close();
  }
});
