// For each canary, the fields that take it, and the files of a tutorial that holds it in all of them.

import { compileTutorial } from '../../src/compile.ts';
import type { OutputFile } from '../../src/outputs/output.ts';
import { canaries, type Field, fields, names, tutorialWith } from './canaries.ts';
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

const compiles = (text: string, among: readonly Field[]): boolean =>
  compileTutorial('tutorial.md', Buffer.from(tutorialWith(text, among))).lesson !== undefined;

/** The fields that take a text: all that take it together, where they do; else each is asked alone. */
function takers(text: string, among: readonly Field[]): readonly Field[] {
  if (compiles(text, among)) return among;
  return among.filter((field) => compiles(text, [field]));
}

/** What becomes of every canary in these fields. */
export async function acceptedCanaries(among: readonly Field[] = fields): Promise<Accepted[]> {
  const isName = (field: Field) => names.has(field);
  const accepted = Object.entries(canaries(mark)).map(async ([name, text]) => {
    const free = takers(
      text,
      among.filter((field) => !isName(field)),
    );
    const taking = [...free, ...takers(text, among.filter(isName))];
    return { name, text, fields: taking, files: (await compileAnything(tutorialWith(text, taking))).files };
  });
  return Promise.all(accepted);
}

/** The one file of this name. */
export function fileNamed(files: readonly OutputFile[], name: string): OutputFile {
  const found = files.filter(({ path }) => path.split('/').at(-1) === name && !path.includes('ansible_collections'));
  const [only] = found;
  if (only === undefined || found.length > 1) throw new Error(`${found.length} files are named ${name}`);
  return only;
}
