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
