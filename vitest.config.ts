// Unit tests and specs; all other tests belong to bats.
import { dirname, resolve } from 'node:path';
import { defineConfig } from 'vitest/config';
import { loadTemplate } from './esbuild.config.js';

/** The start of an id that Vite must not take for a style or a script of its own: what is loaded is a module with a text. */
const start = '\0template:';

const templates = {
  name: 'templates',
  enforce: 'pre' as const,
  resolveId(id: string, importer: string | undefined) {
    if (!/\?(bundle|text)$/.test(id) || importer === undefined) return undefined;
    return start + resolve(dirname(importer), id).replace('?', '|');
  },
  async load(id: string) {
    if (id.startsWith(start)) return loadTemplate(id.slice(start.length).replace('|', '?'));
    return /\.(hbs|bash)$/.test(id) ? loadTemplate(id) : undefined;
  },
};

/** Those that replace modules, or ask how much memory they take; all others share a process, which spares them the loading of every module anew. */
const alone = ['device-kind', 'kind-of-the-test', 'same-option'].map((name) => `test/kinds/${name}.test.ts`);
alone.push('test/files/killed.test.ts', 'test/hostile/growth.test.ts');

export default defineConfig({
  plugins: [templates],
  test: {
    projects: [
      { extends: true, test: { name: 'alone', include: alone } },
      { extends: true, test: { name: 'shared', include: ['test/**/*.test.ts'], exclude: alone, isolate: false } },
    ],
    // Far more than anything takes on a slow and busy machine: it ends what hangs, and judges nobody's speed.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    expect: { poll: { timeout: 120_000 } },
    setupFiles: ['test/chance.ts'],
  },
});
