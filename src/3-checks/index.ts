// The list of rules: those of kinds, and one line for each that is of more than one.
import { kinds } from '../kinds/list.ts';
import type { Rule } from './rule.ts';
import { addressOnPort } from './rules/address-on-port.ts';
import { bridgeLoop } from './rules/bridge-loop.ts';
import { broadcastAddress } from './rules/broadcast-address.ts';
import { differentSubnets } from './rules/different-subnets.ts';
import { duplicateAddress } from './rules/duplicate-address.ts';
import { duplicateMac } from './rules/duplicate-mac.ts';
import { interfaceNameIsAWord } from './rules/interface-name-is-a-word.ts';
import { mainAddressCoversLink } from './rules/main-address-covers-link.ts';
import { mtuAboveParent } from './rules/mtu-above-parent.ts';
import { mtuMismatch } from './rules/mtu-mismatch.ts';
import { mtuOutOfRange } from './rules/mtu-out-of-range.ts';
import { multicastMac } from './rules/multicast-mac.ts';
import { networkAddress } from './rules/network-address.ts';
import { overlappingSubnets } from './rules/overlapping-subnets.ts';
import { reservedAddress } from './rules/reserved-address.ts';
import { reservedInterfaceName } from './rules/reserved-interface-name.ts';
import { takenDeviceName } from './rules/taken-device-name.ts';
import { tooManyPorts } from './rules/too-many-ports.ts';
import { unusedNode } from './rules/unused-node.ts';

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
