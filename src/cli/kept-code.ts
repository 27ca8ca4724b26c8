// Runs a built program from the compiled code that the build of netgen has kept beside it: it starts in half the time.
import { readFileSync } from 'node:fs';
import module from 'node:module';
import { dirname, join, parse } from 'node:path';
import { Script } from 'node:vm';

function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

/**
 * What a CommonJS program exports, run from the compiled code that the build has kept for this V8; undefined if there is none
 * that fits. V8 itself refuses code of another version or under other flags of `node`, and code of a source of another length.
 */
export function fromKeptCode(file: string): unknown {
  const { dir, name } = parse(file);
  const cachedData = readIfThere(join(dir, `${name}-${process.versions.v8}.cache`));
  if (cachedData === undefined) return undefined;
  const script = new Script(module.wrap(readFileSync(file, 'latin1')), { filename: file, cachedData });
  if (script.cachedDataRejected) return undefined;
  const loaded = { exports: {} };
  script.runInThisContext()(loaded.exports, module.createRequire(file), loaded, file, dirname(file));
  return loaded.exports;
}
