// A network card that stays on the machine, or that two nodes take.

import { defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import { interfacesOf } from '../../../model/interfaces.ts';
import type { Interface } from '../../../model/lab.ts';
import type { Rule } from '../../../rules/rule.ts';

const report = defineDiagnostic('card-not-free', 'network card that cannot move into this node');

/** Reports those of the machine itself, and the later ones of each name that two nodes take, or that the lab makes on the machine. */
export const cardNotFree: Rule = ({ state }) => {
  const first = new Map<string, Interface>();
  const onMachine = ({ node }: Interface) => state.nodes.get(node)?.netns === null;
  for (const each of interfacesOf(state)) if (onMachine(each) && !each.device?.isMoved) first.set(each.name, each);
  return interfacesOf(state).flatMap((own) => {
    const { name, node, at } = own;
    if (!own.device?.isMoved) return [];
    if (onMachine(own)) {
      const help = 'take it out: to give an address to an interface of the machine, use `exec`';
      return report({ at, label: `${name} is on the machine already`, help });
    }
    const earlier = first.get(name);
    if (earlier === undefined) first.set(name, own);
    if (earlier === undefined) return [];
    const related = [{ at: earlier.at, label: `${earlier.node} has it` }];
    const help = `name another card, or leave this one to ${earlier.node}`;
    return report({ at, label: `${node} cannot have ${name} too`, related, help });
  });
};
