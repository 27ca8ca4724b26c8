// A command on the machine itself has nothing that takes it back.

import { defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import type { Rule } from '../../../rules/rule.ts';
import { exec } from '../key.ts';

const report = defineDiagnostic('exec-without-undo', 'command on the machine without what takes it back');

/** Reports commands on `host` and on bridges that say no `undo`. */
export const execWithoutUndo: Rule = ({ state }) =>
  [...state.nodes.values()]
    .filter(({ netns }) => netns === null)
    .flatMap((node) =>
      exec
        .of(node)
        .filter(({ undo }) => undo === undefined)
        .map(({ at }) =>
          report({
            at,
            label: `${node.name} stays as this leaves it`,
            help: 'add the command that takes it back, for example "undo: ip link del dummy0"',
          }),
        ),
    );
