// Interfaces of a node that are no end of a cable.
import type { Kind } from '../kind.ts';
import { interfaces } from './key.ts';

export const interfacesKind: Kind = { keys: [interfaces] };
