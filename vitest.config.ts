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

/** What starts processes, apart from the rest: test/run runs the two at once. */
const programs = ['commands', 'files', 'hostile', 'sandbox', 'serve', 'verify-vm'].map(
  (name) => `test/${name}/**/*.test.ts`,
);
programs.push('test/prediction/kernel.test.ts', 'test/readme.test.ts');

/** Those that replace modules, or ask how much memory they take; all others share a process, which spares them the loading of every module anew. */
const replacing = ['device-kind', 'kind-of-the-test', 'same-option'].map((name) => `test/kinds/${name}.test.ts`);
const measuring = ['test/files/killed.test.ts', 'test/hostile/growth.test.ts'];

export default defineConfig({
  plugins: [templates],
  test: {
    projects: [
      { extends: true, test: { name: 'unit alone', include: replacing } },
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [...replacing, ...measuring, ...programs],
          isolate: false,
        },
      },
      { extends: true, test: { name: 'programs alone', include: measuring } },
      { extends: true, test: { name: 'programs', include: programs, exclude: measuring, isolate: false } },
    ],
    // Far more than anything takes on a slow and busy machine: it ends what hangs, and judges nobody's speed.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    expect: { poll: { timeout: 120_000 } },
    setupFiles: ['test/chance.ts'],
  },
});
