// A macvlan: another interface with a MAC address of its own on an interface that stands already.
import type { Kind } from '../kind.ts';
import { macvlan } from './link.ts';
import { parentNotShared } from './rules/parent-not-shared.ts';

export const macvlanKind: Kind = { links: [macvlan], rules: [parentNotShared] };
