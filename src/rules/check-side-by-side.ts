// Looks at the labs of one tutorial together. Names are literal, so two labs that share one cannot both stand.

import { type Diagnostic, defineDiagnostic } from '../diagnostics/diagnostic.ts';
import type { Span } from '../diagnostics/span.ts';
import { machineInterfaces } from '../model/interfaces.ts';
import type { Lab } from '../model/lab.ts';

const report = defineDiagnostic('name-in-two-labs', 'two labs of a tutorial share names on the machine', 'warning');

/** What a lab puts on the machine under a name, in any of its steps, and where it is first said. */
function namesOf({ steps }: Lab): Map<string, Span> {
  const names = new Map<string, Span>();
  const note = (name: string, at: Span) => {
    if (!names.has(name)) names.set(name, at);
  };
  for (const { state } of steps) {
    for (const { netns, at } of state.nodes.values()) if (netns !== null) note(`namespace ${netns}`, at);
    for (const { name, at } of machineInterfaces(state)) note(`interface ${name}`, at);
  }
  return names;
}

interface Holder {
  readonly lab: string;
  readonly at: Span;
}

function shared(lab: Lab, names: ReadonlyMap<string, Span>, holders: ReadonlyMap<string, Holder>): Diagnostic[] {
  const both = [...names].flatMap(([name, at]) => {
    const holder = holders.get(name);
    return holder === undefined ? [] : [{ name, at, holder }];
  });
  const [first] = both;
  if (first === undefined) return [];
  const { name, at, holder } = first;
  return [
    report({
      at,
      label: `${name}: in lab ${holder.lab} too${both.length === 1 ? '' : `, and ${both.length - 1} more`}`,
      related: [{ at: holder.at, label: `of lab ${holder.lab}` }],
      help: `name the nodes of ${lab.name} differently, or tell readers to run teardown.sh of ${holder.lab} first`,
    }),
  ];
}

/** The labs of one tutorial that cannot stand beside one before them: a warning for each. */
export function checkSideBySide(labs: readonly Lab[]): Diagnostic[] {
  const holders = new Map<string, Holder>();
  return labs.flatMap((lab) => {
    const names = namesOf(lab);
    const found = shared(lab, names, holders);
    for (const [name, at] of names) if (!holders.has(name)) holders.set(name, { lab: lab.name, at });
    return found;
  });
}
