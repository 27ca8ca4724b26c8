// The interfaces that send a packet on its way to an address, and those that send the answer.
import type { Address } from '../../address.ts';
import { addressesTowards, interfacesIn, isPlain, ownersOf, wayTo } from '../../checks/picture.ts';
import type { ReachCheck } from '../../checks/reach/check.ts';
import { bridgeOf, interfaceWith, linkAt, portsOf } from '../../model/interfaces.ts';
import type { Interface, Netns, State } from '../../model/lab.ts';

/** Those that send a frame from one interface of a segment to another, past bridges. */
function sendersTo(state: State, from: Interface, to: Interface, seen: Set<Interface>): Interface[] | undefined {
  for (const sender of from.role === 'bridge' ? portsOf(state, from) : [from]) {
    const cable = linkAt(state, sender);
    if (cable === undefined || cable.link.secondEnd !== 'made' || seen.has(sender)) continue;
    const { far } = cable;
    seen.add(sender).add(far);
    const bridge = bridgeOf(state, far);
    const rest = far === to || bridge === to ? [] : bridge && sendersTo(state, bridge, to, seen);
    if (rest !== undefined) return [sender, ...rest];
  }
  return undefined;
}

/** Those that send a packet from a network stack to an address; undefined where the lab does not tell its way. */
function sendersOf(state: State, from: Netns, target: Address): Interface[] | undefined {
  const senders: Interface[] = [];
  let vrf: string | undefined;
  for (let [here, hops] = [from, 0]; hops < 32; hops += 1) {
    const way = isPlain(state, here) ? wayTo(state, here, target, vrf) : undefined;
    if (way?.is === 'own') return senders;
    const dev = way?.is === 'next' ? interfacesIn(state, here).find(({ name }) => name === way.dev) : undefined;
    const [next, other] = way?.is === 'next' ? ownersOf(state, way.address) : [];
    if (way?.is !== 'next' || dev === undefined || next === undefined || other !== undefined) return undefined;
    const far = interfaceWith(interfacesIn(state, next), way.address);
    const some = far && sendersTo(state, dev, far, new Set());
    if (far === undefined || some === undefined) return undefined;
    senders.push(...some);
    [here, vrf] = [next, far.vrf];
  }
  return undefined;
}

/** Those that send what a check asks, as far as the lab tells. */
export const wayThere = ({ from, fromInterface, dial }: ReachCheck, state: State): Interface[] | undefined =>
  from.is !== 'node' || fromInterface !== undefined || dial.is !== 'address'
    ? undefined
    : sendersOf(state, from.netns, dial.address);

/** Those that send what a check asks, and its answer, as far as the lab tells. */
export function wayOf(check: ReachCheck, state: State): Interface[] | undefined {
  const { from, to, dial } = check;
  const there = wayThere(check, state);
  if (from.is !== 'node' || to?.is !== 'node' || dial.is !== 'address') return undefined;
  const [source] = addressesTowards(state, from.netns, dial.address);
  const back = source && sendersOf(state, to.netns, source);
  return there && back && [...there, ...back];
}
