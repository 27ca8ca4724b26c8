// Commands of the author's own: the escape hatch.
import type { Kind } from '../kind.ts';
import { exec } from './key.ts';
import { lowerCommands } from './lower.ts';
import { execWithoutUndo } from './rules/exec-without-undo.ts';

export const execKind: Kind = {
  keys: [exec],
  rules: [execWithoutUndo],
  contents: ({ state }) => lowerCommands(state),
};
