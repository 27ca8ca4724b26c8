// A plain network namespace.
import type { Kind } from '../kind.ts';
import { netns } from './node.ts';

export const netnsKind: Kind = { nodes: [netns] };
