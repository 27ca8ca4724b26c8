// Whether a node passes packets on.
import type { Kind } from '../kind.ts';
import { forward } from './key.ts';
import { allowEverything, settingsToForward } from './lower.ts';
import { gatewayDoesNotForward } from './rules/gateway-does-not-forward.ts';

export const forwardKind: Kind = {
  keys: [forward],
  rules: [gatewayDoesNotForward],
  settings: settingsToForward,
  allowances: allowEverything,
};
