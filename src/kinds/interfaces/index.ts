// Interfaces of a node that are no end of a cable.
import type { Kind } from '../kind.ts';
import { badgesOf as badgesOfBond, bondType, isIdle, legToLeg, lowerPrimaries, unsure } from './bond.ts';
import { interfaces } from './key.ts';
import { resolveRemotes } from './remotes.ts';
import { bondPortOption } from './rules/bond-port-option.ts';
import { bondPrimary } from './rules/bond-primary.ts';
import { bondWithoutPartner } from './rules/bond-without-partner.ts';
import { cardNotFree } from './rules/card-not-free.ts';
import { macFollowsPorts } from './rules/mac-follows-ports.ts';
import { remoteWithoutEnd } from './rules/remote-without-end.ts';
import { remoteWithoutWay } from './rules/remote-without-way.ts';
import { tableOfTwoVrfs } from './rules/table-of-two-vrfs.ts';
import { vlanAlone } from './rules/vlan-alone.ts';
import { vlanTwice } from './rules/vlan-twice.ts';
import { vrfOnMachine } from './rules/vrf-on-machine.ts';
import { vrfServerUnheard } from './rules/vrf-server-unheard.ts';
import { vxlanTwice } from './rules/vxlan-twice.ts';
import { badgeOf as badgeOfVlan, joinsOfVlans } from './vlan.ts';
import { badgesOf as badgesOfVrf, tableOf, vrfType } from './vrf.ts';
import { badgeOf as badgeOfVxlan, joinsOfVxlans, lowerRemotes, remoteToRemote, wrapInVxlan } from './vxlan.ts';

export const interfacesKind: Kind = {
  keys: [interfaces],
  joins: (draft) => [...joinsOfVlans(draft), ...joinsOfVxlans(draft)],
  resolve: resolveRemotes,
  linkTypes: [bondType, vrfType],
  lowerOnInterfaces: (lowering) => [...lowerPrimaries(lowering), ...lowerRemotes(lowering)],
  carry: ({ interfaces: all }) => ({
    vrfs: all.flatMap(({ name }) => {
      const table = tableOf(all, name);
      return table === undefined ? [] : [[name, table] as const];
    }),
  }),
  wire: {
    idles: isIdle,
    unsure,
    wraps: wrapInVxlan,
    stops: (...way) => remoteToRemote(...way) ?? legToLeg(...way),
  },
  badge: (of) => [...badgeOfVlan(of), ...badgeOfVxlan(of), ...badgesOfVrf(of), ...badgesOfBond(of)],
  rules: [
    bondPortOption,
    bondPrimary,
    bondWithoutPartner,
    cardNotFree,
    macFollowsPorts,
    remoteWithoutEnd,
    remoteWithoutWay,
    tableOfTwoVrfs,
    vlanAlone,
    vlanTwice,
    vrfOnMachine,
    vrfServerUnheard,
    vxlanTwice,
  ],
};
