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
  readonly content?: { readonly text: string | Uint8Array; readonly executable: boolean };
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
  /** What was looked at of the folders on the way to files, whose every file asks for them: true where one may be entered, false where none is. */
  readonly #folders = new Map<string, boolean>();

  constructor(path: string) {
    this.path = path;
  }

  /** The path on the disk of a path in the folder. Throws `BlockedPath` if it leaves the folder or enters a link. */
  resolve(path: string): string {
    this.#firstMissing(path);
    return join(this.path, path);
  }

  /** The first folder on the way to a path that is not there; undefined if all are. */
  #firstMissing(path: string): string | undefined {
    if (!isPlainPath(path)) throw new BlockedPath('not a path inside the output folder');
    for (let end = path.indexOf('/'); end !== -1; end = path.indexOf('/', end + 1)) {
      const folder = path.slice(0, end);
      if (!this.#isThere(folder)) return folder;
    }
    return undefined;
  }

  #isThere(folder: string): boolean {
    const known = this.#folders.get(folder);
    if (known !== undefined) return known;
    const stats = look(join(this.path, folder));
    if (stats?.isSymbolicLink()) throw new BlockedPath(`${folder} is a symbolic link`);
    if (stats?.isDirectory() === false) throw new BlockedPath(`${folder} is not a folder`);
    this.#folders.set(folder, stats !== undefined);
    return stats !== undefined;
  }

  /** The file at a path, or undefined if there is none. Throws `BlockedPath` if something else is there. */
  read(path: string): FileOnDisk | undefined {
    if (this.#firstMissing(path) !== undefined) return undefined;
    const onDisk = join(this.path, path);
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
   * Puts files in place and removes others: all of the first round, then those of the next. All that is new is written beside the
   * outputs first, so that a full disk, a missing right or a name too long shows before anything has changed. Then each file gets its
   * place, whole, and so does a whole folder where there is none: a run that is killed leaves old files and new ones, and the stage, which
   * goes with the next run. A new folder is in one round only. Modes are 0755 and 0644 whatever the umask.
   */
  replace(rounds: readonly (readonly Replacement[])[]): void {
    const stage = join(this.path, stageName);
    if (existsSync(stage)) rmSync(stage, { recursive: true });
    if (rounds.every((round) => round.length === 0)) return;
    const umask = process.umask(0o022);
    try {
      for (const [place, staged] of this.#stage(stage, rounds)) {
        const target = join(this.path, place);
        if (staged === undefined) rmSync(target, { force: true });
        else renameSync(staged, target);
      }
    } finally {
      process.umask(umask);
      if (existsSync(stage)) rmSync(stage, { recursive: true });
    }
    this.#folders.clear();
    for (const { path, content } of rounds.flat()) if (content === undefined) this.#removeEmpty(dirname(path));
  }

  /** Writes what is new into the stage. Gives the places in order, each with what of the stage belongs there. */
  #stage(stage: string, rounds: readonly (readonly Replacement[])[]): (readonly [place: string, staged?: string])[] {
    const made = mkdirSync(this.path, { recursive: true }) ?? stage;
    try {
      mkdirSync(stage);
      return rounds.flatMap((round, number) => this.#stageRound(join(stage, String(number)), round));
    } catch (error) {
      rmSync(made, { recursive: true, force: true });
      throw error;
    }
  }

  #stageRound(stage: string, round: readonly Replacement[]) {
    const places = new Map<string, readonly [place: string, staged?: string]>();
    const ready = new Set<string>();
    for (const { path, content } of round) {
      const place = this.#firstMissing(path) ?? path;
      const folder = dirname(join(this.path, place));
      if (!ready.has(folder)) accessSync(folder, constants.W_OK);
      ready.add(folder);
      places.set(place, content ? [place, join(stage, place)] : [place]);
      if (content === undefined) continue;
      const staged = join(stage, path);
      if (!ready.has(dirname(staged))) mkdirSync(dirname(staged), { recursive: true });
      ready.add(dirname(staged));
      writeFileSync(staged, content.text, { mode: content.executable ? 0o755 : 0o644 });
    }
    return [...places.values()];
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
