// Says that a subnet which stands elsewhere in the lab too is meant.
import { flag } from '../../language/scalars.ts';
import type { Written } from '../../language/statements.ts';
import { nodeKey } from '../node-key.ts';

export const overlap = nodeKey<Written<boolean>>({
  name: 'overlap',
  summary: 'The same subnet elsewhere in the lab is meant.',
  example: 'overlap: true',
  stands: ({ bridge }) => bridge !== undefined,
  shape: flag,
  merge: { is: 'scalar', text: ({ value }) => String(value), place: ({ at }) => at },
  says: (said) => ({ overlaps: [said] }),
});
