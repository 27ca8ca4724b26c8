// The only place that writes outputs: it puts them into the output folder, or says how the folder differs from them.
import { existsSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { unifiedDiff } from './diff.ts';
import { type Entry, fold, formatManifest, hashOf, manifestPath, parseManifest } from './manifest.ts';
import { BlockedPath, OutputFolder } from './output-folder.ts';
import { type Replacement, removeOldStages, replaceFiles } from './replace-files.ts';

/** A file to write; `path` is relative to the folder, with `/`. An `OutputFile` is one. */
export interface FileToWrite {
  readonly path: string;
  readonly text: string | Uint8Array;
  /** Mode 0755 instead of 0644. */
  readonly executable: boolean;
  /** The tutorial it belongs to; missing where it belongs to all. */
  readonly source?: string;
}

/** A file of which it is known that it is in the folder as it is to be: it is looked at no more. */
export interface StandingFile {
  readonly path: string;
  /** SHA-256 of its bytes, in hexadecimal. */
  readonly hash: string;
  readonly executable: boolean;
  /** The tutorial it belongs to. */
  readonly source: string;
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
  /** What the outputs are, whether they were there before or not. */
  readonly made: readonly Entry[];
}

export interface WriteOptions {
  /** The folder from which `FileToWrite.source` is meant; the current folder by default. */
  readonly base?: string;
  /** Files that were read and gave no outputs, such as a tutorial that lost its last block: theirs are orphans. */
  readonly empty?: readonly string[];
  /** The files are some of those of their tutorials, as with `--lab`: nothing is an orphan. */
  readonly partial?: boolean;
  /** Outputs besides those that are given, which stand already. */
  readonly standing?: readonly StandingFile[];
}

/** What is to become of the folder: found out by reading only. */
interface Findings {
  readonly changes: Change[];
  readonly replacements: Replacement[];
  readonly blocked: Blocked[];
}

/**
 * Writes the files into `folder`, all or none, or compares them with it. Equal files are not touched. Of files that are no longer made, those
 * are removed that netgen wrote and nobody has changed, if their tutorial was built now or is gone; so building one
 * tutorial leaves the outputs of the others alone, and so the files that belong to all. A file that netgen did not write is never replaced.
 */
export function writeOutputs(
  files: readonly FileToWrite[],
  folder: string,
  mode: 'write' | 'check',
  options: WriteOptions = {},
): Written {
  const root = new OutputFolder(resolve(folder));
  const findings: Findings = { changes: [], replacements: [], blocked: [] };
  const written = readManifest(root, findings);
  const nameOf = nameFrom(root.path, options.base ?? process.cwd());
  const { standing = [], empty = [] } = options;
  const built = new Set([...[...files, ...standing].flatMap(({ source }) => source ?? []), ...empty].map(nameOf));
  const whole = !options.partial && !written.some((entry) => isOfOthers(root, entry, built));
  const known = new Map(written.map((entry) => [entry.path, entry]));
  const ready = whole ? files : files.filter(({ source, path }) => source !== undefined || !exists(root, known, path));
  const made = [...entriesOf(ready, nameOf), ...standing.map((file) => ({ ...file, source: nameOf(file.source) }))];
  checkDistinct([...ready, ...standing], findings);
  for (const file of ready) compareFile(root, file, known, mode, findings);
  const isOrphan = (entry: Entry) =>
    !options.partial && !isOfOthers(root, entry, built) && (whole || entry.source !== '');
  const kept = findOrphans(root, without(written, made), isOrphan, made, findings);
  const announced = announce(root, [...written, ...made], findings.replacements);
  compareManifest(root, [...made, ...kept], mode, findings);
  const changes = findings.changes.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  if (mode === 'check') {
    const ours = [...made, ...kept, ...changes].map(({ path }) => path);
    const folders = foldersOf([...made, ...written]);
    return { changes, blocked: findings.blocked, foreign: findForeign(root, folders, ours), made };
  }
  removeOldStages(root);
  if (findings.blocked.length === 0) replaceFiles(root, [...announced, ...findings.replacements]);
  return { changes: findings.blocked.length === 0 ? changes : [], blocked: findings.blocked, foreign: [], made };
}

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
  return entries.filter((entry) => isPlain(root, entry));
}

/** Names a source from the output folder, so that every machine names it alike. */
function nameFrom(folder: string, base: string): (source: string) => string {
  return (source) => relative(folder, resolve(base, source)).replaceAll('\\', '/');
}

/** The list's entries of the files made now. */
function entriesOf(files: readonly FileToWrite[], nameOf: (source: string) => string): Entry[] {
  return files.map(({ path, text, source }) => ({
    path,
    hash: hashOf(Buffer.from(text)),
    source: source === undefined ? '' : nameOf(source),
  }));
}

/** Two outputs of one path would overwrite each other: a mistake of netgen's, or tutorials that differ in case only. */
function checkDistinct(files: readonly Pick<FileToWrite, 'path'>[], { blocked }: Findings): void {
  const seen = new Map([[fold(manifestPath), manifestPath]]);
  for (const { path } of files) {
    const other = seen.get(fold(path));
    if (other !== undefined) blocked.push({ path, reason: `is the same file as ${other}` });
    seen.set(fold(path), path);
  }
}

function compareFile(
  root: OutputFolder,
  file: FileToWrite,
  known: ReadonlyMap<string, Entry>,
  mode: 'write' | 'check',
  findings: Findings,
): void {
  const { path, text, executable } = file;
  const bytes = Buffer.from(text);
  const replacement: Replacement = { path, content: { bytes, executable } };
  const found = look(path, findings, () => root.read(path) ?? 'missing');
  if (found === undefined) return;
  if (found === 'missing') {
    findings.changes.push({ path, is: 'missing' });
    findings.replacements.push(replacement);
    return;
  }
  const equal = found.bytes.equals(bytes);
  // Git keeps the executable bit alone, Windows none; the rest of the mode depends on who checked the files out.
  const sameMode = process.platform === 'win32' || found.executable === executable;
  if (equal && sameMode) return;
  if (!equal && !known.has(path)) {
    findings.blocked.push({ path, reason: 'netgen did not write this file; move it or delete it' });
    return;
  }
  findings.replacements.push(replacement);
  if (equal) findings.changes.push({ path, is: 'mode' });
  else if (mode === 'write') findings.changes.push({ path, is: 'stale' });
  else findings.changes.push({ path, is: 'stale', ...diffOf(path, found.bytes, text) });
}

/** How a text differs; for bytes there is no saying. */
function diffOf(path: string, old: Buffer, made: string | Uint8Array): Pick<Change, 'diff'> {
  return typeof made === 'string' ? { diff: unifiedDiff(path, old.toString('utf8'), made) } : {};
}

function without(entries: readonly Entry[], others: readonly Entry[]): Entry[] {
  const paths = new Set(others.map(({ path }) => path));
  return entries.filter(({ path }) => !paths.has(path));
}

/** True for a file of a tutorial that was not built now and is still there. */
function isOfOthers(root: OutputFolder, { source }: Entry, built: ReadonlySet<string>): boolean {
  return source !== '' && !built.has(source) && existsSync(resolve(root.path, source));
}

/** True for a file that netgen wrote and that is still there. */
function exists(root: OutputFolder, known: ReadonlyMap<string, Entry>, path: string): boolean {
  return known.has(path) && existsSync(resolve(root.path, path));
}

/** Finds the orphans among what was not made now, and gives the entries of the list that stay. */
function findOrphans(
  root: OutputFolder,
  rest: readonly Entry[],
  isOrphan: (entry: Entry) => boolean,
  made: readonly Entry[],
  findings: Findings,
): Entry[] {
  // Where letters' case makes no difference, an entry that was renamed in case only is the file that is made now.
  const paths = new Set(made.map(({ path }) => fold(path)));
  const others = rest.filter(({ path }) => !paths.has(fold(path)));
  const kept = others.filter((entry) => !isOrphan(entry));
  // After a run that was killed, a path can stand in the list more than once.
  const settled = new Set(kept.map(({ path }) => path));
  for (const entry of others) {
    if (settled.has(entry.path) || !isUnchanged(root, entry, findings)) continue;
    settled.add(entry.path);
    findings.changes.push({ path: entry.path, is: 'orphan' });
    findings.replacements.push({ path: entry.path });
  }
  return kept;
}

function isPlain(root: OutputFolder, { path }: Entry): boolean {
  try {
    root.resolve(path);
    return true;
  } catch {
    return false;
  }
}

/** An orphan that somebody has changed is theirs now: it stays, and leaves the list. */
function isUnchanged(root: OutputFolder, { path, hash }: Entry, findings: Findings): boolean {
  const found = look(path, { ...findings, blocked: [] }, () => root.read(path));
  return found !== undefined && hashOf(found.bytes) === hash;
}

const ownList = new Map([[manifestPath, { path: manifestPath, hash: '', source: '' }]]);

/** The list itself is an output like any other, but is never in its own way. */
function compareManifest(
  root: OutputFolder,
  entries: readonly Entry[],
  mode: 'write' | 'check',
  findings: Findings,
): void {
  const file = { path: manifestPath, text: formatManifest(entries), executable: false };
  if (entries.length > 0 || existsSync(resolve(root.path, manifestPath)))
    compareFile(root, file, ownList, mode, findings);
}

/**
 * The list as it is put in place before the first change: with what the run is about to own, and with all that it owned before. A run
 * that is killed has then disowned nothing; a file of two contents stands there twice, for both are netgen's.
 */
function announce(root: OutputFolder, entries: readonly Entry[], replacements: readonly Replacement[]): Replacement[] {
  if (replacements.length === 0) return [];
  const file = { path: manifestPath, text: formatManifest(entries), executable: false };
  const found: Findings = { changes: [], replacements: [], blocked: [] };
  compareFile(root, file, ownList, 'write', found);
  return found.replacements;
}

/** The folders that entries lie in, without the output folder itself. */
function foldersOf(entries: readonly Entry[]): Set<string> {
  const folders = entries.map(({ path }) => path.slice(0, Math.max(0, path.lastIndexOf('/'))));
  return new Set(folders.filter((folder) => folder !== ''));
}

/** What else lies in the folders of the outputs. */
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
