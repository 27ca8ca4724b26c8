// An interface that packets leave by or come in on, in commands and in what they need of the machine.
import { machineInterfaces } from '../model/interfaces.ts';
import type { Egress, State } from '../model/lab.ts';
import type { Word } from './command.ts';
import type { Need } from './resource.ts';

/** The word that stands for it in a command. */
export const egressWord = (egress: Egress): Word => (egress.is === 'uplink' ? { is: 'uplink' } : egress.name);

/** The interfaces on the machine that the lab makes. */
export const ownDevices = (state: State): ReadonlySet<string> =>
  new Set(machineInterfaces(state).map(({ name }) => name));

/** What an egress on the machine needs there: nothing if it is one of `own`, those that the lab makes. */
export function egressNeed(egress: Egress, own: ReadonlySet<string>): Need[] {
  if (egress.is === 'uplink') return [{ is: 'uplink' }];
  return own.has(egress.name) ? [] : [{ is: 'interface', name: egress.name }];
}
