// The run of random labs: a suite of its own, for it takes long.
import { resolve } from 'node:path';
import unit from '../../../vitest.config.ts';

// biome-ignore lint/style/noDefaultExport: vitest takes its configuration so
export default {
  ...unit,
  root: resolve(import.meta.dirname, '../../..'),
  // What was recorded is judged only where a record is named: see recorded.judged.ts.
  test: {
    include: [`test/long/random/*.${process.env['PREDICTION_RECORDED'] === undefined ? 'random' : 'judged'}.ts`],
  },
};
