// What a node knows of who is beside it: asked for by checks alone.
import type { Kind } from '../kind.ts';
import { hasNeighbour } from './has.ts';

export const neighbourKind: Kind = { possessions: [hasNeighbour] };
