// The standard streams of the process, which may break under the program: the reader of a pipe leaves, or a disk is full.
import { exitCode, systemReason } from './io.ts';

interface Streams {
  /** The reader of a stream went away: a command that has no end of its own ends. */
  readonly gone: AbortSignal;
  /** Takes the exit code of the command. */
  end(code: number): void;
}

/** Lets the command do its work to the end whatever becomes of the streams. */
export function outliveStreams(): Streams {
  let lost = false;
  const gone = new AbortController();
  // Nobody can be told what became of standard error; the exit code is left.
  process.stderr.on('error', () => gone.abort());
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') gone.abort();
    // A reader that went away (`netgen inspect … | head`) has read what it wanted.
    if (error.code === 'EPIPE' || lost) return;
    lost = true;
    process.stderr.write(`netgen: standard output cannot be written: ${systemReason(error) ?? error.message}\n`);
    // The last write may fail after the command has ended.
    process.exitCode = exitCode.environment;
  });
  return {
    gone: gone.signal,
    end: (code) => {
      process.exitCode = lost ? exitCode.environment : code;
    },
  };
}
