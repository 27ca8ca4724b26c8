// Routes of a node.
import type { Kind } from '../kind.ts';
import { routes } from './key.ts';

export const routesKind: Kind = { keys: [routes] };
