// Whether a node passes packets on.
import { flag } from '../../language/scalars.ts';
import type { Written } from '../../language/statements.ts';
import type { Kind } from '../kind.ts';
import { nodeKey } from '../node-key.ts';
import { allowEverything, settingsToForward } from './lower.ts';
import { gatewayDoesNotForward } from './rules/gateway-does-not-forward.ts';

const forward = nodeKey<Written<boolean>>({
  name: 'forward',
  summary: 'Passes packets on; a router does so by itself.',
  example: 'forward: true',
  stands: ({ bridge }) => bridge === undefined,
  shape: flag,
  merge: { is: 'scalar', text: ({ value }) => String(value), place: ({ at }) => at },
  says: (said) => ({ forwards: [said] }),
});

export const forwardKind: Kind = {
  keys: [forward],
  rules: [gatewayDoesNotForward],
  settings: settingsToForward,
  allowances: allowEverything,
};
