// A later block that names another lab by mistake: nothing that it speaks of is there.

import { type Diagnostic, defineDiagnostic } from '../diagnostics/diagnostic.ts';
import { nearest } from '../diagnostics/did-you-mean.ts';
import type { Text } from '../diagnostics/span.ts';
import type { Tutorial } from '../source/tutorial.ts';

const nodesOfAnotherLab = defineDiagnostic('nodes-of-another-lab', 'lab that speaks of the nodes of another one');

export interface LabNames {
  readonly name: Text;
  /** True of a name that a node or a group of it has. */
  readonly knows: (name: string) => boolean;
  readonly hasNodes: boolean;
}

/** The one report in the place of those of a lab's first block, where it speaks of things of an earlier lab: of one that is called nearly so, or has no nodes itself. */
export function reportNodesOfAnotherLab(
  { name, hasNodes }: LabNames,
  earlier: readonly LabNames[],
  problems: readonly Diagnostic[],
  { text }: Tutorial,
): Diagnostic | undefined {
  const missing = problems.filter(({ code }) => code === 'unknown-node' || code === 'nothing-to-change');
  const namesIn = ({ at: { start, end } }: Diagnostic) =>
    text.slice(start.offset, end.offset).match(/[A-Za-z][\w-]*/g) ?? [];
  const meant = earlier.filter(({ knows }) => missing.some((problem) => namesIn(problem).some(knows)));
  const near = nearest(
    name.text,
    meant.map((lab) => lab.name.text),
  );
  const lab = meant.find((one) => one.name.text === near) ?? (hasNodes ? undefined : meant.at(-1));
  if (lab === undefined) return undefined;
  const goOn = near === undefined ? `leave "lab: ${name.text}" out` : `write ${near}`;
  return nodesOfAnotherLab({
    at: name.at,
    label: 'starts another lab',
    related: [{ at: lab.name.at, label: 'the lab that has them' }],
    help: `${goOn} to go on with ${near === undefined ? lab.name.text : 'it'}, or say what nodes ${name.text} has`,
    expected: [near],
  });
}
