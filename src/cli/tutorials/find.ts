// Finds the tutorials that the paths of a command line stand for.
import { readdirSync, realpathSync, type Stats, statSync } from 'node:fs';
import { posix, relative, resolve, sep } from 'node:path';
import { EnvironmentError, systemReason, UsageError } from '../io.ts';

export interface TutorialPath {
  /** Relative to the folder of the run where that is possible, with `/`: what diagnostics and outputs show. */
  readonly file: string;
  /** The user wrote this very file, it was not found in a folder. */
  readonly named: boolean;
}

/** Folders that hold no tutorials of the user's own. Hidden ones are passed over as well. */
const passedOver = new Set(['node_modules', 'generated']);

const isPassedOver = (name: string): boolean => name.startsWith('.') || passedOver.has(name);

function shown(path: string, folder: string): string {
  return relative(folder, path).split(sep).join('/');
}

/** By bytes of UTF-16, so that every machine and every locale has the same order. */
function inOrder(a: { name: string }, b: { name: string }): number {
  return a.name < b.name ? -1 : 1;
}

function statIfThere(path: string) {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

/** Refuses a name that Node cannot give as text: what it gives instead is the name of nothing. */
function mustBeText(path: string): void {
  if (path.includes('\uFFFD') && statIfThere(path) === undefined)
    throw new EnvironmentError(`${path}: the name is not UTF-8; rename it`);
}

/** The Markdown files of a folder and of all below it. `seen` holds the real paths of folders, against loops of links. */
function search(path: string, seen: Set<string>): string[] {
  const real = realpathSync(path);
  if (seen.has(real)) return [];
  seen.add(real);
  const found: string[] = [];
  for (const entry of readdirSync(path, { withFileTypes: true }).toSorted(inOrder)) {
    if (isPassedOver(entry.name)) continue;
    const below = resolve(path, entry.name);
    if (entry.isDirectory() || /\.md$/i.test(entry.name)) mustBeText(below);
    // A link that leads nowhere is nobody's tutorial.
    const kind = entry.isSymbolicLink() ? statIfThere(below) : entry;
    if (kind?.isDirectory()) found.push(...search(below, seen));
    else if (kind?.isFile() && /\.md$/i.test(entry.name)) found.push(below);
  }
  return found;
}

/** The folders in which `findTutorials` looks for a path, each before it is looked into; none for a file, or for what is not there. */
export function* foldersToSearch(path: string): Generator<string> {
  if (!statIfThere(path)?.isDirectory()) return;
  yield path;
  for (const name of foldersIn(path)) if (!isPassedOver(name)) yield* foldersToSearch(resolve(path, name));
}

/** The names of the folders in a folder; none if it cannot be read, or is gone by now. */
export function foldersIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? entry.name : []));
  } catch {
    return [];
  }
}

function statOf(path: string, given: string) {
  try {
    return statSync(path);
  } catch (error) {
    mustBeText(path);
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new UsageError(`${given}: no such file or folder`);
    throw new EnvironmentError(`${given}: ${systemReason(error) ?? code}`);
  }
}

/** Refuses what would never end, or wait for a writer. */
function mustBeFile(kind: Stats, given: string): void {
  if (kind.isFile()) return;
  const what = kind.isFIFO() ? 'a pipe' : kind.isSocket() ? 'a socket' : 'a device';
  throw new UsageError(`${given}: a tutorial is a file; this is ${what}`);
}

/** Why a command has nothing to work on. */
export const noTutorial = (paths: readonly string[]): UsageError =>
  new UsageError(`there is no tutorial in ${paths.join(', ')}`);

/** The tutorials that `paths` stand for, each once, in the order given and below a folder by name. */
export function findTutorials(paths: readonly string[], folder: string): TutorialPath[] {
  const found = new Map<string, TutorialPath>();
  for (const given of paths) {
    // An unset variable of a script is one.
    if (given === '') throw new UsageError('a path is empty; the current folder is called .');
    const path = resolve(folder, given);
    const kind = statOf(path, given);
    if (kind.isDirectory()) {
      for (const file of search(path, new Set())) {
        if (!found.has(file)) found.set(file, { file: shown(file, folder), named: false });
      }
    } else if (posix.extname(path).toLowerCase() === '.md') {
      mustBeFile(kind, given);
      found.set(path, { file: shown(path, folder), named: true });
    } else {
      throw new UsageError(`${given}: a tutorial is a Markdown file whose name ends in .md`);
    }
  }
  return [...found.values()];
}
