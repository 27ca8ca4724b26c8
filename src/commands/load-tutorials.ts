// Reads and compiles the tutorials that a command line names; every command that takes tutorials begins here.
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { readableText } from '../1-source/decode.ts';
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
  /** Files without a topology block. */
  readonly empty: readonly string[];
  /** The text of each file that has problems, for the frames of reports. */
  readonly sources: ReadonlyMap<string, string>;
}

/** The code of a file without any topology block: a note, for most Markdown files are no tutorials. */
const noTopology = 'no-topology';

async function read({ file }: TutorialPath, io: Io): Promise<Uint8Array> {
  try {
    return await readFile(resolve(io.folder, file));
  } catch (error) {
    throw new EnvironmentError(`${file}: cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

/**
 * What to report of a file without a topology block: an error where the user named it; elsewhere nothing but a line on
 * standard error, unless a fence looks misspelt.
 */
function withoutTopology(diagnostic: Diagnostic, { file, named }: TutorialPath, io: Io): Diagnostic[] {
  if (named) return [{ ...diagnostic, severity: 'error' }];
  if (diagnostic.expected.length > 0) return [{ ...diagnostic, severity: 'warning' }];
  io.err(`${file}: passed over, no topology block\n`);
  return [];
}

/** Reads and compiles what `paths` stand for, and looks at the tutorials together. */
export async function loadTutorials(paths: readonly string[], io: Io): Promise<Loaded> {
  const lessons: Lesson[] = [];
  const labs: Lab[] = [];
  const diagnostics: Diagnostic[] = [];
  const empty: string[] = [];
  const sources = new Map<string, string>();
  for (const path of await findTutorials(paths, io.folder)) {
    const bytes = await read(path, io);
    const compiled = compileTutorial(path.file, bytes);
    if (compiled.diagnostics.length > 0) sources.set(path.file, readableText(bytes));
    if (compiled.lesson !== undefined) lessons.push(compiled.lesson);
    labs.push(...compiled.labs);
    if (compiled.diagnostics.some(({ code }) => code === noTopology)) empty.push(path.file);
    for (const diagnostic of compiled.diagnostics) {
      diagnostics.push(...(diagnostic.code === noTopology ? withoutTopology(diagnostic, path, io) : [diagnostic]));
    }
  }
  const together = checkTogether(lessons);
  for (const { at } of together) {
    const text = lessons.find(({ tutorial }) => tutorial.file === at.file)?.tutorial.text;
    if (text !== undefined) sources.set(at.file, text);
  }
  diagnostics.push(...together);
  return { lessons, labs, diagnostics: sortDiagnostics(diagnostics), empty, sources };
}
