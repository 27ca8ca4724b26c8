// The default route of a node, said by its neighbour.
import type { Kind } from '../kind.ts';
import { gateway } from './key.ts';
import { resolveGateways } from './resolve.ts';

export const gatewayKind: Kind = { keys: [gateway], resolve: resolveGateways };
