#!/usr/bin/env node
// The entry of the program: says so in plain words where Node is too old, then starts the command line, which lies beside it.
// It is CommonJS once built: V8's compiled code of a CommonJS program can be kept in a file, that of ES modules cannot on Node 20.
import { readFileSync } from 'node:fs';
import module from 'node:module';
import { join } from 'node:path';
import { Script } from 'node:vm';

/** What program.js exports: src/program.ts. */
type Program = typeof import('./program.ts');

const file = join(__dirname, 'program.js');

function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

/**
 * The program, run from the compiled code that the build has kept for this V8; undefined if there is none that fits. V8
 * itself refuses code of another version or under other flags of `node`, and code of a source of another length.
 */
function fromKeptCode(): Program | undefined {
  const cachedData = readIfThere(join(__dirname, `program-${process.versions.v8}.cache`));
  if (cachedData === undefined) return undefined;
  const script = new Script(module.wrap(readFileSync(file, 'latin1')), { filename: file, cachedData });
  if (script.cachedDataRejected) return undefined;
  const loaded = { exports: {} as Program };
  script.runInThisContext()(loaded.exports, require, loaded, file, __dirname);
  return loaded.exports;
}

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
  void (fromKeptCode() ?? fromSource()).start();
}
