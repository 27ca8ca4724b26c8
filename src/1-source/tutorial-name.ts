// The name of a tutorial: the folder of its outputs and part of the names of its lab, so not every file name will do.
import { type Diagnostic, defineDiagnostic } from '../diagnostics/diagnostic.ts';
import type { SourceText } from './source-text.ts';
import type { Tutorial } from './tutorial.ts';

const badTutorialName = defineDiagnostic('tutorial-name', 'file name that cannot name a folder of outputs');
const sameTutorialName = defineDiagnostic('same-tutorial-name', 'two tutorials with the same file name');

/** Folders beside those of tutorials, and names that Windows keeps for devices. */
const reserved = /^(?:ansible_collections|readme|index|con|prn|aux|nul|com\d|lpt\d)$/i;

/** The file's name without its ending. */
export function tutorialName(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1).replace(/\.(?:md|markdown)$/i, '');
}

/** Refuses a name with blanks, path parts or marks in it. */
export function checkName(source: SourceText): Diagnostic[] {
  const name = tutorialName(source.file);
  const fits = /^[\p{L}\p{N}_][\p{L}\p{N}\p{M}._-]{0,99}$/u.test(name) && !name.endsWith('.');
  if (fits && !reserved.test(name)) return [];
  const better = name
    .replace(/[^\p{L}\p{N}\p{M}_-]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 100);
  const suggestion = better === '' || reserved.test(better) ? `${better || 'my'}-lab` : better;
  return [
    badTutorialName({
      at: source.span(0, 0),
      label: fits ? 'this name is kept for something else' : 'only letters, digits, `.`, `_` and `-`',
      help: `rename the file to \`${suggestion}.md\``,
    }),
  ];
}

/**
 * Refuses tutorials whose outputs would overwrite each other, also where the case of letters makes no difference, and in
 * the names of Ansible roles, which know no mark but `_`.
 */
export function checkNamesDiffer(tutorials: readonly Pick<Tutorial, 'file' | 'name'>[]): Diagnostic[] {
  const first = new Map<string, string>();
  const diagnostics: Diagnostic[] = [];
  for (const { file, name } of tutorials) {
    const folded = name
      .normalize('NFC')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, '_');
    const other = first.get(folded);
    if (other === undefined) {
      first.set(folded, file);
      continue;
    }
    const start = { line: 1, column: 1, offset: 0 };
    const help = `rename this file or \`${other}\`: their outputs would overwrite each other`;
    diagnostics.push(sameTutorialName({ at: { file, start, end: start }, label: 'the name is taken', help }));
  }
  return diagnostics;
}
