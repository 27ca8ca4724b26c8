// Packets that do not wait for the delay, where there is none: nothing is overtaken.

import { defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import { interfacesOf } from '../../../model/interfaces.ts';
import type { Rule } from '../../../rules/rule.ts';
import { amountOf } from '../words.ts';

const report = defineDiagnostic('reorder-without-delay', 'another order of packets that do not wait');

/** Reports each such option; tc refuses it. */
export const reorderWithoutDelay: Rule = ({ state }) =>
  interfacesOf(state).flatMap((sender) => {
    const { reorder } = sender.options;
    if (reorder === undefined || amountOf(sender, 'reorder') === 0 || amountOf(sender, 'delay') > 0) return [];
    return report({ at: reorder.at, label: 'nothing to overtake', help: 'add a delay: `delay: 10ms`' });
  });
