// A look at one output folder that never leaves it: no `..`, no absolute path, no symbolic link on the way.
import { lstatSync, readdirSync, readFileSync, type Stats } from 'node:fs';
import { dirname, join } from 'node:path';

/** Why a path cannot be written or removed. */
export class BlockedPath extends Error {}

/** A regular file as it lies on the disk. */
export interface FileOnDisk {
  readonly bytes: Buffer;
  /** Whether its owner may execute it. */
  readonly executable: boolean;
}

const code = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

function look(path: string): Stats | undefined {
  try {
    return lstatSync(path);
  } catch (error) {
    if (code(error) === 'ENOENT' || code(error) === 'ENOTDIR') return undefined;
    throw error;
  }
}

/**
 * True for a path of plain names: relative, with `/`, no empty name, no `.` and `..`, nothing that Windows takes for a drive, a
 * stream or a separator, no control character.
 */
export function isPlainPath(path: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are refused
  if (/[\u0000-\u001F\u007F\\:*?"<>|]/.test(path)) return false;
  return path.split('/').every((name) => name !== '' && !/^\.{1,2}$/.test(name) && !/[. ]$/.test(name));
}

export class OutputFolder {
  readonly path: string;
  /** Folders that were looked at and may be entered: every file asks for those above it. */
  readonly #safe = new Set<string>();

  constructor(path: string) {
    this.path = path;
  }

  /** The path on the disk of a path in the folder. Throws `BlockedPath` if it leaves the folder or enters a link. */
  resolve(path: string): string {
    if (!isPlainPath(path)) throw new BlockedPath('not a path inside the output folder');
    const names = path.split('/');
    for (let depth = 1; depth < names.length; depth += 1) this.#enter(names.slice(0, depth).join('/'));
    return join(this.path, ...names);
  }

  #enter(folder: string): void {
    if (this.#safe.has(folder)) return;
    const stats = look(join(this.path, folder));
    // What is not there yet is made by us, and looked at again when it is.
    if (stats === undefined) return;
    if (stats.isSymbolicLink()) throw new BlockedPath(`${folder} is a symbolic link`);
    if (!stats.isDirectory()) throw new BlockedPath(`${folder} is not a folder`);
    this.#safe.add(folder);
  }

  /** The file at a path, or undefined if there is none. Throws `BlockedPath` if something else is there. */
  read(path: string): FileOnDisk | undefined {
    const onDisk = this.resolve(path);
    const stats = look(onDisk);
    if (stats === undefined) return undefined;
    if (stats.isSymbolicLink()) throw new BlockedPath('a symbolic link is in the way');
    if (!stats.isFile()) throw new BlockedPath('something that is not a file is in the way');
    return { bytes: readFileSync(onDisk), executable: (stats.mode & 0o100) !== 0 };
  }

  /** The names of what lies in a folder and is no folder itself; none if it cannot be entered. */
  filesIn(folder: string): string[] {
    try {
      const entries = readdirSync(dirname(this.resolve(`${folder}/.netgen`)), { withFileTypes: true });
      return entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
    } catch {
      return [];
    }
  }
}
