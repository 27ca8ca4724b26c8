// A node that no cable, check or command of the whole lab speaks of.

import { defineDiagnostic } from '../diagnostics/diagnostic.ts';
import { ownBridgeOf } from '../model/interfaces.ts';
import type { Check, Lab, Node } from '../model/lab.ts';
import type { Rule } from './rule.ts';

const report = defineDiagnostic('unused-node', 'node without a cable', 'warning');

const nodesOf = ({ parties }: Check): string[] => parties.flatMap((party) => (party.is === 'node' ? [party.name] : []));

const doesSomething = ({ interfaces, things }: Node): boolean =>
  [...interfaces.map(({ addresses }) => addresses), ...Object.values(things)].some((list) => list.length > 0);

function usedNodes({ steps }: Lab): Set<string> {
  const used = steps.flatMap(({ state, checks }) => [
    ...checks.flatMap(nodesOf),
    ...state.links.flatMap(({ ends }) => ends.map(({ node }) => node)),
    ...[...state.nodes.values()].filter(doesSomething).map(({ name }) => name),
  ]);
  return new Set(used);
}

/** Warns of such nodes, once for the whole lab. */
export const unusedNode: Rule = ({ number }, lab) => {
  // The whole lab is looked at, once. One without cables is about namespaces alone.
  if (number > 1 || !lab.steps.some(({ state }) => state.links.length > 0)) return [];
  const used = usedNodes(lab);
  return lab.steps
    .flatMap(({ state }) => [...state.nodes.values()])
    .filter((node) => !used.has(node.name) && (node.netns !== null || ownBridgeOf(node) !== undefined))
    .map(({ at, name }) =>
      report({
        at,
        label: `nothing is plugged into ${name}`,
        help: `draw a cable to it under \`links\`, or leave ${name} out`,
      }),
    );
};
