// Loads the built program, which lies beside the entries in dist/.
// It is CommonJS once built: V8's compiled code of a CommonJS program can be kept in a file, that of ES modules cannot on Node 20.
import module from 'node:module';
import { join } from 'node:path';
import { fromKeptCode } from './kept-code.ts';

/** What program.js exports: src/cli/program.ts. */
type Program = typeof import('./program.ts');

function fromSource(file: string): Program {
  // Keeps V8's compiled code between runs, where Node can (22.8 and later).
  const { enableCompileCache } = module as { enableCompileCache?: () => unknown };
  enableCompileCache?.();
  return require(file);
}

/** What the built program exports. */
export function loadProgram(): Program {
  const file = join(__dirname, 'program.js');
  return (fromKeptCode(file) as Program | undefined) ?? fromSource(file);
}
