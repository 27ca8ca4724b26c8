#!/usr/bin/env node
// The entry of the program: says so in plain words where Node is too old, then starts the command line, which lies beside it.
// It is CommonJS once built: V8's compiled code of a CommonJS program can be kept in a file, that of ES modules cannot on Node 20.
import module from 'node:module';
import { join } from 'node:path';
import { fromKeptCode } from './kept-code.ts';

/** What program.js exports: src/program.ts. */
type Program = typeof import('./program.ts');

const file = join(__dirname, 'program.js');

function fromSource(): Program {
  // Keeps V8's compiled code between runs, where Node can (22.8 and later).
  const { enableCompileCache } = module as { enableCompileCache?: () => unknown };
  enableCompileCache?.();
  return require(file);
}

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`netgen needs Node 20.19 or newer; this is Node ${process.versions.node}.\n`);
  process.exitCode = 3;
} else {
  const program = fromKeptCode(file) as Program | undefined;
  void (program ?? fromSource()).start();
}
