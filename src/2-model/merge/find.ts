// Finds what a change or a removal speaks of, and reports what is not there.
import { type Diagnostic, defineDiagnostic, type Related } from '../../diagnostics/diagnostic.ts';
import type { Span } from '../../diagnostics/span.ts';
import type { CableStatement } from '../language/statements.ts';
import type { DeclaredCable } from './declaration.ts';
import { isSameCable } from './identity.ts';

const notThere = defineDiagnostic('nothing-to-change', 'change or removal of something that is not there');
const whichCable = defineDiagnostic('which-cable', 'more than one cable fits');

/** Reports a change or removal of something that no step before has made. */
export function reportNotThere(
  at: Span,
  label: string,
  help: string,
  diagnostics: Diagnostic[],
  related: readonly Related[] = [],
): void {
  diagnostics.push(notThere({ at, label, help, related }));
}

/** The one cable that the statement speaks of; reports none and several. */
export function findCable(
  statement: CableStatement,
  cables: readonly DeclaredCable[],
  diagnostics: Diagnostic[],
): DeclaredCable | undefined {
  const fits = cables.filter((cable) => isSameCable(statement, cable));
  const [first, second] = fits;
  if (first === undefined) {
    const [a, b] = statement.ends;
    const help = `name a cable that an earlier step has laid; no cable joins ${a.node.text} and ${b.node.text} so`;
    reportNotThere(statement.at, 'no such cable', help, diagnostics);
  } else if (second !== undefined) {
    const [node] = first.statement.ends;
    diagnostics.push(
      whichCable({
        at: statement.at,
        label: `${fits.length} cables fit`,
        related: fits.map((cable) => ({ at: cable.statement.at, label: 'this one' })),
        help: `name the interface too: ${node.node.text}:${first.interfaces[0].name}`,
      }),
    );
    return undefined;
  }
  return first;
}
