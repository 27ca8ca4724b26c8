// Interfaces of a node that are no end of a cable.
import type { Kind } from '../kind.ts';
import { interfaces } from './key.ts';
import { macFollowsPorts } from './rules/mac-follows-ports.ts';

export const interfacesKind: Kind = { keys: [interfaces], rules: [macFollowsPorts] };
