// Addresses with ifconfig of net-tools. Tried on net-tools 2.10: test/lesson/older.bats.
import { fullLength, parseCidr } from '../../../2-model/address.ts';
import type { Netns } from '../../../2-model/lab.ts';
import { placeName } from '../../../4-plan/piece.ts';
import type { AddressAction } from '../../../4-plan/plan.ts';
import { shellWord } from '../../quote.ts';
import type { OlderForm } from './form.ts';

/** `255.255.255.0` for 24. */
export function netmask(length: number): string {
  const bits = (0xffffffff << (32 - length)) >>> 0;
  const mask = length === 0 ? 0 : bits;
  return [24, 16, 8, 0].map((shift) => (mask >>> shift) & 0xff).join('.');
}

/** The longest name of an interface, labels of addresses included (IFNAMSIZ of Linux's if.h, less its zero). */
const longestLabel = 15;

/**
 * The names under which ifconfig knows IPv4 addresses. An interface has one address by its own name; each further one
 * belongs to a made-up interface `eth0:1`. The loopback interface has 127.0.0.1 by its name.
 */
export class Labels {
  readonly #ofDevice = new Map<string, Map<string, string>>();

  /** A new interface has no addresses. */
  forget(netns: Netns, dev: string): void {
    this.#ofDevice.delete(`${placeName(netns)}:${dev}`);
  }

  give(netns: Netns, dev: string, address: string): string {
    const key = `${placeName(netns)}:${dev}`;
    const labels = this.#ofDevice.get(key) ?? new Map([...(dev === 'lo' ? [['127.0.0.1/8', 'lo'] as const] : [])]);
    this.#ofDevice.set(key, labels);
    const taken = new Set(labels.values());
    let label = dev;
    for (let number = 1; taken.has(label); number++) label = `${dev}:${number}`;
    labels.set(address, label);
    return label;
  }

  take(netns: Netns, dev: string, address: string): string {
    const labels = this.#ofDevice.get(`${placeName(netns)}:${dev}`);
    const label = labels?.get(address) ?? dev;
    labels?.delete(address);
    return label;
  }
}

/** An address that comes or goes. An IPv4 address sets its interface up; where it is to stay down, that is said after it. */
export function olderAddress(action: AddressAction, labels: Labels, up: boolean): OlderForm {
  const { netns, dev, address, family } = action;
  const tool = `${netns === null ? '' : `ip netns exec ${shellWord(netns)} `}ifconfig`;
  if (family === 6)
    return { lines: [`${tool} ${shellWord(dev)} ${action.do === 'address-add' ? 'add' : 'del'} ${address}`] };
  if (action.do === 'address-delete') {
    const label = labels.take(netns, dev, address);
    return { lines: [label === dev ? `${tool} ${shellWord(dev)} 0.0.0.0` : `${tool} ${shellWord(label)} down`] };
  }
  const label = labels.give(netns, dev, address);
  if (label.length > longestLabel) return { lack: 'labels' };
  const [host = ''] = address.split('/');
  const length = parseCidr(address)?.length ?? fullLength(family);
  const set = `${tool} ${shellWord(label)} ${host} netmask ${netmask(length)}`;
  return { lines: up ? [set] : [set, `${tool} ${shellWord(dev)} down`] };
}
