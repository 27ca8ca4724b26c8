// The run of random labs: as long as the other unit tests together, and in need of sandboxes, so it is a suite of its own.
import { resolve } from 'node:path';
import unit from '../../../vitest.config.ts';

// biome-ignore lint/style/noDefaultExport: vitest takes its configuration so
export default {
  ...unit,
  root: resolve(import.meta.dirname, '../../..'),
  test: { include: ['test/laws/random/*.laws.ts'] },
};
