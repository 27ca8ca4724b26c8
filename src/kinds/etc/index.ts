// Files that a node sees in `/etc`.
import type { Kind } from '../kind.ts';
import { etc } from './key.ts';
import { lowerFiles } from './lower.ts';

export const etcKind: Kind = { keys: [etc], contents: ({ state }) => lowerFiles(state) };
