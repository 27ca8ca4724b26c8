// The output folder as commands see it: where it is, whose turn it is to write there, what it keeps of tutorials.
import { posix, resolve } from 'node:path';
import type { KeptEvidence } from '../compile.ts';
import { withLock } from '../files/lock.ts';
import { OutputFolder } from '../files/output-folder.ts';
import type { Blocked } from '../files/write-outputs.ts';
import { evidencePath } from '../outputs/output.ts';
import { shellWord } from '../outputs/quote.ts';
import { tutorialName } from '../source/tutorial-name.ts';
import { EnvironmentError, type Io } from './io.ts';

/** Where outputs are, if the command line does not say. */
export const defaultOut = 'generated';

/** Carries out `action`, from its reading on, alone among all processes that write into `out`. Not to be nested. */
export function oneAtATime<T>(out: string, io: Io, action: () => Promise<T>): Promise<T> {
  const waiting = () => io.err(`${out}: another netgen writes there; waiting for it to end\n`);
  return withLock(resolve(io.folder, out), { waiting, stop: io.stop }, action).catch((error) => {
    if (error !== io.stop?.reason) throw error;
    throw new EnvironmentError(`${out}: another netgen writes there; it is as that one leaves it`);
  });
}

/** Tells what is in the way of writing; true if something is. */
export function tellBlocked(blocked: readonly Blocked[], out: string, io: Io): boolean {
  for (const { path, reason } of blocked) io.err(`${posix.join(out, path)}: ${reason}\n`);
  if (blocked.length > 0) io.err('Nothing was written.\n');
  return blocked.length > 0;
}

/** Looks for the evidence of tutorials in an output folder. What cannot be read is none: it keeps nobody from building. */
export function evidenceIn(out: string, io: Io): (file: string) => { readonly evidence?: KeptEvidence } {
  const folder = new OutputFolder(resolve(io.folder, out));
  const where = out === defaultOut ? '' : ` --out ${shellWord(out)}`;
  return (file) => {
    try {
      const found = folder.read(evidencePath(tutorialName(file)));
      if (found === undefined) return {};
      return { evidence: { text: found.bytes.toString('utf8'), verify: `netgen verify ${shellWord(file)}${where}` } };
    } catch {
      return {};
    }
  };
}
