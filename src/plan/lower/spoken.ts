// The families that a lab speaks on interfaces, and by which of them the machine itself speaks.
import type { Family } from '../../address.ts';
import type { Interface, State } from '../../model/lab.ts';

/** The families that the lab speaks on the machine's interfaces. */
export function familiesOn(state: State, devices: readonly Interface[]): Family[] {
  const segments = new Set(devices.flatMap(({ segment }) => segment ?? []));
  const members = [...state.nodes.values()].flatMap(({ interfaces }) =>
    interfaces.filter(({ segment }) => segment !== undefined && segments.has(segment)),
  );
  const six = members.some(({ addresses }) => addresses.some(({ cidr }) => cidr.family === 6));
  const four = members.some(({ addresses }) => addresses.some(({ cidr }) => cidr.family === 4));
  return six && !four ? [6] : six ? [4, 6] : [4];
}

/** Interfaces of the lab by which the machine itself speaks: bridges, and ends of cables. */
export function machineInterfaces({ nodes }: State): Interface[] {
  const machine = [...nodes.values()].filter(({ netns }) => netns === null);
  return machine.flatMap(({ interfaces }) => interfaces.filter(({ bridge }) => bridge === undefined));
}
