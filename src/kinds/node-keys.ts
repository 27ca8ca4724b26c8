// The list of keys of nodes: one line each, in the order of the reference.
import { address } from './address/index.ts';
import { etc } from './etc/index.ts';
import { exec } from './exec/index.ts';
import { forward } from './forward/index.ts';
import { gateway } from './gateway/index.ts';
import { nat } from './nat/index.ts';
import type { AnyNodeKey } from './node-key.ts';
import { routes } from './routes/index.ts';
import { run } from './run/index.ts';
import { overlap } from './subnet/overlap.ts';
import { subnet } from './subnet/subnet.ts';
import { sysctl } from './sysctl/index.ts';

/** The keys that stand under a node, besides its kind. */
export const nodeKeys: readonly AnyNodeKey[] = [
  address,
  subnet,
  overlap,
  gateway,
  routes,
  nat,
  forward,
  sysctl,
  etc,
  run,
  exec,
];

/** The key of this name; undefined where there is none. */
export function nodeKeyNamed(name: string): AnyNodeKey | undefined {
  return nodeKeys.find((key) => key.name === name);
}
