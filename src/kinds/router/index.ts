// A network namespace that passes packets on.
import type { Kind } from '../kind.ts';
import { router } from './node.ts';

export const routerKind: Kind = { nodes: [router] };
