// The list of rules: those of kinds, and one line for each that is of more than one.
import { kinds } from '../kinds/list.ts';
import { addressOnPort } from './address-on-port.ts';
import { bridgeLoop } from './bridge-loop.ts';
import { broadcastAddress } from './broadcast-address.ts';
import { differentSubnets } from './different-subnets.ts';
import { duplicateAddress } from './duplicate-address.ts';
import { duplicateMac } from './duplicate-mac.ts';
import { interfaceNameIsAWord } from './interface-name-is-a-word.ts';
import { mainAddressCoversLink } from './main-address-covers-link.ts';
import { mtuAboveParent } from './mtu-above-parent.ts';
import { mtuMismatch } from './mtu-mismatch.ts';
import { mtuOutOfRange } from './mtu-out-of-range.ts';
import { multicastMac } from './multicast-mac.ts';
import { networkAddress } from './network-address.ts';
import { overlappingSubnets } from './overlapping-subnets.ts';
import { reservedAddress } from './reserved-address.ts';
import { reservedInterfaceName } from './reserved-interface-name.ts';
import type { Rule } from './rule.ts';
import { takenDeviceName } from './taken-device-name.ts';
import { tooManyPorts } from './too-many-ports.ts';
import { unusedNode } from './unused-node.ts';

/** Those of no one kind in alphabetical order; reports are sorted by place afterwards. */
export const rules: readonly Rule[] = [
  ...kinds.flatMap((kind) => kind.rules ?? []),
  addressOnPort,
  bridgeLoop,
  broadcastAddress,
  differentSubnets,
  duplicateAddress,
  duplicateMac,
  interfaceNameIsAWord,
  mainAddressCoversLink,
  mtuAboveParent,
  mtuMismatch,
  mtuOutOfRange,
  multicastMac,
  networkAddress,
  overlappingSubnets,
  reservedAddress,
  reservedInterfaceName,
  takenDeviceName,
  tooManyPorts,
  unusedNode,
];
