// Replaces a file of the user's at once: there is never half of it, and never another's change lost.
import { chmodSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * Puts `made` in the place of a file that still has to hold `read`; its mode stays, and a link stays a link. Throws an error with
 * the code ESTALE if it holds something else by now, or with that of the system if it cannot be written; then it is as it was.
 */
export function replaceFile(path: string, read: Uint8Array, made: Uint8Array): void {
  const target = realpathSync(path);
  const { mode } = statSync(target);
  const staged = join(dirname(target), `.${basename(target)}.netgen-${process.pid}`);
  try {
    writeFileSync(staged, made, { flag: 'wx' });
    chmodSync(staged, mode & 0o7777);
    if (!readFileSync(target).equals(read)) throw Object.assign(new Error(`${path} has changed`), { code: 'ESTALE' });
    renameSync(staged, target);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') rmSync(staged, { force: true });
    throw error;
  }
}
