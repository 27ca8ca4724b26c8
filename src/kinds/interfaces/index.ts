// Interfaces of a node that are no end of a cable.
import type { Kind } from '../kind.ts';
import { interfaces } from './key.ts';
import { macFollowsPorts } from './rules/mac-follows-ports.ts';
import { tableOfTwoVrfs } from './rules/table-of-two-vrfs.ts';
import { vlanAlone } from './rules/vlan-alone.ts';
import { vlanTwice } from './rules/vlan-twice.ts';
import { vrfOnMachine } from './rules/vrf-on-machine.ts';
import { badgeOf as badgeOfVlan, joinsOfVlans } from './vlan.ts';
import { badgesOf as badgesOfVrf } from './vrf.ts';

export const interfacesKind: Kind = {
  keys: [interfaces],
  joins: joinsOfVlans,
  badge: (of) => [...badgeOfVlan(of), ...badgesOfVrf(of)],
  rules: [macFollowsPorts, tableOfTwoVrfs, vlanAlone, vlanTwice, vrfOnMachine],
};
