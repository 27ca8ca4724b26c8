// VLANs of bridges and switches, and which of them each port is in.
import type { Kind } from '../kind.ts';
import { vlans } from './key.ts';
import { lowerVlans } from './lower.ts';
import { badgesOf, joinsOfPorts, portOptions } from './membership.ts';
import { accessAndTrunk } from './rules/access-and-trunk.ts';
import { addressWithoutVlan } from './rules/address-without-vlan.ts';
import { endsDiffer } from './rules/ends-differ.ts';
import { portWithoutVlan } from './rules/port-without-vlan.ts';
import { unknownVlan } from './rules/unknown-vlan.ts';
import { vlanWithoutVlans } from './rules/vlan-without-vlans.ts';

export const vlansKind: Kind = {
  keys: [vlans],
  cableOptions: portOptions,
  joins: joinsOfPorts,
  lowerOnInterfaces: lowerVlans,
  badge: badgesOf,
  rules: [accessAndTrunk, addressWithoutVlan, endsDiffer, portWithoutVlan, unknownVlan, vlanWithoutVlans],
};
