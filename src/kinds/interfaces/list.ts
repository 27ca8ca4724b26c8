// The list of kinds of interfaces without a cable: one line each. The first is meant where only addresses are written.
import { bond } from './bond.ts';
import { bridge } from './bridge.ts';
import type { DeviceKind } from './device-kind.ts';
import { dummy } from './dummy.ts';
import { physical } from './physical.ts';
import { vlan } from './vlan.ts';
import { vrf } from './vrf.ts';
import { vxlan } from './vxlan.ts';

export const deviceKinds: readonly [DeviceKind, ...DeviceKind[]] = [dummy, bridge, vlan, vrf, bond, vxlan, physical];
