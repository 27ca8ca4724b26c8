// Watches folders for changes of what lies in them, however an editor writes: in place, by a new file that takes the name, by neither.
import { type FSWatcher, statSync, watch } from 'node:fs';

/** Editors write in several steps (cut, write, rename): a change is told when it has been quiet for so long, in milliseconds. */
const quiet = 20;

/** A watch that goes on until it is closed. */
export interface Watch {
  close(): void;
  /** Looks for folders that have come or gone. */
  renew(folders: readonly string[]): void;
}

/** Tells a folder from another that has taken its name. */
function identity(folder: string): string | undefined {
  try {
    const { dev, ino } = statSync(folder);
    return `${dev}:${ino}`;
  } catch {
    return undefined;
  }
}

/**
 * Calls `changed` after something in one of the folders has changed; folders below them are not looked into. A folder that
 * is not there is passed over. Throws what `fs.watch` throws for one that cannot be watched, such as ENOSPC where the system
 * allows no more watches.
 */
export function watchFolders(folders: readonly string[], changed: () => void): Watch {
  const watchers = new Map<string, { readonly identity: string; readonly watcher: FSWatcher }>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const notice = () => {
    clearTimeout(timer);
    timer = setTimeout(changed, quiet);
  };
  const drop = (folder: string) => {
    watchers.get(folder)?.watcher.close();
    watchers.delete(folder);
  };
  const renew = (wanted: readonly string[]) => {
    for (const folder of watchers.keys()) if (!wanted.includes(folder)) drop(folder);
    for (const folder of wanted) {
      const now = identity(folder);
      if (watchers.get(folder)?.identity === now) continue;
      drop(folder);
      if (now === undefined) continue;
      const watcher = watch(folder, notice);
      // The folder is gone; whoever watches its parent hears of it.
      watcher.on('error', () => drop(folder));
      watchers.set(folder, { identity: now, watcher });
    }
  };
  renew(folders);
  const close = () => {
    clearTimeout(timer);
    for (const folder of watchers.keys()) drop(folder);
  };
  return { renew, close };
}
