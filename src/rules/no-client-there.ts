// An end that asks for its address where none can be taken: on the machine itself, or at a port.
import { defineDiagnostic } from '../diagnostics/diagnostic.ts';
import type { Rule } from './rule.ts';

const report = defineDiagnostic('no-client-there', 'end that cannot ask for an address');

/** Reports each such end. */
export const noClientThere: Rule = ({ state }) =>
  [...state.nodes.values()].flatMap(({ netns, interfaces }) =>
    interfaces.flatMap(({ asks = [], master, node }) => {
      if (netns !== null && master === undefined) return [];
      const label =
        master === undefined
          ? 'the machine would take its way out from the lab'
          : `a port of ${master} has no address of its own`;
      const help = master === undefined ? `write an address for ${node}` : 'take it away, or ask at the other end';
      return asks.map(({ at }) => report({ at, label, help }));
    }),
  );
