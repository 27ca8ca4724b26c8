// Does something again whenever the tutorials of a command line have changed, until the reader has had enough.
import { type FSWatcher, watch } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { foldersToSearch } from './find-tutorials.ts';
import { EnvironmentError, type Io, systemReason, UsageError } from './io.ts';

/** Editors write in several steps (cut, write, rename): a change counts when it has been quiet for so long, in milliseconds. */
const quiet = 20;

/** The folders in which a change can matter: those of tutorials, those around them, and those of their evidence. */
async function foldersOf(paths: readonly string[], out: string, io: Io): Promise<Set<string>> {
  const given = paths.map((path) => resolve(io.folder, path));
  const outputs = resolve(io.folder, out);
  const entries = await readdir(outputs, { withFileTypes: true }).catch(() => []);
  const evidence = entries.filter((entry) => entry.isDirectory()).map(({ name }) => resolve(outputs, name));
  return new Set([...given.map((path) => dirname(path)), ...given.flatMap(foldersToSearch), outputs, ...evidence]);
}

/** Watches folders, not files: many editors write a new file and give it the name. `changed` resolves after the first change. */
function watchFolders(folders: Iterable<string>) {
  const watchers: FSWatcher[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const close = () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
  const changed = new Promise<void>((resolve) => {
    const notice = () => {
      clearTimeout(timer);
      timer = setTimeout(resolve, quiet);
    };
    for (const folder of folders) {
      try {
        // What ends a watch is that its folder has gone.
        watchers.push(watch(folder, notice).on('error', notice));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') continue;
        close();
        throw new EnvironmentError(`the tutorials cannot be watched: ${systemReason(error)}`);
      }
    }
  });
  return { changed, close };
}

/** Resolves when the process is told to end. */
function interrupted(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort());
  return controller.signal;
}

/** Tells what the user can mend: it is tried again at the next change. */
function tell(error: unknown, io: Io): void {
  const reason = error instanceof UsageError || error instanceof EnvironmentError ? error.message : systemReason(error);
  if (reason === undefined) throw error;
  io.err(`netgen: ${reason}\n`);
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
  const stopped = new Promise<void>((resolve) => {
    stop.addEventListener('abort', () => resolve());
  });
  for (let first = true; !stop.aborted; first = false) {
    // Watched before they are read: what changes meanwhile is read by the next round.
    const { changed, close } = watchFolders(await foldersOf(paths, out, io));
    try {
      await round(stop).catch((error) => (first ? Promise.reject(error) : tell(error, io)));
      await Promise.race([changed, stopped]);
    } finally {
      close();
    }
  }
}
