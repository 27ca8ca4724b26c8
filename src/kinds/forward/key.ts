// Whether a node passes packets on.
import { flag } from '../../language/scalars.ts';
import type { Written } from '../../language/statements.ts';
import { nodeKey } from '../node-key.ts';

export const forward = nodeKey<Written<boolean>>({
  name: 'forward',
  summary: 'Passes packets on; a router does so by itself.',
  example: 'forward: true',
  stands: ({ bridge }) => bridge === undefined,
  shape: flag,
  merge: { is: 'scalar', text: ({ value }) => String(value), place: ({ at }) => at },
  says: (said) => ({ forwards: [said] }),
});
