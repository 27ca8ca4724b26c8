// The list of kinds: one line each, in the order of the reference.
// They are resolved in this order, too: addresses before routes, and routes before what asks them. The first kind of node and of link are the defaults.
import { addressKind } from './address/index.ts';
import { bridgeKind } from './bridge/index.ts';
import { dhcpKind } from './dhcp/index.ts';
import { etcKind } from './etc/index.ts';
import { execKind } from './exec/index.ts';
import { filesKind } from './files/index.ts';
import { firewallKind } from './firewall/index.ts';
import { forwardKind } from './forward/index.ts';
import { gatewayKind } from './gateway/index.ts';
import { interfacesKind } from './interfaces/index.ts';
import type { Kind } from './kind.ts';
import { macKind } from './mac/index.ts';
import { macvlanKind } from './macvlan/index.ts';
import { mtuKind } from './mtu/index.ts';
import { natKind } from './nat/index.ts';
import { neighbourKind } from './neighbour/index.ts';
import { netemKind } from './netem/index.ts';
import { netnsKind } from './netns/index.ts';
import { policyKind } from './policy/index.ts';
import { routerKind } from './router/index.ts';
import { routesKind } from './routes/index.ts';
import { runKind } from './run/index.ts';
import { slaacKind } from './slaac/index.ts';
import { subnetKind } from './subnet/index.ts';
import { switchKind } from './switch/index.ts';
import { sysctlKind } from './sysctl/index.ts';
import { tunnelKind } from './tunnel/index.ts';
import { vethKind } from './veth/index.ts';
import { vlansKind } from './vlans/index.ts';

export const kinds: readonly Kind[] = [
  netnsKind,
  routerKind,
  switchKind,
  bridgeKind,
  vethKind,
  macvlanKind,
  tunnelKind,
  addressKind,
  interfacesKind,
  subnetKind,
  vlansKind,
  gatewayKind,
  routesKind,
  policyKind,
  natKind,
  firewallKind,
  forwardKind,
  sysctlKind,
  etcKind,
  filesKind,
  runKind,
  execKind,
  neighbourKind,
  mtuKind,
  macKind,
  netemKind,
  slaacKind,
  dhcpKind,
];
