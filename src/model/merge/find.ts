// Finds what a change or a removal speaks of, and reports what is not there.
import { type Diagnostic, defineDiagnostic, type Related } from '../../diagnostics/diagnostic.ts';
import type { Span } from '../../diagnostics/span.ts';
import type { CableStatement } from '../../language/statements.ts';
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

const pairOf = ({ ends }: CableStatement): string =>
  ends
    .map(({ node }) => node.text)
    .sort()
    .join(' ');

function put(places: Map<string, number[]>, key: string, place: number): void {
  const known = places.get(key);
  if (known === undefined) places.set(key, [place]);
  else known.push(place);
}

/** Of many cables that fit, so many are pointed at. */
const mostShown = 6;

/** The cables of a lab, found by an interface or the nodes that they join. Each has a place, at which another may be put or none. */
export class Cables {
  readonly #places: (DeclaredCable | undefined)[];
  readonly #byEnd = new Map<string, number[]>();
  readonly #byPair = new Map<string, number[]>();

  constructor(cables: readonly DeclaredCable[]) {
    this.#places = [...cables];
    for (const [place, { statement, interfaces }] of cables.entries()) {
      put(this.#byPair, pairOf(statement), place);
      for (const side of [0, 1] as const)
        put(this.#byEnd, `${statement.ends[side].node.text}:${interfaces[side].name}`, place);
    }
  }

  fitting(statement: CableStatement): (readonly [place: number, cable: DeclaredCable])[] {
    const named = statement.ends.find((end) => end.interface !== undefined);
    const places =
      named === undefined
        ? this.#byPair.get(pairOf(statement))
        : this.#byEnd.get(`${named.node.text}:${named.interface?.text}`);
    return (places ?? []).flatMap((place) => {
      const cable = this.#places[place];
      return cable !== undefined && isSameCable(statement, cable) ? [[place, cable] as const] : [];
    });
  }

  /** Puts what `make` gives in the place of the one cable that the statement speaks of, or nothing; reports none and several. */
  replace(
    statement: CableStatement,
    diagnostics: Diagnostic[],
    make: (cable: DeclaredCable) => DeclaredCable | undefined,
  ): void {
    const fits = this.fitting(statement);
    const [first, second] = fits;
    if (first === undefined) {
      const [a, b] = statement.ends;
      const help = `name a cable that an earlier step has laid; no cable joins ${a.node.text} and ${b.node.text} so`;
      reportNotThere(statement.at, 'no such cable', help, diagnostics);
    } else if (second !== undefined) {
      const [, { statement: known, interfaces }] = first;
      diagnostics.push(
        whichCable({
          at: statement.at,
          label: `${fits.length} cables fit`,
          related: fits.slice(0, mostShown).map(([, cable]) => ({ at: cable.statement.at, label: 'this one' })),
          help: `name the interface too: ${known.ends[0].node.text}:${interfaces[0].name}`,
        }),
      );
    } else this.#places[first[0]] = make(first[1]);
  }

  /** Those that stand, in their order. */
  all(): DeclaredCable[] {
    return this.#places.flatMap((cable) => cable ?? []);
  }
}
