// The name of a tutorial: the folder of its outputs and part of the names of its lab, so not every file name will do.
import { type Diagnostic, defineDiagnostic } from '../diagnostics/diagnostic.ts';
import type { SourceText } from './source-text.ts';

const badTutorialName = defineDiagnostic('tutorial-name', 'file name that cannot name a folder of outputs');

/** Files and folders beside those of tutorials, and names that Windows keeps for devices. */
const reserved = /^(?:ansible_collections|readme|index|index\.html|con|prn|aux|nul|com\d|lpt\d)$/i;

/** The file's name without its ending. */
export function tutorialName(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1).replace(/\.(?:md|markdown)$/i, '');
}

/** Names of files have 255 bytes, and what is made of this one is longer. */
const longest = 100;

/** What is wrong with a name: a blank, a mark, part of a path; undefined if it will do. */
function problemOf(name: string): string | undefined {
  if (/[^\p{L}\p{N}\p{M}._-]/u.test(name) || name === '') return 'only letters, digits, `.`, `_` and `-`';
  if (name.length > longest) return `${name.length} characters, at most ${longest}`;
  if (!/^[\p{L}\p{N}_]/u.test(name)) return 'the first is a letter, a digit or `_`';
  if (name.endsWith('.')) return 'the last is no `.`';
  return reserved.test(name) ? 'this name is kept for something else' : undefined;
}

/** Refuses a name that is none for a folder. */
export function checkName(source: SourceText): Diagnostic[] {
  const name = tutorialName(source.file);
  const label = problemOf(name);
  if (label === undefined) return [];
  const better = name
    .replace(/[^\p{L}\p{N}\p{M}_-]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, longest);
  const suggestion = better === '' || reserved.test(better) ? `${better || 'my'}-lab` : better;
  return [badTutorialName({ at: source.span(0, 0), label, help: `rename the file to \`${suggestion}.md\`` })];
}
