// Unit tests and specs; test/shell, test/lab and test/vm belong to bats.
import { defineConfig } from 'vitest/config';
import { loadTemplate } from './esbuild.config.js';

const templates = {
  name: 'templates',
  enforce: 'pre' as const,
  async load(id: string) {
    return /\.(hbs|bash)$/.test(id) ? loadTemplate(id) : undefined;
  },
};

export default defineConfig({
  plugins: [templates],
  test: { include: ['test/**/*.test.ts'], testTimeout: 20_000 },
});
