// For each canary, the fields that take it, and the files of a tutorial that holds it in all of them.
import type { OutputFile } from '../../src/5-outputs/output.ts';
import { canaries, type Field, fields, tutorialWith } from './canaries.ts';
import { compileAnything } from './compile-anything.ts';

export interface Accepted {
  readonly name: string;
  readonly text: string;
  /** The others refuse it with a diagnostic. */
  readonly fields: readonly Field[];
  readonly files: readonly OutputFile[];
}

/** The file that a canary would make where it is taken for code. */
export const mark = '/tmp/CANARY';

/** What becomes of every canary in these fields. */
export function acceptedCanaries(among: readonly Field[] = fields): Accepted[] {
  return Object.entries(canaries(mark)).map(([name, text]) => {
    const taking = among.filter((field) => compileAnything(tutorialWith(text, [field])).files.length > 0);
    return { name, text, fields: taking, files: compileAnything(tutorialWith(text, taking)).files };
  });
}

/** The one file of this name. */
export function fileNamed(files: readonly OutputFile[], name: string): OutputFile {
  const found = files.filter(({ path }) => path.split('/').at(-1) === name && !path.includes('ansible_collections'));
  const [only] = found;
  if (only === undefined || found.length > 1) throw new Error(`${found.length} files are named ${name}`);
  return only;
}
