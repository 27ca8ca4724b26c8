// Phase 3: looks at the labs of one tutorial together. Names are literal, so two labs that share one cannot both stand.
import type { Interface, Lab, State } from '../2-model/lab.ts';
import { type Diagnostic, defineDiagnostic } from '../diagnostics/diagnostic.ts';
import type { Span } from '../diagnostics/span.ts';

const report = defineDiagnostic('name-in-two-labs', 'two labs of a tutorial share names on the machine', 'warning');

/** The interfaces that lie in the machine's own namespace. */
function devicesOf({ nodes }: State): Interface[] {
  return [...nodes.values()].flatMap(({ netns, interfaces }) => (netns === null ? interfaces : []));
}

/** What a lab puts on the machine under a name, in any of its steps, and where it is first said. */
function namesOf({ steps }: Lab): Map<string, Span> {
  const names = new Map<string, Span>();
  const note = (name: string, at: Span) => {
    if (!names.has(name)) names.set(name, at);
  };
  for (const { state } of steps) {
    for (const { netns, at } of state.nodes.values()) if (netns !== null) note(`namespace ${netns}`, at);
    for (const { name, at } of devicesOf(state)) note(`interface ${name}`, at);
  }
  return names;
}

/** The names that two labs share, told at the first of them. */
function shared(
  lab: Lab,
  names: ReadonlyMap<string, Span>,
  other: Lab,
  others: ReadonlyMap<string, Span>,
): Diagnostic[] {
  const both = [...names].flatMap(([name, at]) => {
    const before = others.get(name);
    return before === undefined ? [] : [{ name, at, before }];
  });
  const [first] = both;
  if (first === undefined) return [];
  const more = both.length === 1 ? '' : `, and ${both.length - 1} more`;
  return [
    report({
      at: first.at,
      label: `${first.name}: in lab ${other.name} too${more}`,
      related: [{ at: first.before, label: `of lab ${other.name}` }],
      help: `name the nodes of ${lab.name} differently, or tell readers to run teardown.sh of ${other.name} first`,
    }),
  ];
}

/** The labs of one tutorial that cannot stand side by side: a warning for each such pair. */
export function checkSideBySide(labs: readonly Lab[]): Diagnostic[] {
  const all = labs.map((lab) => ({ lab, names: namesOf(lab) }));
  return all.flatMap(({ lab, names }, index) =>
    all.slice(0, index).flatMap((before) => shared(lab, names, before.lab, before.names)),
  );
}
