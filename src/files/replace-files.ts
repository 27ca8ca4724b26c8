// Replaces and removes files all together: whatever fails, what was there before is there again.
import {
  chmodSync,
  copyFileSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { OutputFolder } from './output-folder.ts';
import { isRunning } from './processes.ts';

/** A file to put in place, or, without content, to remove. */
export interface Replacement {
  readonly path: string;
  readonly content?: { readonly bytes: Uint8Array; readonly executable: boolean };
}

const stagePrefix = '.netgen-stage-';

const code = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

/**
 * Makes a folder and those above it, with mode 0755 whatever the umask, and notes how to undo it. One that somebody else makes meanwhile
 * is theirs.
 */
function makeFolders(path: string, steps: (() => void)[]): void {
  if (existsSync(path)) return;
  makeFolders(dirname(path), steps);
  try {
    mkdirSync(path);
  } catch (error) {
    if (code(error) === 'EEXIST' && lstatSync(path).isDirectory()) return;
    throw error;
  }
  steps.push(() => rmdirSync(path));
  chmodSync(path, 0o755);
}

/** Removes what runs that were killed left behind: the name holds the process. What cannot be removed is in nobody's way. */
export function removeOldStages({ path }: OutputFolder): void {
  try {
    for (const name of readdirSync(path)) {
      const id = name.startsWith(stagePrefix) ? Number.parseInt(name.slice(stagePrefix.length), 10) : Number.NaN;
      if (!Number.isNaN(id) && !isRunning(id)) rmSync(join(path, name), { recursive: true, force: true });
    }
  } catch (error) {
    if (code(error) === undefined) throw error;
  }
}

/** Undoes steps in reverse; what cannot be undone does not keep the rest from it. */
function undo(steps: readonly (() => void)[]): void {
  for (const step of steps.toReversed()) {
    try {
      step();
    } catch {
      // The error that began this is the one to report.
    }
  }
}

/** Writes the new files into the stage, under their numbers, with the modes they will have whatever the umask. */
function stageAll(stage: string, replacements: readonly Replacement[]): void {
  for (const [index, { content }] of replacements.entries()) {
    if (content === undefined) continue;
    const staged = join(stage, String(index));
    writeFileSync(staged, content.bytes);
    chmodSync(staged, content.executable ? 0o755 : 0o644);
  }
}

/** A second name for a file, or a copy where the file system has no hard links. */
function keep(file: string, kept: string): void {
  try {
    linkSync(file, kept);
  } catch {
    copyFileSync(file, kept);
  }
}

/** Gives a file its name where no file is; one that has come there meanwhile stays, where the file system can tell. */
function putNew(staged: string, target: string): void {
  try {
    linkSync(staged, target);
  } catch (error) {
    if (code(error) === 'EEXIST') throw error;
    renameSync(staged, target);
  }
}

/** Tells a file from another that has its name, and from itself before an edit: the number alone is given again at once. */
function identity(path: string): string | undefined {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return stats && `${stats.dev}:${stats.ino}:${stats.size}:${stats.mtimeMs}`;
}

/** Takes one step and gives the one that undoes it; at no moment is a file that stays missing or half written. */
function putInPlace(target: string, content: Replacement['content'], staged: string): () => void {
  const old = `${staged}.old`;
  if (content === undefined) {
    renameSync(target, old);
    return () => putNew(old, target);
  }
  const own = identity(staged);
  const whereOwn = (undo: () => void) => () => {
    // What somebody else has put there since is not ours to undo.
    if (identity(target) === own) undo();
  };
  if (!existsSync(target)) {
    putNew(staged, target);
    return whereOwn(() => rmSync(target));
  }
  keep(target, old);
  renameSync(staged, target);
  return whereOwn(() => renameSync(old, target));
}

/** Removes the folders that have become empty, from the inside out. */
function removeEmptyFolders(folder: OutputFolder, replacements: readonly Replacement[]): void {
  for (const { path, content } of replacements) {
    if (content !== undefined) continue;
    const names = path.split('/').slice(0, -1);
    try {
      for (; names.length > 0; names.pop()) rmdirSync(join(folder.path, ...names));
    } catch {
      // Not empty: somebody's files are in it.
    }
  }
}

/**
 * Puts the new files beside the old ones first, so that a full disk or a missing right shows before anything has changed; then
 * renames them into place one by one, and turns back at the first that fails.
 */
export function replaceFiles(folder: OutputFolder, replacements: readonly Replacement[]): void {
  if (replacements.length === 0) return;
  const steps: (() => void)[] = [];
  try {
    makeFolders(folder.path, steps);
    const stage = mkdtempSync(join(folder.path, `${stagePrefix}${process.pid}-`));
    const removeStage = () => rmSync(stage, { recursive: true, force: true });
    steps.push(removeStage);
    stageAll(stage, replacements);
    for (const [index, { path, content }] of replacements.entries()) {
      const target = folder.resolve(path);
      makeFolders(dirname(target), steps);
      steps.push(putInPlace(target, content, join(stage, String(index))));
    }
    removeStage();
  } catch (error) {
    undo(steps);
    throw error;
  }
  removeEmptyFolders(folder, replacements);
}
