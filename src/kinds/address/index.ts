// Addresses of a node itself: of its bridge, or on its loopback interface.
import type { Kind } from '../kind.ts';
import { address } from './key.ts';

export const addressKind: Kind = { keys: [address] };
