// The only place that writes outputs: it puts them into the output folder, or says how the folder differs from them.
import { existsSync, statSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { unifiedDiff } from './diff.ts';
import { type Entry, fold, formatManifest, hashOf, manifestPath, parseManifest } from './manifest.ts';
import { BlockedPath, OutputFolder, type Replacement } from './output-folder.ts';

/** A file to write; `path` is relative to the folder, with `/`. An `OutputFile` is one. */
export interface FileToWrite {
  readonly path: string;
  readonly text: string | Uint8Array;
  /** Mode 0755 instead of 0644. */
  readonly executable: boolean;
  /** The tutorial it belongs to; missing where it belongs to all. */
  readonly source?: string;
}

/** One file by which the folder differs from the outputs. */
export interface Change {
  readonly path: string;
  /** `missing`: not there. `stale`: other bytes. `mode`: executable or not. `orphan`: written once, made no more. */
  readonly is: 'missing' | 'stale' | 'mode' | 'orphan';
  /** The unified diff of a stale file, from what is there to what netgen makes; only when checking. */
  readonly diff?: string;
}

/** A file that netgen must not touch, and why. */
export interface Blocked {
  readonly path: string;
  readonly reason: string;
}

export interface Written {
  /** What was changed, or, when checking, what would be. Sorted by path. */
  readonly changes: readonly Change[];
  /** If there is any, nothing was written. */
  readonly blocked: readonly Blocked[];
  /** Files in folders of outputs that are not netgen's; left alone. Looked for only when checking. */
  readonly foreign: readonly string[];
}

export interface WriteOptions {
  /** The folder from which `FileToWrite.source` is meant; the current folder by default. */
  readonly base?: string;
  /** Files that were read and gave no outputs, such as a tutorial that lost its last block: theirs are orphans. */
  readonly empty?: readonly string[];
  /** The files are some of those of their tutorials, as with `--lab`: nothing is an orphan. */
  readonly partial?: boolean;
}

/** What is to become of the folder: found out by reading only. */
interface Findings {
  readonly mode: 'write' | 'check';
  readonly changes: Change[];
  readonly replacements: Replacement[];
  readonly blocked: Blocked[];
}

/**
 * Writes the files into `folder`, or compares them with it. Equal files are not touched. Of files that are no longer made, those
 * are removed that netgen wrote and nobody has changed, if their tutorial was built now or is gone; so building one
 * tutorial leaves the outputs of the others alone, and so the files that belong to all. A file that netgen did not write, or wrote for
 * another tutorial that is still there, is never replaced: nothing is written then.
 */
export function writeOutputs(
  files: readonly FileToWrite[],
  folder: string,
  mode: 'write' | 'check',
  { base = process.cwd(), empty = [], partial = false }: WriteOptions = {},
): Written {
  const root = new OutputFolder(resolve(folder));
  const findings = nothingFound(mode);
  const listed = readManifest(root, findings);
  const built = new Set([...files.flatMap(({ source }) => source ?? []), ...empty]);
  const isOfOthers = othersThan(
    [...built].map((source) => resolve(base, source)),
    root,
  );
  const whole = !partial && !listed.some(isOfOthers);
  const known = new Set(listed.map(({ path }) => path));
  const isThere = (path: string) => known.has(path) && existsSync(root.resolve(path));
  const ready = files.filter(({ source, path }) => whole || source !== undefined || !isThere(path));
  const made = ready.map((file) => entryOf(file, root, base));

  checkDistinct(ready, findings);
  findings.blocked.push(...ownedByOthers(ready, listed.filter(isOfOthers), root, base));
  for (const file of ready) compareFile(root, file, known.has(file.path), findings);
  // Where letters' case makes no difference, an entry that was renamed in case only is the file that is made now.
  const paths = new Set(made.map(({ path }) => fold(path)));
  const rest = listed.filter(({ path }) => !paths.has(fold(path)));
  const kept = rest.filter((entry) => partial || isOfOthers(entry) || (!whole && entry.source === ''));
  findOrphans(root, rest, kept, findings);
  const announced = findings.replacements.length === 0 ? [] : announce(root, [...listed, ...made]);
  compareManifest(root, [...made, ...kept], findings);

  const changes = findings.changes.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  if (mode === 'check') {
    const ours = [...made, ...kept, ...changes].map(({ path }) => path);
    return { changes, blocked: findings.blocked, foreign: findForeign(root, foldersOf([...made, ...listed]), ours) };
  }
  if (findings.blocked.length > 0) return { changes: [], blocked: findings.blocked, foreign: [] };
  root.replace([announced, findings.replacements]);
  return { changes, blocked: [], foreign: [] };
}

/** The absolute paths of the tutorials whose outputs a folder holds; none where there is no such folder. */
export function builtSources(folder: string): ReadonlySet<string> {
  const root = new OutputFolder(resolve(folder));
  const entries = readManifest(root, nothingFound('check'));
  return new Set(entries.map(({ source }) => resolve(root.path, source)));
}

const nothingFound = (mode: Findings['mode']): Findings => ({ mode, changes: [], replacements: [], blocked: [] });

/** Runs a look at the disk; what is in the way is noted, and undefined given. */
function look<T>(path: string, { blocked }: Findings, action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof BlockedPath)) throw error;
    blocked.push({ path, reason: error.message });
    return undefined;
  }
}

function readManifest(root: OutputFolder, findings: Findings): Entry[] {
  const found = look(manifestPath, findings, () => root.read(manifestPath));
  const entries = found ? parseManifest(found.bytes.toString('utf8')) : [];
  // Whoever can write the list must not get more done by it than by writing the outputs.
  const ignored: Findings = { ...findings, blocked: [] };
  return entries.filter(({ path }) => look(path, ignored, () => root.resolve(path)) !== undefined);
}

/** The list's entry of a file. A source is named from the output folder, so that every machine names it alike. */
function entryOf({ path, text, source }: FileToWrite, root: OutputFolder, base: string): Entry {
  const name = source === undefined ? '' : relative(root.path, resolve(base, source)).replaceAll('\\', '/');
  return { path, hash: hashOf(text), source: name };
}

/** One string for a file, whatever path leads to it; undefined if none is there. */
function identity(path: string): string | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats?.isFile() ? `${stats.dev}:${stats.ino}` : undefined;
}

/** What tells the files of tutorials that were not built now and are still there. */
function othersThan(built: readonly string[], root: OutputFolder): (entry: Entry) => boolean {
  const now = new Set(built.map(identity));
  const known = new Map([['', false]]);
  return ({ source }) => {
    const found = known.get(source);
    if (found !== undefined) return found;
    const file = identity(resolve(root.path, source));
    const isOther = file !== undefined && !now.has(file);
    known.set(source, isOther);
    return isOther;
  };
}

/** The files that another tutorial has here, one for each of those tutorials. */
function ownedByOthers(files: readonly FileToWrite[], others: readonly Entry[], root: OutputFolder, base: string) {
  const owners = new Map(others.map(({ path, source }) => [path, source]));
  const met = new Map<string, Blocked>();
  for (const { path } of files) {
    const source = owners.get(path);
    if (source === undefined || met.has(source)) continue;
    const owner = relative(base, resolve(root.path, source)).replaceAll('\\', '/');
    const reason = `${owner} was built to this file, and is still there; build both at once, or this one into another folder`;
    met.set(source, { path, reason });
  }
  return met.values();
}

/** Two outputs of one path would overwrite each other: a mistake of netgen's, or tutorials that differ in case only. */
function checkDistinct(files: readonly FileToWrite[], { blocked }: Findings): void {
  const seen = new Map([[fold(manifestPath), manifestPath]]);
  for (const { path } of files) {
    const other = seen.get(fold(path));
    if (other !== undefined) blocked.push({ path, reason: `is the same file as ${other}` });
    seen.set(fold(path), path);
  }
}

/** Finds out what is to become of a file. `isOurs`: netgen wrote what is there. */
function compareFile(root: OutputFolder, file: FileToWrite, isOurs: boolean, findings: Findings): void {
  const { path, text, executable } = file;
  const replacement: Replacement = { path, content: { text, executable } };
  const found = look(path, findings, () => root.read(path) ?? 'missing');
  if (found === undefined) return;
  if (found === 'missing') {
    findings.changes.push({ path, is: 'missing' });
    findings.replacements.push(replacement);
    return;
  }
  const equal = found.bytes.equals(Buffer.from(text));
  // Git keeps the executable bit alone, Windows none; the rest of the mode depends on who checked the files out.
  const sameMode = process.platform === 'win32' || found.executable === executable;
  if (equal && sameMode) return;
  if (!equal && !isOurs) {
    findings.blocked.push({ path, reason: 'netgen did not write this file; move it or delete it' });
    return;
  }
  findings.replacements.push(replacement);
  if (equal) findings.changes.push({ path, is: 'mode' });
  else if (findings.mode === 'write') findings.changes.push({ path, is: 'stale' });
  else findings.changes.push({ path, is: 'stale', ...diffOf(path, found.bytes, text) });
}

/** How a text differs; for bytes there is no saying. */
function diffOf(path: string, old: Buffer, made: string | Uint8Array): Pick<Change, 'diff'> {
  return typeof made === 'string' ? { diff: unifiedDiff(path, old.toString('utf8'), made) } : {};
}

/** Finds the orphans among what was not made now. One that somebody has changed is theirs. A path can stand in the list more than once. */
function findOrphans(root: OutputFolder, rest: readonly Entry[], kept: readonly Entry[], findings: Findings): void {
  const settled = new Set(kept.map(({ path }) => path));
  for (const { path, hash } of rest) {
    const found = settled.has(path) ? undefined : look(path, { ...findings, blocked: [] }, () => root.read(path));
    if (found === undefined || hashOf(found.bytes) !== hash) continue;
    settled.add(path);
    findings.changes.push({ path, is: 'orphan' });
    findings.replacements.push({ path });
  }
}

/** The list itself is an output like any other, but is never in its own way. */
function compareManifest(root: OutputFolder, entries: readonly Entry[], findings: Findings): void {
  if (entries.length === 0 && !existsSync(root.resolve(manifestPath))) return;
  compareFile(root, { path: manifestPath, text: formatManifest(entries), executable: false }, true, findings);
}

/** The list as it is put in place before the first change, with all that is owned before and after: a run that is killed disowns nothing. */
function announce(root: OutputFolder, entries: readonly Entry[]): readonly Replacement[] {
  const findings = nothingFound('write');
  compareManifest(root, entries, findings);
  return findings.replacements;
}

function foldersOf(entries: readonly Entry[]): Set<string> {
  const folders = entries.map(({ path }) => path.slice(0, Math.max(0, path.lastIndexOf('/'))));
  return new Set(folders.filter((folder) => folder !== ''));
}

function findForeign(root: OutputFolder, folders: ReadonlySet<string>, ours: readonly string[]): string[] {
  const known = new Set(ours.map(fold));
  const foreign: string[] = [];
  for (const folder of folders) {
    for (const name of root.filesIn(folder)) {
      const path = `${folder}/${name}`;
      if (!known.has(fold(path))) foreign.push(path);
    }
  }
  return foreign.sort();
}
