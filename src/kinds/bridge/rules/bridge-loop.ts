// Cables join switches in a ring: a broadcast goes round for ever, at the full speed of the machine.

import { defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import { DisjointSets } from '../../../disjoint-sets.ts';
import { bridgeOf, endsOf, interfacesOf, masterOf, readableName } from '../../../model/interfaces.ts';
import type { Interface, Link, State } from '../../../model/lab.ts';
import type { Rule } from '../../../rules/rule.ts';
import { frameLanes, sortsOf } from '../../vlans/membership.ts';

const report = defineDiagnostic('bridge-loop', 'cable that closes a ring of switches');

/** An end of a cable at a bridge. */
interface Plugged {
  readonly port: Interface;
  readonly bridge: Interface;
}

/** Of a port of a bond, the bond: to its bridge all of them are one. */
function wholeOf(state: State, end: Interface): Interface {
  const master = masterOf(state, end);
  return master?.role === 'bond' ? master : end;
}

/** The two ends of a cable that joins bridges, if both are up. One that runs the spanning tree protocol breaks each ring that it is in. */
function joined(state: State, link: Link): readonly [Plugged, Plugged] | undefined {
  const ends = endsOf(state, link).filter(({ up }) => up);
  const [first, second] = ends.flatMap((end) => {
    const port = wholeOf(state, end);
    const bridge = bridgeOf(state, port);
    return bridge === undefined || bridge.options['stp']?.value === 'true' ? [] : [{ port, bridge }];
  });
  return first === undefined || second === undefined ? undefined : [first, second];
}

/** True if the cable joins the bridges once more: within each VLAN by itself, where they keep these apart. */
function closesRing(
  islands: DisjointSets,
  [one, other]: readonly [Plugged, Plugged],
  vlans: readonly number[],
): boolean {
  const place = ({ bridge }: Plugged, lane: string) => `${readableName(bridge)} ${lane}`;
  return frameLanes(one, other, vlans)
    .map(([lane, its]) => islands.join(place(one, lane), place(other, its)))
    .includes(false);
}

/** Reports each cable that closes a ring, in the order written. */
export const bridgeLoop: Rule = function* ({ state }) {
  const islands = new DisjointSets();
  const vlans = sortsOf(interfacesOf(state).filter(({ master }) => master !== undefined));
  const bonds = new Set<Interface>();
  for (const link of state.links) {
    const pair = joined(state, link);
    // A bond hands on nothing from one of its ports to another.
    const own = pair?.map(({ port }) => port).filter(({ role }) => role === 'bond') ?? [];
    const isLeg = own.some((bond) => bonds.has(bond));
    for (const bond of own) bonds.add(bond);
    if (pair === undefined || isLeg || !closesRing(islands, pair, vlans)) continue;
    const [one, other] = pair.map(({ bridge }) => readableName(bridge));
    if (one === other) {
      const help = `leave ${one} out of one side; if a range or a group there holds it, give one of the two another name`;
      yield report({ at: link.at, label: `both ends are ${one}`, help });
    } else {
      const help = 'take this cable away, or let it rest with `state: down`';
      yield report({ at: link.at, label: `${one} and ${other} are joined already`, help });
    }
  }
};
