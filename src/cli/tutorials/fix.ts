// Mends in tutorials what can be mended without asking: each edit is tried, and kept if its problem goes and none comes.
import { compileTutorial } from '../../compile.ts';
import type { Diagnostic, Severity } from '../../diagnostics/diagnostic.ts';
import { edited, type TextEdit } from '../../diagnostics/edit.ts';
import { unifiedDiff } from '../../files/diff.ts';
import { decode, readableText } from '../../source/decode.ts';
import type { Io } from '../io.ts';
import { type ReadTutorial, readTutorials } from './load.ts';
import { rewriteTutorial } from './rewrite.ts';

/** So many edits of one file are tried. */
const mostTries = 200;

/** The edits of a problem, or the one thing that could stand in its place; undefined where there is none, or a choice. */
function editsOf({ at, expected: [only, ...others], edits }: Diagnostic): readonly TextEdit[] | undefined {
  if (edits !== undefined) return edits;
  return only === undefined || others.length > 0 ? undefined : [{ at, text: only }];
}

const weights: readonly (readonly Severity[])[] = [['error', 'unsupported'], ['warning'], ['note']];

/** True if there are fewer errors, or as many and fewer warnings, or as many and fewer notes. */
function isBetter(now: readonly Diagnostic[], before: readonly Diagnostic[]): boolean {
  const count = (all: readonly Diagnostic[], some: readonly Severity[]) =>
    all.filter(({ severity }) => some.includes(severity)).length;
  const changes = weights.map((some) => count(now, some) - count(before, some));
  return (changes.find((change) => change !== 0) ?? 0) < 0;
}

/** The text of a tutorial with all edits that are good, and how many they are. */
function mended(file: string, read: string): { readonly text: string; readonly count: number } {
  const problemsOf = (text: string) => compileTutorial(file, new TextEncoder().encode(text)).diagnostics;
  const tried = new Set<string>();
  let [text, problems] = [read, problemsOf(read)];
  let count = 0;
  while (tried.size < mostTries) {
    const keyOf = ({ code, at }: Diagnostic) => `${code} ${text.length} ${at.start.offset}`;
    const next = problems.find((each) => !tried.has(keyOf(each)) && editsOf(each) !== undefined);
    if (next === undefined) break;
    tried.add(keyOf(next));
    const made = edited(text, editsOf(next) ?? []);
    const after = made === undefined ? problems : problemsOf(made);
    if (made === undefined || !isBetter(after, problems)) continue;
    count += 1;
    [text, problems] = [made, after];
  }
  return { text, count };
}

function mendOne({ file, bytes }: ReadTutorial, io: Io): number {
  if (!decode(bytes).ok) return 0;
  const read = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  const { text, count } = mended(file, read);
  if (text === read) return 0;
  const made = new TextEncoder().encode(text);
  rewriteTutorial(file, bytes, made, io);
  io.out(unifiedDiff(file, readableText(bytes), readableText(made)));
  return count;
}

/** Mends the tutorials that `paths` stand for, each whole or not at all, and shows what it has changed. */
export function mendTutorials(paths: readonly string[], io: Io): void {
  const counts = readTutorials(paths, io).map((tutorial) => mendOne(tutorial, io));
  const [count, files] = [counts.reduce((sum, one) => sum + one, 0), counts.filter((one) => one > 0).length];
  io.out(`${count} ${count === 1 ? 'problem' : 'problems'} mended in ${files} ${files === 1 ? 'file' : 'files'}\n`);
}
