// A port that is isolated while no other port of its bridge is.
import { defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import { interfacesOf, portsOf, readableName } from '../../../model/interfaces.ts';
import type { Rule } from '../../../rules/rule.ts';
import { isIsolated } from '../words.ts';

const report = defineDiagnostic('isolated-alone', 'isolated port that is the only one', 'warning');

/** Warns of it: an isolated port still passes frames to and from all that are not isolated. */
export const isolatedAlone: Rule = ({ state }) =>
  interfacesOf(state).flatMap((bridge) => {
    const [only, second] = bridge.role === 'bridge' ? portsOf(state, bridge).filter(isIsolated) : [];
    if (only === undefined || second !== undefined) return [];
    const at = only.options['isolated']?.at ?? only.at;
    const help = `write \`isolated: true\` at another cable of ${readableName(bridge)}, too, or take it away here`;
    return [report({ at, label: 'it is kept apart from nobody', help })];
  });
