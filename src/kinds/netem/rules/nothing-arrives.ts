// A loss of every packet: a cable that is out is said otherwise.

import { defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import { interfacesOf } from '../../../model/interfaces.ts';
import type { Rule } from '../../../rules/rule.ts';
import { amountOf } from '../words.ts';

const report = defineDiagnostic('nothing-arrives', 'loss of every packet', 'warning');

/** Warns of each end that loses or spoils all that it sends. */
export const nothingArrives: Rule = ({ state }) =>
  interfacesOf(state).flatMap((sender) =>
    (['loss', 'corrupt'] as const).flatMap((name) => {
      const said = sender.options[name];
      if (said === undefined || amountOf(sender, name) < 100) return [];
      const help = `write \`state: down\` for a cable that is out, or less, as in \`${name}: 10%\``;
      return report({ at: said.at, label: 'nothing arrives', help });
    }),
  );
