// Does something again whenever the tutorials of a command line have changed, until the reader has had enough.
import { readdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { watchFolders } from '../../files/watch.ts';
import { foldersToSearch } from './find-tutorials.ts';
import { EnvironmentError, type Io, UsageError } from './io.ts';

/** The folders in which a change can matter: those of tutorials, those around them, and those of their evidence. */
async function foldersOf(paths: readonly string[], out: string, io: Io): Promise<string[]> {
  const given = paths.map((path) => resolve(io.folder, path));
  const below = given.flatMap(foldersToSearch);
  const outputs = resolve(io.folder, out);
  const entries = await readdir(outputs, { withFileTypes: true }).catch(() => []);
  const evidence = entries.filter((entry) => entry.isDirectory()).map(({ name }) => resolve(outputs, name));
  return [...new Set([...given.map((path) => dirname(path)), ...below, outputs, ...evidence])];
}

/** Resolves when the process is told to end. */
function interrupted(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort());
  return controller.signal;
}

/** Runs a round that must not end the watch: what the user can mend is told, and tried again at the next change. */
async function tryRound(round: () => Promise<void>, io: Io): Promise<void> {
  try {
    await round();
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof EnvironmentError)) throw error;
    io.err(`netgen: ${error.message}\n`);
  }
}

/**
 * Runs `round`, and again after each change of the tutorials that `paths` stand for, one at a time, until `io.stop` or Ctrl-C, of which
 * the round hears too, or until nobody reads what it says. `out` is the output folder, whose evidence counts as well. The first round
 * may throw; later ones tell what the user can mend.
 */
export async function watchTutorials(
  paths: readonly string[],
  out: string,
  io: Io,
  round: (stop: AbortSignal) => Promise<void>,
): Promise<void> {
  const stop = AbortSignal.any([io.stop ?? interrupted(), ...(io.gone === undefined ? [] : [io.gone])]);
  let wake: () => void = () => undefined;
  let changed = false;
  const watch = startWatch(await foldersOf(paths, out, io), () => {
    changed = true;
    wake();
  });
  stop.addEventListener('abort', () => wake());
  try {
    await round(stop);
    while (!stop.aborted) {
      if (changed) {
        changed = false;
        watch.renew(await foldersOf(paths, out, io));
        await tryRound(() => round(stop), io);
      } else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    watch.close();
  }
}

function startWatch(folders: readonly string[], changed: () => void) {
  try {
    return watchFolders(folders, changed);
  } catch (error) {
    throw new EnvironmentError(`the tutorials cannot be watched (${(error as NodeJS.ErrnoException).code})`);
  }
}
