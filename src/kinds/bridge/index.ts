// A bridge device on the machine itself, under exactly the node's name.
import type { Kind } from '../kind.ts';
import { allowBridged } from './lower.ts';
import { bridge } from './node.ts';

export const bridgeKind: Kind = { nodes: [bridge], allowances: allowBridged };
