// A link with a larger MTU than the interface that carries it, or that its packets travel by.

import { defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import {
  type Carried,
  carriedLinks,
  interfacesOf,
  parentOf,
  readableName,
  valuePlace,
} from '../../../model/interfaces.ts';
import type { State } from '../../../model/lab.ts';
import type { Rule } from '../../../rules/rule.ts';
import { tunnelAt } from '../../tunnel/outer.ts';
import { mostMtu, mtuOf } from '../mtu-of.ts';

const aboveParent = defineDiagnostic('mtu-above-parent', 'link with a larger MTU than what carries it');
const aboveWay = defineDiagnostic('tunnel-above-mtu', 'tunnel whose packets are too long for their way', 'warning');

/** What is carried, by what, the MTU that this leaves for it, and how it is told if that is not kept. */
interface Below extends Pick<Carried, 'child' | 'carrier'> {
  readonly most: number;
  readonly report: typeof aboveParent;
}

function carriedBy(state: State): Below[] {
  const devices = interfacesOf(state).flatMap((child): Below[] => {
    const tunnel = tunnelAt(state, child);
    const carrier = tunnel?.near.by ?? parentOf(state, child);
    const most = mostMtu(state, child);
    const report = tunnel === undefined || tunnel.sort.isCapped ? aboveParent : aboveWay;
    return carrier === undefined || most === undefined ? [] : [{ child, carrier, most, report }];
  });
  const links = carriedLinks(state).map(({ child, carrier }): Below => {
    return { child, carrier, most: mtuOf(state, carrier), report: aboveParent };
  });
  return [...links, ...devices];
}

/** Reports each link or interface with a larger MTU than what carries it, which the kernel refuses (macvlan_common_newlink(), vlan_newlink()); warns of tunnels that it makes. */
export const mtuAboveParent: Rule = ({ state }) =>
  carriedBy(state).flatMap(({ child, carrier, most, report }) => {
    const whole = mtuOf(state, carrier);
    if (child.mtu === undefined || child.mtu <= most) return [];
    return report({
      at: valuePlace(child, 'mtu'),
      label: `${readableName(child)} has ${child.mtu}, ${readableName(carrier)} below it ${whole}${most < whole ? `, and ${whole - most} go to its headers` : ''}`,
      related: [{ at: valuePlace(carrier, 'mtu'), label: `MTU ${whole}` }],
      help: `write \`mtu: ${most}\` or less, or give ${readableName(carrier)} a larger one`,
    });
  });
