// The list of kinds: one line each, in the order of the reference.
import { addressKind } from './address/index.ts';
import { etcKind } from './etc/index.ts';
import { execKind } from './exec/index.ts';
import { forwardKind } from './forward/index.ts';
import { gatewayKind } from './gateway/index.ts';
import type { Kind } from './kind.ts';
import { natKind } from './nat/index.ts';
import type { AnyNodeKey } from './node-key.ts';
import { routesKind } from './routes/index.ts';
import { runKind } from './run/index.ts';
import { subnetKind } from './subnet/index.ts';
import { sysctlKind } from './sysctl/index.ts';

/** Every kind of netgen. */
export const kinds: readonly Kind[] = [
  addressKind,
  subnetKind,
  gatewayKind,
  routesKind,
  natKind,
  forwardKind,
  sysctlKind,
  etcKind,
  runKind,
  execKind,
];

/** The keys that stand under a node, besides its kind. */
export const nodeKeys: readonly AnyNodeKey[] = kinds.flatMap(({ keys = [] }) => keys);

/** The key of this name; undefined where there is none. */
export function nodeKeyNamed(name: string): AnyNodeKey | undefined {
  return nodeKeys.find((key) => key.name === name);
}
