// Does something again whenever the tutorials of a command line have changed, until the reader has had enough.
import { type FSWatcher, watch } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { EnvironmentError, faultOf, type Io, systemReason } from '../io.ts';
import { foldersIn, foldersToSearch } from './find.ts';

/** Editors write in several steps (cut, write, rename): a change counts when it has been quiet for so long, in milliseconds. */
const quiet = 20;

/** The folders in which a change can matter. Each is given, to be watched, before it is looked into: so none that comes meanwhile is missed. */
function* foldersOf(paths: readonly string[], out: string, io: Io): Generator<string> {
  for (const path of paths.map((given) => resolve(io.folder, given))) {
    yield dirname(path);
    yield* foldersToSearch(path);
  }
  const outputs = resolve(io.folder, out);
  yield outputs;
  for (const name of foldersIn(outputs)) yield resolve(outputs, name);
}

/** Watches folders, not files: many editors write a new file and give it the name. `changed` resolves after the first change. */
function watchFolders(folders: Iterable<string>) {
  const watchers = new Map<string, FSWatcher>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const close = () => {
    clearTimeout(timer);
    for (const watcher of watchers.values()) watcher.close();
  };
  const changed = new Promise<void>((resolve) => {
    const notice = () => {
      clearTimeout(timer);
      timer = setTimeout(resolve, quiet);
    };
    for (const folder of folders) {
      if (watchers.has(folder)) continue;
      try {
        // What ends a watch is that its folder has gone.
        watchers.set(folder, watch(folder, notice).on('error', notice));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') continue;
        close();
        throw new EnvironmentError(`the tutorials cannot be watched: ${systemReason(error)}`);
      }
    }
  });
  return { changed, close };
}

function interrupted(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort());
  return controller.signal;
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
    const { changed, close } = watchFolders(foldersOf(paths, out, io));
    try {
      await round(stop).catch((error) => {
        const fault = first ? undefined : faultOf(error);
        if (fault === undefined) throw error;
        io.err(`netgen: ${fault.message}\n`);
      });
      await Promise.race([changed, stopped]);
    } finally {
      close();
    }
  }
}
