// One output folder on the disk. Nothing here ever leaves it: no `..`, no absolute path, no symbolic link on the way.
import {
  accessSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  type Stats,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/** Why a path cannot be written or removed. */
export class BlockedPath extends Error {}

export interface FileOnDisk {
  readonly bytes: Buffer;
  readonly executable: boolean;
}

/** A file to put in place, or, without content, to remove. */
export interface Replacement {
  readonly path: string;
  readonly content?: { readonly bytes: Uint8Array; readonly executable: boolean };
}

/** Where new files are written before they get their names: beside them, for a name is given at once only within a file system. */
const stageName = '.netgen-stage';

function look(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** True for a relative path of plain names, with `/`: nothing that leads elsewhere, on Windows too, and no control character. */
function isPlainPath(path: string): boolean {
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

  /**
   * Puts files in place and removes others, in this order. All that is new is written beside the outputs first, and each place is looked
   * at, so that a full disk, a missing right or a name too long shows before anything has changed. Then each file gets its
   * place, whole: a run that is killed leaves old files and new ones, and the stage, which goes with the next run. Modes are 0755
   * and 0644 whatever the umask.
   */
  replace(replacements: readonly Replacement[]): void {
    const stage = join(this.path, stageName);
    if (existsSync(stage)) rmSync(stage, { recursive: true });
    if (replacements.length === 0) return;
    const umask = process.umask(0o022);
    try {
      const steps = this.#stage(stage, replacements);
      for (const { target, staged, content } of steps) {
        if (content === undefined) rmSync(target, { force: true });
        else renameSync(staged, target);
      }
    } finally {
      process.umask(umask);
      if (existsSync(stage)) rmSync(stage, { recursive: true });
    }
    for (const { path, content } of replacements) if (content === undefined) this.#removeEmpty(dirname(path));
  }

  /** Writes new files into the stage, and makes the folders of their places. */
  #stage(stage: string, replacements: readonly Replacement[]) {
    const made = mkdirSync(this.path, { recursive: true }) ?? stage;
    accessSync(this.path, constants.W_OK);
    try {
      mkdirSync(stage);
      const ready = new Set<string>();
      return replacements.map(({ path, content }, index) => {
        const [target, staged] = [this.resolve(path), join(stage, String(index))];
        if (content) writeFileSync(staged, content.bytes, { mode: content.executable ? 0o755 : 0o644 });
        if (!ready.has(dirname(target))) {
          mkdirSync(dirname(target), { recursive: true });
          accessSync(dirname(target), constants.W_OK);
          ready.add(dirname(target));
        }
        look(target);
        return { target, staged, content };
      });
    } catch (error) {
      rmSync(made, { recursive: true, force: true });
      throw error;
    }
  }

  #removeEmpty(folder: string): void {
    if (folder === '.') return;
    try {
      rmdirSync(join(this.path, folder));
      this.#removeEmpty(dirname(folder));
    } catch {
      // Not empty: somebody's files are in it.
    }
  }
}
