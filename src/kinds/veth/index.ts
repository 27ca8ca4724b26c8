// A veth pair: the cable between two network namespaces.
import type { Kind } from '../kind.ts';
import { veth } from './link.ts';

export const vethKind: Kind = { links: [veth] };
