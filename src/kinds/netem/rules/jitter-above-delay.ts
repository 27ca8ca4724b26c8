// A jitter that is longer than the delay: no packet can arrive before it was sent.

import { defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import { interfacesOf } from '../../../model/interfaces.ts';
import type { Rule } from '../../../rules/rule.ts';
import { amountOf } from '../words.ts';

const report = defineDiagnostic('jitter-above-delay', 'jitter that is longer than the delay');

/** Reports each such jitter, of no delay too. */
export const jitterAboveDelay: Rule = ({ state }) =>
  interfacesOf(state).flatMap((sender) => {
    const { jitter, delay } = sender.options;
    if (jitter === undefined || amountOf(sender, 'jitter') <= amountOf(sender, 'delay')) return [];
    if (delay === undefined)
      return report({ at: jitter.at, label: 'of no delay', help: `add \`delay: ${jitter.value}\`, or more` });
    const related = [{ at: delay.at, label: 'the delay' }];
    return report({
      at: jitter.at,
      label: 'longer than that',
      related,
      help: `write \`jitter: ${delay.value}\`, or less`,
    });
  });
