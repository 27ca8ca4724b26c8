// A route to an address that nobody on the segment has: packets die unanswered ARP by unanswered ARP.

import { formatAddress, isLinkLocal } from '../../../address.ts';
import { defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import {
  interfacesWith,
  interfaceWith,
  isOpen,
  readableName,
  segmentOf,
  wereJoined,
} from '../../../model/interfaces.ts';
import { type Interface, interfaceNamed, type State, stackOf, stepsBefore } from '../../../model/lab.ts';
import type { Rule } from '../../../rules/rule.ts';

const report = defineDiagnostic('next-hop-without-owner', 'next hop that nobody answers for', 'warning');

const isOneStack = ({ nodes }: State, { node: one }: Interface, { node: other }: Interface): boolean =>
  nodes.get(one)?.netns === nodes.get(other)?.netns;

/** Warns of routes by an on-link address that nobody has. Where a step has parted the two, that is its purpose. */
export const nextHopWithoutOwner: Rule = ({ state, number }, { steps }) =>
  [...state.nodes.values()].flatMap((node) =>
    node.routes.flatMap(({ at, hops }) =>
      hops.flatMap(({ via, dev }) => {
        const own = interfaceNamed(stackOf(state, node), dev);
        const members = segmentOf(state, node, dev);
        // The kernel makes a link-local address from a MAC address, which is not known before the lab runs.
        if (via === undefined || isLinkLocal(via) || own === undefined || members.length === 0) return [];
        if (interfaceWith(members, via) !== undefined || isOpen(state, own.segment)) return [];
        const owners = interfacesWith(state, via);
        // IPv4 answers for every address of the node, by any of its interfaces.
        const isBeside = (owner: Interface) => members.some((each) => isOneStack(state, each, owner));
        if (via.family === 4 && owners.some(isBeside)) return [];
        if (wereJoined(stepsBefore(steps, number), [own], owners)) return [];
        const text = formatAddress(via);
        const neighbour = members.find((each) => each.node !== node.name && each.addresses.length > 0);
        return report({
          at,
          label: `nobody on the segment of ${readableName(own)} has ${text}`,
          help:
            neighbour === undefined
              ? `give a node on this segment the address ${text}`
              : `name the neighbour itself as next hop, for example ${neighbour.node}`,
        });
      }),
    ),
  );
