// Loads the built program, which lies beside the entries in dist/, with the code that V8 compiled of it when netgen was built: it starts in half the time.
// It is CommonJS once built: V8's code cache of a CommonJS program can be kept in a file, that of ES modules cannot on Node 20.
import { readFileSync } from 'node:fs';
import module from 'node:module';
import { dirname, join, parse } from 'node:path';
import { Script } from 'node:vm';

/** What program.js exports: src/cli/program.ts. */
type Program = typeof import('./program.ts');

function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

/** What a CommonJS file exports, run from the code cache beside it; undefined if there is none that this V8 takes. */
function fromCodeCache(file: string): unknown {
  const { dir, name } = parse(file);
  const cachedData = readIfThere(join(dir, `${name}-${process.versions.v8}.cache`));
  if (cachedData === undefined) return undefined;
  const script = new Script(module.wrap(readFileSync(file, 'latin1')), { filename: file, cachedData });
  if (script.cachedDataRejected) return undefined;
  const loaded = { exports: {} };
  script.runInThisContext()(loaded.exports, module.createRequire(file), loaded, file, dirname(file));
  return loaded.exports;
}

/** What a bundle of dist/ exports. Called for each of them once. */
export function loadBundle(name: string): unknown {
  const file = join(__dirname, name);
  const loaded = fromCodeCache(file);
  if (loaded !== undefined) return loaded;
  // Node's own code cache, where it has one (22.8 and later).
  const { enableCompileCache } = module as { enableCompileCache?: () => unknown };
  enableCompileCache?.();
  return require(file);
}

/** What the built program exports. */
export const loadProgram = () => loadBundle('program.js') as Program;
