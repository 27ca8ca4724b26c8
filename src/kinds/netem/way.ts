// The interfaces that send a packet on its way to an address, and those that send the answer.
import type { Address } from '../../address.ts';
import { addressesTowards, interfacesIn, isPlain, ownersOf, wayTo } from '../../checks/picture.ts';
import type { ReachCheck } from '../../checks/reach/check.ts';
import { bridgeOf, endsOf, interfaceWith } from '../../model/interfaces.ts';
import type { Interface, Netns, State } from '../../model/lab.ts';
import { onceFor } from '../../once-for.ts';

/** What is at the far end of each cable, by the near end. */
const farEnds = onceFor((state: State): ReadonlyMap<Interface, Interface> => {
  const cables = state.links.filter(({ secondEnd }) => secondEnd === 'made').map((link) => endsOf(state, link));
  return new Map(
    cables.flatMap(([a, b]) => (a === undefined || b === undefined ? [] : [[a, b] as const, [b, a] as const])),
  );
});

const portsOf = (state: State, bridge: Interface): readonly Interface[] =>
  (state.nodes.get(bridge.node)?.interfaces ?? []).filter(({ master }) => master === bridge.name);

/** Those that send a frame from one interface of a segment to another, past bridges. */
function sendersTo(state: State, from: Interface, to: Interface, seen: Set<Interface>): Interface[] | undefined {
  for (const sender of from.role === 'bridge' ? portsOf(state, from) : [from]) {
    const far = seen.has(sender) ? undefined : farEnds(state).get(sender);
    if (far === undefined) continue;
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
