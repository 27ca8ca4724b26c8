// Commands of the author's own: the escape hatch.

import type { Span, Text } from '../../diagnostics/span.ts';
import { commandLine } from '../../language/scalars.ts';
import { mapped, oneOrMany, record, type Shape } from '../../language/shape.ts';
import { nodeKey } from '../node-key.ts';

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

/** The escape hatch. `unless` succeeds when it is done; `undo` is there on the host and on bridges. */
export interface Command {
  readonly run: string;
  readonly undo?: string;
  readonly unless?: string;
  readonly at: Span;
}

export const exec = nodeKey<readonly ExecStatement[], Command>({
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
  resolve: (said) =>
    said.map(({ at, do: line, undo, unless }) => ({
      at,
      run: line.text,
      ...(undo === undefined ? {} : { undo: undo.text }),
      ...(unless === undefined ? {} : { unless: unless.text }),
    })),
  effects: { treatsPackets: true, changesNetwork: true },
  view: (commands) => commands.map(({ run }) => run),
});
