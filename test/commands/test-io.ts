// A world for commands under test: a folder, streams that are kept, no colour.
import type { Io } from '../../src/cli/io.ts';

/** An `Io` whose output can be read. */
export interface TestIo extends Io {
  readonly written: { out: string; err: string };
}

/** A world whose relative paths start in `folder`. */
export function testIo(folder: string, environment: Io['environment'] = {}): TestIo {
  const written = { out: '', err: '' };
  return {
    written,
    out: (text) => {
      written.out += text;
    },
    err: (text) => {
      written.err += text;
    },
    folder,
    environment,
    colour: { out: false, err: false },
  };
}
