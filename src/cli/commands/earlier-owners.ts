// Looks at the tutorials of a build together with those that own its outputs from earlier builds.
import { readFileSync, statSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { checkTogether, compileTutorial } from '../../compile.ts';
import { type Diagnostic, hasErrors } from '../../diagnostics/diagnostic.ts';
import { sortDiagnostics } from '../../diagnostics/sort.ts';
import { builtSources } from '../../files/built-sources.ts';
import { readStart } from '../../files/read-start.ts';
import type { LessonHead } from '../../outputs/output.ts';
import { readableText } from '../../source/decode.ts';
import { maxBytes } from '../../source/limits.ts';
import type { BuiltTutorials } from './build-tutorials.ts';
import type { Io } from './io.ts';

/** One string for a file, whatever path leads to it; undefined if none is there. */
function identity(path: string): string | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats?.isFile() ? `${stats.dev}:${stats.ino}` : undefined;
}

/** A tutorial as it is now; undefined if it has become something else, or cannot be built. */
function lessonNow(path: string, folder: string): LessonHead | undefined {
  try {
    const bytes = readStart(path, new Uint8Array(maxBytes + 1));
    return compileTutorial(relative(folder, path).replaceAll('\\', '/'), bytes).lesson;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return undefined;
  }
}

const ownerOf = ({ related }: Diagnostic): string =>
  `${related.map(({ at }) => at.file).join(', ')} was built into this one before`;

/**
 * Adds the problems that the tutorials have with others that were built into the same folder before: outputs of theirs would be
 * replaced. One that is gone, was renamed or makes these outputs no more is in nobody's way. `standing` are outputs besides those
 * that were made now.
 */
export function withEarlierOwners(
  built: BuiltTutorials,
  standing: readonly { readonly path: string }[],
  out: string,
  io: Io,
): BuiltTutorials {
  if (hasErrors(built.diagnostics)) return built;
  const files = built.lessons.map(({ tutorial }) => tutorial.file);
  const now = new Set([...files, ...built.empty].map((file) => identity(resolve(io.folder, file))));
  const made = new Set([...built.files, ...standing].map(({ path }) => path));
  const others = [...builtSources(resolve(io.folder, out), made)].filter((path) => {
    const found = identity(path);
    return found !== undefined && !now.has(found);
  });
  if (others.length === 0) return built;
  const owners = others.flatMap((path) => lessonNow(path, io.folder) ?? []);
  const problems = checkTogether([...owners, ...built.lessons])
    .filter(({ at }) => files.includes(at.file))
    .map((problem) => ({ ...problem, help: `${problem.help}, or build into another folder: ${ownerOf(problem)}` }));
  const sources = new Map(built.sources);
  for (const { at } of problems) sources.set(at.file, readableText(readFileSync(resolve(io.folder, at.file))));
  return { ...built, diagnostics: sortDiagnostics([...built.diagnostics, ...problems]), sources };
}
