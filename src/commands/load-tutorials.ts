// Reads and compiles the tutorials that a command line names; every command that takes tutorials begins here.
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Lab } from '../2-model/lab.ts';
import type { Lesson } from '../5-outputs/output.ts';
import { checkTogether, compileTutorial } from '../compile.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { sortDiagnostics } from '../diagnostics/sort.ts';
import { findTutorials, type TutorialPath } from './find-tutorials.ts';
import { EnvironmentError, type Io } from './io.ts';

/** What the tutorials of a command line came to. */
export interface Loaded {
  /** Those without errors. */
  readonly lessons: readonly Lesson[];
  readonly labs: readonly Lab[];
  readonly diagnostics: readonly Diagnostic[];
  /** The bytes of each file read, for the frames of reports. */
  readonly sources: ReadonlyMap<string, Uint8Array>;
}

/** The code of a tutorial without any topology block. */
const nothingToCompile = 'no-topology';

async function read({ file }: TutorialPath, io: Io): Promise<Uint8Array> {
  try {
    return await readFile(resolve(io.folder, file));
  } catch (error) {
    throw new EnvironmentError(`${file}: cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

/**
 * Compiles what `paths` stand for. A Markdown file without a topology block is an error where the user named it, and
 * passed over with a word on standard error where it lay in a folder.
 */
export async function loadTutorials(paths: readonly string[], io: Io): Promise<Loaded> {
  const lessons: Lesson[] = [];
  const labs: Lab[] = [];
  const diagnostics: Diagnostic[] = [];
  const sources = new Map<string, Uint8Array>();
  for (const path of await findTutorials(paths, io.folder)) {
    const bytes = await read(path, io);
    const compiled = compileTutorial(path.file, bytes);
    if (!path.named && compiled.diagnostics.some(({ code }) => code === nothingToCompile)) {
      io.err(`${path.file}: passed over, no topology block\n`);
      continue;
    }
    sources.set(path.file, bytes);
    if (compiled.lesson !== undefined) lessons.push(compiled.lesson);
    labs.push(...compiled.labs);
    diagnostics.push(...compiled.diagnostics);
  }
  diagnostics.push(...checkTogether(lessons));
  return { lessons, labs, diagnostics: sortDiagnostics(diagnostics), sources };
}
