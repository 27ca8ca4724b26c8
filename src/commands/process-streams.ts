// The standard streams of the process, which may break under the program: the reader of a pipe leaves, or a disk is full.
import { getSystemErrorMap } from 'node:util';
import { exitCode } from './io.ts';

function reasonOf({ errno, message }: NodeJS.ErrnoException): string {
  const [, reason] = (errno === undefined ? undefined : getSystemErrorMap().get(errno)) ?? [];
  return reason ?? message;
}

/** Lets the command do its work to the end whatever becomes of the streams; what it gives takes the exit code of the command. */
export function outliveStreams(): (code: number) => void {
  let lost = false;
  // Nobody can be told what became of standard error; the exit code is left.
  process.stderr.on('error', () => undefined);
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // A reader that went away (`netgen inspect … | head`) has read what it wanted.
    if (error.code === 'EPIPE' || lost) return;
    lost = true;
    process.stderr.write(`netgen: standard output cannot be written: ${reasonOf(error)}\n`);
    // The last write may fail after the command has ended.
    process.exitCode = exitCode.environment;
  });
  return (code) => {
    process.exitCode = lost ? exitCode.environment : code;
  };
}
