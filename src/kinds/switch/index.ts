// A bridge in a network namespace of its own: a LAN that the machine has no part in.
import type { Kind } from '../kind.ts';
import { switchNode } from './node.ts';

export const switchKind: Kind = { nodes: [switchNode] };
