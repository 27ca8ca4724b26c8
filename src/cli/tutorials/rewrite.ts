// Writes a tutorial anew: whole, or not at all.
import { chmodSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { EnvironmentError, type Io } from '../io.ts';

/** Puts `made` in the place of a file that still has to hold `read`, at once: its mode stays, and a link stays a link. */
export function rewriteTutorial(file: string, read: Uint8Array, made: Uint8Array, io: Io): void {
  const target = realpathSync(resolve(io.folder, file));
  const staged = join(dirname(target), `.${basename(target)}.netgen-${process.pid}`);
  try {
    writeFileSync(staged, made);
    chmodSync(staged, statSync(target).mode & 0o7777);
    if (!readFileSync(target).equals(read))
      throw new EnvironmentError(`${file}: it has changed meanwhile; it is as it was`);
    renameSync(staged, target);
  } finally {
    rmSync(staged, { force: true });
  }
}
