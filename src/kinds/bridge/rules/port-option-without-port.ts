// A cable that says what a port of a bridge does, and neither of its ends is one.
import { defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import { bridgeOf, endsOf } from '../../../model/interfaces.ts';
import type { Rule } from '../../../rules/rule.ts';
import { portOptions } from '../words.ts';

const report = defineDiagnostic('port-option-without-port', 'option of a port at a cable that ends at no bridge');

/** Reports each such option once a cable. */
export const portOptionWithoutPort: Rule = ({ state }) =>
  state.links.flatMap((link) => {
    // What carries a link has a cable of its own, which says what it says.
    const ends = endsOf(state, link).slice(0, link.secondEnd === 'parent' ? 1 : 2);
    if (ends.some((end) => bridgeOf(state, end) !== undefined)) return [];
    return Object.keys(portOptions).flatMap((name) => {
      const at = ends.flatMap(({ options }) => options[name]?.at ?? [])[0];
      const help = `take \`${name}\` away, or let the cable end at a switch`;
      return at === undefined ? [] : [report({ at, label: 'no port of a bridge here', help })];
    });
  });
