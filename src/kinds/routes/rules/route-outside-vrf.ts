// A route of the main table that leads out by an interface of a VRF: whatever comes in there is routed by the table of the VRF, and never asks it.

import { formatAddress, formatCidr } from '../../../address.ts';
import { defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import { interfaceNamed } from '../../../model/lab.ts';
import type { Rule } from '../../../rules/rule.ts';

const report = defineDiagnostic('route-outside-vrf', 'route by an interface of a VRF, outside of the VRF', 'warning');

/** Warns of each such route, but where a VRF has a way back to the main table: then the two are joined on purpose. */
export const routeOutsideVrf: Rule = ({ state }) =>
  [...state.nodes.values()].flatMap(({ interfaces, routes }) => {
    const vrfOf = (dev: string) => interfaceNamed(interfaces, dev)?.vrf;
    if (routes.some(({ vrf, hops }) => vrf !== undefined && hops.some(({ dev }) => vrfOf(dev) !== vrf))) return [];
    return routes.flatMap(({ at, to, hops: [hop], table }) => {
      const vrf = hop === undefined || table !== undefined ? undefined : vrfOf(hop.dev);
      if (hop === undefined || vrf === undefined) return [];
      const label = `what comes in at ${hop.dev} asks the table of ${vrf} alone`;
      const way = hop.via === undefined ? `dev ${hop.dev}` : `via ${formatAddress(hop.via)}`;
      const route = `${to.length === 0 ? 'default' : formatCidr(to)} ${way} vrf ${vrf}`;
      return report({ at, label, help: `write it under \`routes\`, as one of the VRF: "${route}"` });
    });
  });
