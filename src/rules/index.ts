// The list of rules: those of kinds, and one line for each that is of more than one.
import { kinds } from '../kinds/list.ts';
import { checkWillNotHold } from './check-will-not-hold.ts';
import { interfaceNameIsAWord } from './interface-name-is-a-word.ts';
import { noClientThere } from './no-client-there.ts';
import { reservedInterfaceName } from './reserved-interface-name.ts';
import type { Rule } from './rule.ts';
import { takenDeviceName } from './taken-device-name.ts';
import { unusedNode } from './unused-node.ts';

/** In no order that counts: reports are sorted by place afterwards. */
export const rules: readonly Rule[] = [
  ...kinds.flatMap((kind) => kind.rules ?? []),
  checkWillNotHold,
  interfaceNameIsAWord,
  noClientThere,
  reservedInterfaceName,
  takenDeviceName,
  unusedNode,
];
