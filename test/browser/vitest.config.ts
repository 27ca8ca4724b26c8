// The tests in a real browser: a suite of their own, for they need Chromium and the built program.
import { resolve } from 'node:path';
import unit from '../../vitest.config.ts';

// biome-ignore lint/style/noDefaultExport: vitest takes its configuration so
export default {
  ...unit,
  root: resolve(import.meta.dirname, '../..'),
  test: {
    include: ['test/browser/*.browser.ts'],
    testTimeout: 240_000,
    hookTimeout: 240_000,
    expect: { poll: { timeout: 120_000 } },
    // One browser at a time: two processors are shared by the browser, its pages and what is tested.
    fileParallelism: false,
  },
};
