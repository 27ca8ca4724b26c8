// A check that will not hold, or only since something else is broken: the way of its packets is foretold.
import type { Help } from '../checks/foretold.ts';
import { foretell, foretoldChecks } from '../checks/list.ts';
import { defineDiagnostic } from '../diagnostics/diagnostic.ts';
import type { TextEdit } from '../diagnostics/edit.ts';
import { isSamePlace, isWithin } from '../diagnostics/span.ts';
import { itemsTogether, sayOfNode } from '../language/say-of-node.ts';
import type { Lab, Step } from '../model/lab.ts';
import type { Rule } from './rule.ts';

const fails = defineDiagnostic('check-will-not-hold', 'check that will not hold', 'warning');
const onlySince = defineDiagnostic(
  'check-holds-by-accident',
  'check that holds only since something else is broken',
  'warning',
);

/** What is to be written, at its places: in the block of the step, else where the node is declared; empty where one has no place. */
function editsOf({ writes = [] }: Help, step: Step, lab: Lab): readonly TextEdit[] {
  const edits = itemsTogether(writes).map((write) => {
    if (!('key' in write)) return write;
    const at = step.state.nodes.get(write.node)?.at;
    const home = at && lab.steps.find(({ block }) => isWithin(at, block.at));
    return at && [step, ...(home ? [home] : [])].map(({ block }) => sayOfNode(block.content, at, write)).find(Boolean);
  });
  const known = edits.flatMap((edit) => edit ?? []);
  // What is said under the name of many is said once.
  const once = known.filter(({ at }, index) => known.findIndex((other) => isSamePlace(other.at, at)) === index);
  return known.length < edits.length ? [] : once;
}

/** Warns of the first pair of each sentence that is foretold to fail, or to hold for the wrong reason. */
export const checkWillNotHold: Rule = function* (step, lab) {
  for (const pairs of foretoldChecks(step)) {
    for (const check of pairs) {
      const { at } = check;
      const found = foretell(check, step.state);
      if (found.is === 'fails') {
        const { label, related } = found;
        const help = found.help();
        yield fails({ at, label, related, help: help.text, edits: editsOf(help, step, lab) });
        break;
      }
      const fault = found.is === 'holds' ? found.onlySince : undefined;
      // What a later step breaks itself, its checks are about.
      if (fault === undefined || (step.number > 1 && fault.at && isWithin(fault.at, step.block.at))) continue;
      const help = 'if that is meant, say so: name the reason behind `because`, or write a note; else mend it';
      const related = fault.at === undefined ? [] : [{ at: fault.at, label: 'this is why' }];
      yield onlySince({ at, label: fault.text, related, help });
      break;
    }
  }
};
