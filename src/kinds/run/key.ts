// Foreground processes of a node, which live as long as the lab.

import type { Span, Text } from '../../diagnostics/span.ts';
import { commandLine } from '../../language/scalars.ts';
import { oneOrMany } from '../../language/shape.ts';
import { nodeKey } from '../node-key.ts';

/** A foreground process that lives as long as the lab. */
export interface Process {
  readonly command: string;
  readonly at: Span;
}

export const run = nodeKey<readonly Text[], Process>({
  name: 'run',
  summary: 'Foreground processes that live as long as the lab.',
  example: 'run: [python3 -m http.server 80]',
  stands: ({ bridge }) => bridge === undefined,
  shape: oneOrMany(commandLine),
  merge: {
    is: 'list',
    identity: ({ text }) => text,
    content: ({ text }) => text,
    place: ({ at }) => at,
    changes: 'the list',
  },
  resolve: (said) => said.map(({ text, at }) => ({ command: text, at })),
  effects: { changesNetwork: true, listens: ({ command }) => command },
  view: (processes) => processes.map(({ command }) => command),
});
