// Replaces and removes files all together: whatever fails, what was there before is there again.
import {
  chmodSync,
  copyFileSync,
  existsSync,
  linkSync,
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

/** A file to put in place, or, without content, to remove. */
export interface Replacement {
  readonly path: string;
  readonly content?: { readonly bytes: Uint8Array; readonly executable: boolean };
}

const stagePrefix = '.netgen-stage-';

/** Makes a folder and those above it, with mode 0755 whatever the umask; gives those it made, outermost first. */
function makeFolders(path: string): string[] {
  if (existsSync(path)) return [];
  const made = makeFolders(dirname(path));
  mkdirSync(path);
  chmodSync(path, 0o755);
  return [...made, path];
}

/** Removes what runs that were killed left behind: the name holds the process. What cannot be removed is in nobody's way. */
export function removeOldStages({ path }: OutputFolder): void {
  try {
    for (const name of readdirSync(path)) {
      const id = name.startsWith(stagePrefix) ? Number.parseInt(name.slice(stagePrefix.length), 10) : Number.NaN;
      if (!Number.isNaN(id) && !isRunning(id)) rmSync(join(path, name), { recursive: true, force: true });
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
  }
}

function isRunning(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
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

/** Takes one step and gives the one that undoes it; at no moment is a file that stays missing or half written. */
function putInPlace(target: string, content: Replacement['content'], staged: string): () => void {
  const old = `${staged}.old`;
  if (content === undefined) {
    renameSync(target, old);
    return () => renameSync(old, target);
  }
  if (!existsSync(target)) {
    renameSync(staged, target);
    return () => rmSync(target);
  }
  keep(target, old);
  renameSync(staged, target);
  return () => renameSync(old, target);
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
  const make = (path: string) => steps.push(...makeFolders(path).map((made) => () => rmdirSync(made)));
  try {
    make(folder.path);
    const stage = mkdtempSync(join(folder.path, `${stagePrefix}${process.pid}-`));
    const removeStage = () => rmSync(stage, { recursive: true, force: true });
    steps.push(removeStage);
    stageAll(stage, replacements);
    for (const [index, { path, content }] of replacements.entries()) {
      const target = folder.resolve(path);
      make(dirname(target));
      steps.push(putInPlace(target, content, join(stage, String(index))));
    }
    removeStage();
  } catch (error) {
    undo(steps);
    throw error;
  }
  removeEmptyFolders(folder, replacements);
}
