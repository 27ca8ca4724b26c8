// Commands of the author's own: the escape hatch.

import { defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import type { Span, Text } from '../../diagnostics/span.ts';
import { commandLine } from '../../language/scalars.ts';
import { mapped, oneOrMany, record, type Shape } from '../../language/shape.ts';
import type { Node } from '../../model/lab.ts';
import { authored, programNeeds } from '../../plan/authored.ts';
import { placeName, type Resource, resourceOf, withinNetns } from '../../plan/resource.ts';
import { noun } from '../../plan/things.ts';
import type { Rule } from '../../rules/rule.ts';
import { folderOf } from '../files/index.ts';
import type { Kind } from '../kind.ts';
import { nodeKey } from '../node-key.ts';

/** `unless` succeeds when it is done; `undo` is there on the machine itself. */
interface ExecStatement {
  readonly at: Span;
  readonly do: Text;
  readonly undo?: Text;
  readonly unless?: Text;
}

const command: Shape<ExecStatement> = mapped(
  record('{ do, undo, unless }', {
    do: { shape: commandLine, summary: 'The command.', example: 'do: ip link add dummy0 type dummy', required: true },
    undo: {
      shape: commandLine,
      summary: 'What takes it back; required on the machine itself.',
      example: 'undo: ip link del dummy0',
    },
    unless: {
      shape: commandLine,
      summary: 'Succeeds when it is done already.',
      example: 'unless: ip link show dummy0',
    },
  }),
  ({ at, fields }) => (fields.do === undefined ? undefined : { at, ...fields, do: fields.do }),
);

const exec = nodeKey<readonly ExecStatement[], ExecStatement>({
  name: 'exec',
  summary: 'The escape hatch: commands, each with what takes it back and how to see that it is done.',
  example: 'exec: { do: ip link set lo up, unless: ip link show lo up }',
  stands: () => true,
  shape: oneOrMany(command),
  merge: {
    is: 'list',
    identity: (item) => item.do.text,
    content: ({ undo, unless }) => JSON.stringify([undo?.text, unless?.text]),
    place: ({ at }) => at,
    changes: 'the list',
  },
  resolve: (said) => said,
  effects: { treatsPackets: true, changesNetwork: true },
  view: (commands) => commands.map((one) => one.do.text),
});

const thing = noun('command of the lesson', 'commands of the lesson', '条本课自带的命令');

const reason = { en: 'A command of the lesson itself.', 'zh-CN': '本课自带的命令。' };

function commandResources(lab: string, node: Node): Resource[] {
  const { netns } = node;
  const own = (text: string) => authored(netns, text, folderOf(lab, node));
  return exec.of(node).map(({ do: line, undo, unless, at }, index): Resource => {
    const asked = unless === undefined ? {} : { unless: own(unless.text).argv };
    return resourceOf({
      key: `run ${placeName(netns)}-${index + 1}`,
      netns,
      within: withinNetns(netns),
      make: [{ ...own(line.text), ...asked }],
      undo: undo === undefined ? [] : [own(undo.text)],
      ...(undo === undefined ? {} : { undoIsNoted: true }),
      reason,
      at,
      needs: programNeeds(line.text, undo?.text),
      thing,
    });
  });
}

const report = defineDiagnostic('exec-without-undo', 'command on the machine without what takes it back');

/** Reports commands on `host` and on bridges that say no `undo`. */
const execWithoutUndo: Rule = ({ state }) =>
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

export const execKind: Kind = {
  keys: [exec],
  rules: [execWithoutUndo],
  lowerLast: ({ lab, state: { nodes } }) => [...nodes.values()].flatMap((node) => commandResources(lab, node)),
};
