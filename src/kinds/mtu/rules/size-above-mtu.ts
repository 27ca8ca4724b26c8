// A check with a packet that is longer than an interface on its way may send: nobody cuts it, so that it gets nowhere.
import { isReach } from '../../../checks/reach/check.ts';
import { defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import { readableName } from '../../../model/interfaces.ts';
import type { Rule } from '../../../rules/rule.ts';
import { wayThere } from '../../netem/way.ts';
import { mtuOf } from '../mtu-of.ts';

const tooLong = defineDiagnostic('size-above-mtu', 'packet of a check that is longer than the MTU of its way');

/** Looks at each check of the step that names a size. */
export const sizeAboveMtu: Rule = ({ state, checks }) =>
  checks.filter(isReach).flatMap((check) => {
    const { size, expect } = check;
    const way = (expect && size && wayThere(check, state)) || [];
    const mtus = way.map((sender) => ({ sender, mtu: mtuOf(state, sender) }));
    const [least] = mtus.toSorted((a, b) => a.mtu - b.mtu);
    if (size === undefined || least === undefined || size.value <= least.mtu) return [];
    const { sender, mtu } = least;
    const label = `${readableName(sender)} sends at most ${mtu}`;
    return [tooLong({ at: size.at, label, help: `write \`with ${mtu} bytes\`, or \`cannot reach\`` })];
  });
