// A bond with LACP (802.3ad) whose cables do not all end at one bond of that mode: it uses a single cable.
import { defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import { endsOf, interfacesOf, masterOf } from '../../../model/interfaces.ts';
import type { Rule } from '../../../rules/rule.ts';

const report = defineDiagnostic('bond-without-partner', 'LACP with nobody who speaks it', 'warning');

/** Warns of each such bond. */
export const bondWithoutPartner: Rule = ({ state }) =>
  interfacesOf(state).flatMap((bond) => {
    const { mode } = bond.options;
    if (bond.role !== 'bond' || mode?.value !== '802.3ad') return [];
    const far = state.links.flatMap((link) => {
      const ends = endsOf(state, link);
      return ends.some((end) => masterOf(state, end) === bond)
        ? ends.filter((end) => masterOf(state, end) !== bond)
        : [];
    });
    const partners = far.map((end) => masterOf(state, end));
    const [partner] = partners;
    if (partner?.options['mode']?.value === '802.3ad' && partners.every((each) => each === partner)) return [];
    const stray = far.find((_, index) => partners[index]?.options['mode']?.value !== '802.3ad') ?? far[0];
    if (stray === undefined) return [];
    const orPartner = `, or make one bond of the ends at ${stray.node}, with \`mode: 802.3ad\``;
    const help = `write \`mode: active-backup\`${masterOf(state, stray)?.standsForNode ? '' : orPartner}`;
    return report({ at: mode.at, label: `${stray.node}:${stray.name} is in no such bond`, help });
  });
