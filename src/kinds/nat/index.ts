// Translations of a node: what it masquerades, and what it publishes.
import type { Kind } from '../kind.ts';
import { nat } from './key.ts';

export const natKind: Kind = { keys: [nat] };
