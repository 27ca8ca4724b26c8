// Unit tests and specs; all other tests belong to bats.
import { availableParallelism } from 'node:os';
import { dirname, resolve } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
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

/** What sets labs up takes longest: first, or one processor waits for the other at the end. */
class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isSlow = ({ moduleId }: TestSpecification) => Number(/\/test\/(hostile\/execute|sandbox\/)/.test(moduleId));
    return (await super.sort(files)).toSorted((a, b) => isSlow(b) - isSlow(a));
  }
}

export default defineConfig({
  plugins: [templates],
  // As a rule one processor is left to others: of two, that is half.
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 20_000,
    hookTimeout: 60_000, // a sandbox opens in one
    expect: { poll: { timeout: 15_000 } },
    maxWorkers: availableParallelism(),
    sequence: { sequencer: SlowFirst },
  },
});
