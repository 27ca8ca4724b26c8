// Interfaces of a node that are no end of a cable.
import type { Kind } from '../kind.ts';
import { interfaces } from './key.ts';
import { macFollowsPorts } from './rules/mac-follows-ports.ts';
import { vlanAlone } from './rules/vlan-alone.ts';
import { vlanTwice } from './rules/vlan-twice.ts';
import { badgeOf, joinsOfVlans } from './vlan.ts';

export const interfacesKind: Kind = {
  keys: [interfaces],
  joins: joinsOfVlans,
  badge: badgeOf,
  rules: [macFollowsPorts, vlanAlone, vlanTwice],
};
