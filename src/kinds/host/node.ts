// The machine's own network namespace.
import type { NodeKind } from '../node-kind.ts';

export const host: NodeKind = {
  name: 'host',
  summary: "The machine's own network namespace. It is always there and is never written as a kind.",
  forwards: false,
};
