// Reads and compiles the tutorials that a command line names, and reports their problems; every command that takes tutorials begins here.
import { closeSync, openSync, readSync } from 'node:fs';
import { resolve } from 'node:path';
import { checkTogether, compileTutorial, type Source } from '../../compile.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { sortDiagnostics } from '../../diagnostics/sort.ts';
import type { Lesson, LessonHead } from '../../outputs/output.ts';
import { type ReportFormat, reports } from '../../report/index.ts';
import { readableText } from '../../source/decode.ts';
import { maxBytes } from '../../source/limits.ts';
import type { Io } from '../io.ts';
import { evidenceIn } from '../output-folder.ts';
import { findTutorials, type TutorialPath } from './find.ts';

/** What the tutorials of a command line came to. */
export interface Loaded<L extends LessonHead = Lesson> {
  readonly lessons: readonly L[];
  readonly diagnostics: readonly Diagnostic[];
  /** Files without a topology block. */
  readonly empty: readonly string[];
  /** The text of each file that has problems, for the frames of reports. */
  readonly sources: ReadonlyMap<string, string>;
}

export interface ReadTutorial extends TutorialPath, Source {}

interface Outcome<L> {
  readonly lesson?: L;
  readonly diagnostics: readonly Diagnostic[];
}

/** The code of a file without any topology block: a note, for most Markdown files are no tutorials. */
const noTopology = 'no-topology';

/** The start of a file, as many bytes of it as `room` has, however large it is. */
function readStart(path: string, room: Uint8Array): Uint8Array {
  const descriptor = openSync(path, 'r');
  try {
    let length = 0;
    let got: number;
    do {
      got = readSync(descriptor, room, length, room.length - length, null);
      length += got;
    } while (got > 0 && length < room.length);
    return room.slice(0, length);
  } finally {
    closeSync(descriptor);
  }
}

/** What to report of a file without a topology block: an error where the user named it, else a line unless a fence looks misspelt. */
function withoutTopology(diagnostic: Diagnostic, { file, named }: TutorialPath, io: Io): Diagnostic[] {
  if (named) return [{ ...diagnostic, severity: 'error' }];
  if (diagnostic.expected.length > 0) return [{ ...diagnostic, severity: 'warning' }];
  io.err(`${file}: passed over, no topology block\n`);
  return [];
}

/** Reads what `paths` stand for, and the evidence of each that is kept in the output folder, if one is given. */
export function readTutorials(paths: readonly string[], io: Io, out?: string): ReadTutorial[] {
  const found = findTutorials(paths, io.folder);
  const kept = out === undefined ? undefined : evidenceIn(out, io);
  // One byte more than a tutorial may have: enough to refuse the file, and memory has room for it.
  const room = new Uint8Array(maxBytes + 1);
  return found.map((path) => ({
    ...path,
    bytes: readStart(resolve(io.folder, path.file), room),
    ...kept?.(path.file),
  }));
}

/** Puts together what became of each tutorial, in their order, and looks at them together. */
export function gather<L extends LessonHead>(
  tutorials: readonly ReadTutorial[],
  outcomes: readonly Outcome<L>[],
  io: Io,
): Loaded<L> {
  const lessons = outcomes.flatMap(({ lesson }) => lesson ?? []);
  const together = checkTogether(lessons);
  const met = new Set(together.map(({ at }) => at.file));
  const diagnostics: Diagnostic[] = [...together];
  const empty: string[] = [];
  const sources = new Map<string, string>();
  for (const [index, tutorial] of tutorials.entries()) {
    const found = outcomes[index]?.diagnostics ?? [];
    if (found.length > 0 || met.has(tutorial.file)) sources.set(tutorial.file, readableText(tutorial.bytes));
    if (found.some(({ code }) => code === noTopology)) empty.push(tutorial.file);
    for (const diagnostic of found) {
      diagnostics.push(...(diagnostic.code === noTopology ? withoutTopology(diagnostic, tutorial, io) : [diagnostic]));
    }
  }
  return { lessons, diagnostics: sortDiagnostics(diagnostics), empty, sources };
}

/** Reads and compiles what `paths` stand for, and looks at the tutorials together. */
export async function loadTutorials(paths: readonly string[], io: Io): Promise<Loaded> {
  const tutorials = readTutorials(paths, io);
  const compiled = tutorials.map(({ file, bytes }) => compileTutorial(file, bytes));
  return gather(tutorials, compiled, io);
}

/** Prints the problems of `loaded`: frames for people to standard error; all other formats, being the result that was asked for, to standard output. */
export function reportTo(
  io: Io,
  format: ReportFormat,
  { diagnostics, sources }: Pick<Loaded, 'diagnostics' | 'sources'>,
): void {
  if (format === 'human') io.err(reports.human(diagnostics, sources, { colour: io.colour.err }));
  else io.out(reports[format](diagnostics, sources));
}
