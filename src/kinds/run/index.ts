// Foreground processes of a node, which live as long as the lab.
import type { Kind } from '../kind.ts';
import { run } from './key.ts';
import { lowerProcesses } from './lower.ts';

export const runKind: Kind = { keys: [run], contents: ({ state }) => lowerProcesses(state) };
