// A later block whose `lab:` is misspelt starts another lab, in which nothing that it speaks of is there.
import type { Tutorial } from '../1-source/tutorial.ts';
import { type Diagnostic, defineDiagnostic } from '../diagnostics/diagnostic.ts';
import { nearest } from '../diagnostics/did-you-mean.ts';
import type { Text } from '../diagnostics/span.ts';

const misspeltLab = defineDiagnostic('misspelt-lab', 'lab whose name is nearly that of the one before');

/** A lab that was started earlier in the file. */
export interface EarlierLab {
  readonly name: Text;
  /** The names of its nodes and groups. */
  readonly knows: (name: string) => boolean;
}

/** The one report in the place of those of a lab's first block, where it speaks of things of an earlier lab that is called nearly so. */
export function reportMisspeltLab(
  name: Text,
  earlier: readonly EarlierLab[],
  problems: readonly Diagnostic[],
  { text }: Tutorial,
): Diagnostic | undefined {
  const meant = nearest(
    name.text,
    earlier.map((lab) => lab.name.text),
  );
  const lab = earlier.find((one) => one.name.text === meant);
  const speaksOf = ({ at: { start, end } }: Diagnostic) => text.slice(start.offset, end.offset).split('..')[0] ?? '';
  const missing = problems.filter(({ code }) => code === 'unknown-node' || code === 'nothing-to-change');
  if (lab === undefined || !missing.some((problem) => lab.knows(speaksOf(problem)))) return undefined;
  return misspeltLab({
    at: name.at,
    label: 'starts another lab',
    related: [{ at: lab.name.at, label: 'the lab before' }],
    help: `write ${lab.name.text} to go on with it, or say what nodes ${name.text} has`,
    expected: [lab.name.text],
  });
}
