// The last step of each hop: who answers for the next hop's address, and the frame on its way there, through bridges and tunnels.
import { type Address, formatAddress, isLinkLocal, sameAddress } from '../address.ts';
import { groupBy } from '../group-by.ts';
import { addressOfFamily, bridgeOf, linkAt } from '../model/interfaces.ts';
import type { Interface } from '../model/lab.ts';
import { onceFor } from '../once-for.ts';
import type { Localized } from '../source/tutorial.ts';
import type { Filter, Outer } from './carry.ts';
import type { End } from './end.ts';
import { neighbourTexts as say } from './neighbour-texts.ts';
import { ndpVerdict } from './netfilter.ts';
import { type Packet, packetText, packetTo } from './packet.ts';
import { passesPathFilter, route, sourceOf } from './routing.ts';
import { lookUp, type Network, type Stack } from './stack.ts';
import { type Death, type Hop, type Step, saidOf } from './way.ts';
import { type Domain, mtuOf, ofWires, type Place } from './wires.ts';

/** It gets no further: behind the name of the node, what happens there. `isSilent`: nobody is told. */
export interface Lost {
  readonly lost: Localized;
  readonly isSilent?: true;
  /** Where the packet dies that it travels in, or that asks for the next hop. */
  readonly outer?: Pick<Death, 'node' | 'reason'>;
  /** It is too long, and its sender is told so in the name of who it is for. */
  readonly isTold?: true;
  /** Who has the address is there, and does not answer, but asks for the asker on the same segment where it has something for it. */
  readonly isThere?: true;
}

/** Nobody can tell. */
interface Untold {
  readonly why: Localized;
}

/** Whom a packet goes to. */
export interface Neighbour {
  readonly own: Interface;
  readonly far: Interface;
  /** Absent where nobody needs to be asked. */
  readonly ask?: Step & { readonly is: 'ask' };
  /** It has asked for this one before, who need not ask. */
  readonly isKnown?: true;
  /** In whose name it is asked: who answers knows him from then on. */
  readonly source?: Address;
}

/** Those whom an interface has learnt of from what they asked it, by their addresses (arp_process() of net/ipv4/arp.c, ndisc_recv_ns() of net/ipv6/ndisc.c). */
export class Askers {
  readonly #known: Neighbour[] = [];

  learn(asked: Neighbour): void {
    if (asked.source !== undefined) this.#known.push(asked);
  }

  at(own: Interface, address: Address): Interface | undefined {
    return this.#known.find(({ far, source }) => far === own && source && sameAddress(source, address))?.own;
  }
}

const nameOf = ({ node, name }: Interface): string => `${node}:${name}`;

/** The far end of what carries packets from one end to another, and asks nobody. */
function farEnd(domain: Domain, own: Interface): Interface | undefined {
  for (const speakers of domain.speakers.values()) {
    const far = speakers.find((each) => each !== own);
    if (far !== undefined) return far;
  }
  return undefined;
}

/** Who asks, with its packet, and the address that it asks from: that of the packet if it is its own, of whatever subnet (arp_solicit() of net/ipv4/arp.c). */
interface Asker {
  readonly stack: Stack;
  readonly own: Interface;
  readonly packet: Packet;
  readonly source?: Address;
}

function askerOf(network: Network, stack: Stack, packet: Packet, own: Interface): Asker {
  const { from, family } = packet;
  const isOwn = from !== undefined && network.ownersOf(from).some((each) => network.stackOf(each) === stack);
  const source = isOwn ? from : addressOfFamily(own, family);
  return { stack, own, packet, ...(source && { source }) };
}

/** Who answers for an address on the segment of an interface. */
export function neighbour(
  network: Network,
  stack: Stack,
  packet: Packet,
  own: Interface,
  next: Address,
  askers: Askers,
): Neighbour | Lost | Untold {
  const { wires } = network;
  const text = formatAddress(next);
  const domain = wires.domainOf(own);
  if (own.role === 'device' || own.role === 'loopback') return { lost: say.nowhere(own.name), isSilent: true };
  if (domain === undefined) return { lost: say.down(own.name) };
  if (domain.isRing) return { why: say.ring(nameOf(own)) };
  const near = farEnd(domain, own);
  const far = near ?? linkAt(network.state, own)?.far;
  const outer = far && wrapped(network, own, far);
  if (outer?.carries !== undefined) {
    if (outer.isFor?.(packet.to) === false) return { lost: say.noPeer(own.name) };
    if (!outer.carries.includes(next.family))
      return { lost: say.notCarried(`IPv${next.family}`, own.name), isSilent: true };
    // A far end that is down takes nothing (ip_tunnel_lookup() of net/ipv4/ip_tunnel.c).
    return near === undefined ? { lost: say.farDown(own.name), isSilent: true } : { own, far: near };
  }
  const asker = askerOf(network, stack, packet, own);
  const found = answering(network, asker, domain, next);
  const [first, second] = found;
  if (first !== undefined && second !== undefined && network.stackOf(first) !== network.stackOf(second))
    return { why: say.both(nameOf(first), nameOf(second), text) };
  const known = askers.at(own, next);
  if (first !== undefined)
    return {
      own,
      far: first,
      ...(known === first && { isKnown: true }),
      // With arp_announce it asks by another name (arp_solicit() of net/ipv4/arp.c).
      ...(asker.source && stack.larger('arp_announce', own) === 0 && { source: asker.source }),
      ask: { is: 'ask', protocol: next.family === 4 ? 'ARP' : 'NDP', address: text, answers: nameOf(first) },
    };
  if (known !== undefined) return { own, far: known };
  if (domain.isOpen) return { why: say.beyond(text, nameOf(own)) };
  if (isLinkLocal(next)) return { why: say.kernelMade(text) };
  const hearers = [...domain.speakers.keys()].map((netns) => network.stack(netns));
  const strange = hearers.find((each) => each !== stack && each.unknown !== undefined);
  if (strange?.unknown !== undefined) return { why: saidOf(strange.name, strange.unknown) };
  const stopped = ndpStopped(network, asker, domain, next);
  const there = network.ownersOf(next).find((each) => domain.speakers.has(network.stackOf(each).netns));
  const why = stopped ? say.ndpStopped(stopped.node) : whyNobody(network, there, next);
  const isThere = there !== undefined && asksBack(network, asker, domain, there);
  return { lost: say.nobody(text, own.name, why), ...(stopped && { outer: stopped }), ...(isThere && { isThere }) };
}

/** Some route of its owner leads to the asker by this segment: it asks for the asker, if it sends it something by that, and the asker knows it from then on. */
function asksBack(network: Network, { source }: Asker, domain: Domain, owner: Interface): boolean {
  if (source === undefined) return true;
  const stack = network.stackOf(owner);
  const names = new Set(domain.speakers.get(stack.netns)?.map(({ name }) => name));
  return [...stack.taken.values()].some((table) => lookUp(table, source)?.hops.some(({ dev }) => names.has(dev)));
}

function whyNobody(network: Network, near: Interface | undefined, next: Address): Localized {
  const owners = network.ownersOf(next);
  const [owner] = owners;
  if (owner === undefined) return { en: 'nobody has that address', 'zh-CN': '没有谁有这个地址' };
  if (near !== undefined) return { en: `${near.node} does not answer there`, 'zh-CN': `${near.node} 在那里不应答` };
  const down = owners.find(({ up }) => !up);
  return down === undefined
    ? { en: `${owner.node}, which has it, does not hear it`, 'zh-CN': `有这个地址的 ${owner.node} 听不到` }
    : { en: `${nameOf(down)}, which has it, is down`, 'zh-CN': `有这个地址的 ${nameOf(down)} 已关闭` };
}

/** The interfaces by which it is answered: of the stacks that have the address, else of those that answer for others. */
function answering(network: Network, asker: Asker, domain: Domain, next: Address): Interface[] {
  const owners = network.ownersOf(next);
  const found = [...new Set(owners.map((each) => network.stackOf(each)))].flatMap((owner): Interface[] => {
    const near = owner === asker.stack ? [] : (domain.speakers.get(owner.netns) ?? []);
    const all = near.filter((each) => answers(network, asker, owner, each, next));
    // If several of its interfaces hear the question, the one that has the address is meant.
    return all
      .filter((each) => owners.includes(each))
      .concat(all)
      .slice(0, 1);
  });
  if (found.length > 0 || next.family === 6) return found;
  const others = network.proxiesIn(domain).filter((each) => {
    const stack = network.stackOf(each);
    return stack !== asker.stack && answersForOthers(stack, asker, each, next);
  });
  return [...groupBy(others, (each) => network.stackOf(each)).values()].flatMap((some) => some.slice(0, 1));
}

/** Question and answer have to get through, and to be heard. */
function answers(network: Network, asker: Asker, owner: Stack, near: Interface, next: Address): boolean {
  const { there, back } = passage(network, asker.own, near);
  if (there.isUnheard || back.isStopped) return false;
  const isThere = near.addresses.some(({ cidr }) => sameAddress(cidr, next));
  return next.family === 4
    ? answersArp(asker, owner, near, isThere, next)
    : isThere && stopsNdp(asker, owner, near, next) === undefined;
}

/** No rule of a service is about it. */
const ofArp = { protocol: 'arp', fromPort: 0, toPort: 0 } as const;

/** Weak host: IPv4 answers for every address of the stack, by any interface (arp_process() of net/ipv4/arp.c; arp_ignore of ip-sysctl.rst). The asker must be one that it has a way back to. */
function answersArp(
  { packet, source }: Asker,
  owner: Stack,
  near: Interface,
  isThere: boolean,
  next: Address,
): boolean {
  const ignore = owner.larger('arp_ignore', near);
  const asking: Packet = { ...packet, ...ofArp, to: next, ...(source && { from: source }) };
  return (ignore === 0 || (isThere && ignore < 8)) && passesPathFilter(owner, asking, near);
}

/** IPv6 answers for addresses of the interface that is asked (ndisc_recv_ns() of net/ipv6/ndisc.c), and its questions meet firewalls: which of them stops the question, or the answer. */
function stopsNdp(
  { packet, own, stack }: Asker,
  owner: Stack,
  near: Interface,
  next: Address,
): Lost['outer'] | undefined {
  const ask: Packet = { ...packet, to: solicited(next) };
  const reply: Packet = { ...packet, from: next, to: packet.from ?? next };
  const verdicts = [
    { at: stack, is: ndpVerdict(stack, 'output', ask, { out: own.name }) },
    { at: owner, is: ndpVerdict(owner, 'input', ask, { in: near.name }) },
    { at: owner, is: ndpVerdict(owner, 'output', reply, { out: near.name }) },
    { at: stack, is: ndpVerdict(stack, 'input', reply, { in: own.name }) },
  ];
  const stopped = verdicts.find(({ is }) => is !== 'accept');
  return stopped && { node: stopped.at.name, reason: stopped.is === 'drop' ? 'dropped' : 'rejected' };
}

/** The firewall that keeps the owner of an IPv6 address, which is there, from being found. */
function ndpStopped(network: Network, asker: Asker, domain: Domain, next: Address): Lost['outer'] | undefined {
  const near = network
    .ownersOf(next)
    .find((each) => domain.speakers.get(network.stackOf(each).netns)?.includes(each) ?? false);
  return near === undefined || next.family === 4 ? undefined : stopsNdp(asker, network.stackOf(near), near, next);
}

/** The group that is asked for an address (RFC 4291 §2.7.1). */
const solicited = (address: Address): Address => ({
  family: 6,
  value: 0xff02_0000_0000_0000_0000_0001_ff00_0000n | (address.value & 0xff_ffffn),
});

/** It answers for what it would pass on by another interface (arp_fwd_proxy() of net/ipv4/arp.c). */
function answersForOthers(stack: Stack, { packet }: Asker, near: Interface, next: Address): boolean {
  if (!stack.forwards(4, near)) return false;
  const found = route(stack, { ...packet, ...ofArp, to: next }, { in: near })?.entry;
  return found?.type === 'unicast' && found.hops.every(({ dev }) => dev !== near.name);
}

/** One direction of a passage. */
interface Leg {
  readonly places: readonly Place[];
  readonly isStopped: boolean;
  /** What is sent to all does not get through; nor does it where nothing does. */
  readonly isUnheard: boolean;
  /** Nothing on it is a tunnel, or asks a firewall: only long packets get lost. */
  readonly isPlain: boolean;
  readonly mtu: number;
}

function legOf(network: Network, places: readonly Place[]): Leg {
  let [isStopped, isUnheard, isPlain, mtu] = [false, false, true, Number.POSITIVE_INFINITY];
  for (const [index, { interface: at }] of places.entries()) {
    const [before, after] = [places[index - 1]?.interface, places[index + 1]?.interface];
    const stops = (isForAll: boolean) => ofWires((wire) => wire.stops?.(network.state, before, at, after, isForAll));
    const hushes = stops(true) !== undefined;
    isUnheard ||= hushes;
    isStopped ||= hushes && stops(false) !== undefined;
    isPlain &&= unsureAt(at) === undefined && (after === undefined || wrapped(network, at, after) === undefined);
    if (before === undefined) continue;
    isPlain &&= !isFiltered(network, at, after);
    mtu = Math.min(mtu, mtuOf(network.state, at));
  }
  return { places, isStopped, isUnheard, isPlain, mtu };
}

/** The way of frames between two interfaces that hear each other, there and back. */
interface Passage {
  readonly there: Leg;
  readonly back: Leg;
}

const passages = onceFor((network: Network) =>
  onceFor((from: Interface) =>
    onceFor((to: Interface): Passage => {
      const path = network.wires.path(from, to);
      return { there: legOf(network, path), back: legOf(network, path.toReversed()) };
    }),
  ),
);

/** Worked out once for each two. */
const passage = (network: Network, from: Interface, to: Interface): Passage => passages(network)(from)(to);

const placeText = ({ interface: at, tags }: Place): string =>
  tags === '' ? nameOf(at) : `${nameOf(at)} (VLAN ${tags.replace(/\/$/, '').replaceAll('/', ', ')})`;

/** A packet that is handed to a neighbour, and what is told of its way. */
export interface Handing {
  readonly network: Network;
  readonly packet: Packet;
  readonly steps: Step[];
  /** It is for all who hear it, as questions of ARP and NDP are. */
  readonly isForAll?: true;
  /** So many tunnels it is inside of. */
  readonly depth: number;
  /** Where each end of a tunnel has heard each other one last. */
  readonly heard: Map<Interface, Map<Interface, Packet>>;
  /** Sends the packet of a tunnel from a stack. */
  send(from: Stack, outer: Packet): { readonly end: End; readonly hops: readonly Hop[] };
}

/** The frame on its way: through bridges, and tunnels, whose outer packets go their own way. Where frames travel in tunnels, so does the answer to ARP. */
export function carryOver(handing: Handing, { own, far, ask, isKnown }: Neighbour): Lost | Untold | undefined {
  const { there, back } = passage(handing.network, own, far);
  if (there.places.length > 2) handing.steps.push({ is: 'frame', path: there.places.map(placeText) });
  if (ask !== undefined && !isKnown) {
    const asked = small({ ...handing, isForAll: true }, there, 'request') ?? small(handing, back, 'answer');
    if (asked !== undefined) return asked;
  }
  const problem = along(handing, there);
  return problem && 'lost' in problem && !problem.isTold ? { ...problem, isSilent: true } : problem;
}

/** The way of a question of ARP or NDP, or of the answer to it. */
const small = (handing: Handing, leg: Leg, is: Packet['is']): Lost | Untold | undefined =>
  along({ ...handing, steps: [], packet: { ...handing.packet, is, length: 72 } }, leg);

function along(handing: Handing, { places, isPlain, mtu }: Leg): Lost | Untold | undefined {
  const broken = places[0]?.domain.broken;
  if (broken !== undefined && handing.packet.length > broken.narrowest) {
    const [first, second] = places.filter((place) => broken.places.has(place));
    if (first !== undefined && second !== undefined)
      return { why: say.anyWay(nameOf(first.interface), handing.packet.length) };
  }
  if (isPlain && handing.packet.length <= mtu) return undefined;
  for (const [index, place] of places.entries()) {
    const { interface: at } = place;
    const [before, after] = [places[index - 1]?.interface, places[index + 1]?.interface];
    const problem = (before && takes(handing, before, place, after)) ?? (after && wrap(handing, at, after));
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** True of a bridge whose node has a firewall, which br_netfilter may show what passes, as in and out by the bridge (br_nf_forward() of net/bridge/br_netfilter_hooks.c). */
function isFiltered(network: Network, at: Interface, after: Interface | undefined): boolean {
  if (after === undefined || at.role !== 'bridge') return false;
  const isAbout = (one: Filter) =>
    one.hook === 'forward' && [one.in, one.out].every((names) => names?.includes(at.name) ?? true);
  const fitting = network.stackOf(at).filters.filter(isAbout);
  const [first] = fitting;
  return fitting.some(({ verdict }) => verdict !== 'accept') && !(first?.verdict === 'accept' && fitsAll(first));
}

const fitsAll = ({ family, from, to, services, state }: Filter): boolean =>
  [family, from, to, services, state].every((each) => each === undefined);

/** There is room for one tag, used or not, which is no part of the frame's data (VLAN_HLEN of is_skb_forwardable()). */
const vlanTag = 4;
const depthOf = (tags: string): number => tags.split('/').length - 1;

/** is_skb_forwardable() of net/core/dev.c, br_dev_queue_push_xmit() of net/bridge/br_forward.c; br_netfilter shows frames to the firewall. */
function takes(
  { network, packet }: Handing,
  before: Interface,
  { interface: at, tags }: Place,
  after: Interface | undefined,
): Lost | Untold | undefined {
  const unsure = unsureAt(at);
  if (unsure !== undefined) return { why: unsure };
  if (isFiltered(network, at, after)) {
    const { name } = network.stackOf(at);
    return {
      why: {
        en: `br_netfilter decides whether the firewall of ${name} sees what its bridge ${at.name} hands on`,
        'zh-CN': `${name} 的防火墙能否看到网桥 ${at.name} 转发的帧，由 br_netfilter 决定`,
      },
    };
  }
  // Ends of cables ask for the length of what comes in, and bridges for that of what goes out by a port; nobody else does.
  const cable = linkAt(network.state, before);
  const isCable = cable?.link.secondEnd === 'made' && cable.far === at;
  const isAsked = isCable || (before.role === 'bridge' && at.master === before.name);
  const mtu = mtuOf(network.state, at);
  if (!isAsked || packet.length <= mtu) return undefined;
  // br_nf_dev_queue_xmit() of net/bridge/br_netfilter_hooks.c has no such room.
  if (packet.length <= mtu + vlanTag * (2 - Math.max(1, depthOf(tags))))
    return before.role === 'bridge' ? { why: say.aboutFits(nameOf(at), mtu) } : undefined;
  return { lost: say.tooLong(packet.length, nameOf(at), mtu), isSilent: true };
}

/** Why nobody can tell whether a frame that comes to an interface is taken. */
const unsureAt = (at: Interface) => ofWires((wire) => wire.unsure?.(at));

/** What is put around a frame between two interfaces. */
const wrapped = ({ state }: Network, own: Interface, far: Interface) =>
  ofWires((wire) => wire.wraps?.(state, own, far));

/** A tunnel within a tunnel within a tunnel leads nowhere. */
const mostTunnels = 4;

/** The address that the packets of a tunnel leave from, where the routes decide it. */
function originOf(network: Network, end: Interface, to: Address): Address | undefined {
  const stack = network.stackOf(end);
  const found = route(stack, packetTo(to, 'udp'));
  const hop = found?.entry.hops[0];
  return found && sourceOf(stack, found, stack.interfaces.get(hop?.dev ?? ''), to, hop?.via ?? to);
}

/** The packets of a tunnel: of these ports, and of this length. */
const outerPacket = (
  { kind, from, udpPort, fromPort = 0, overhead, whole }: Outer,
  to: Address,
  length = 0,
): Packet => ({
  ...packetTo(to, udpPort === undefined ? kind : 'udp'),
  ...{ ...(from && { from }), fromPort, toPort: udpPort ?? 0, length: length + overhead, whole: whole === true },
});

/** What an end of a tunnel sends gets to the other one, and tells it to send elsewhere than `to`. */
function isHeardElsewhere(
  { network, send }: Handing,
  end: Interface,
  other: Interface,
  outer: Outer,
  to: Address,
): boolean {
  const sent = send(network.stackOf(end), outerPacket(outer, outer.to)).end;
  if (sent.is !== 'delivered' || sent.stack !== network.stackOf(other)) return false;
  return outer.follows === 'address and port' || (sent.packet.from !== undefined && !sameAddress(sent.packet.from, to));
}

/** Through a tunnel, if the two are its ends. The far one takes what comes from where its own packets go to (ip_tunnel_lookup() of net/ipv4/ip_tunnel.c). */
function wrap(handing: Handing, at: Interface, after: Interface): Lost | Untold | undefined {
  const { network, packet, steps, depth, heard } = handing;
  const outer = wrapped(network, at, after);
  if (outer === undefined) return undefined;
  const { kind, udpPort, overhead } = outer;
  const back = wrapped(network, after, at);
  // To whom it does not name, it sends what it has learnt of from what came from there: answers, and no questions (vxlan_snoop()).
  const last = handing.isForAll ? undefined : heard.get(at)?.get(after);
  const origin = () => back && (back.from ?? originOf(network, after, back.to));
  const to = last?.from ?? (outer.isLearned ? origin() : outer.to);
  if (to === undefined || (outer.isLearned && packet.is === 'request'))
    return { why: say.learns(nameOf(at), after.node) };
  if (depth >= mostTunnels)
    return {
      lost: { en: `sends it into ${nameOf(at)}, which leads into itself`, 'zh-CN': `送进 ${nameOf(at)}，而它通向自己` },
    };
  const outside = {
    ...outerPacket(outer, to, packet.length),
    ...(last && outer.follows === 'address and port' && { from: last.to, toPort: last.fromPort }),
  };
  const { end, hops } = handing.send(network.stackOf(at), outside);
  // A tunnel at a bridge cuts nothing that must stay whole (skb_tunnel_check_pmtu() of net/ipv4/ip_tunnel_core.c).
  const by = network.stackOf(at).interfaces.get(hops[0]?.out ?? '');
  const most = by && udpPort !== undefined && packet.whole ? mtuOf(network.state, by) - overhead : packet.length;
  const isBridged = bridgeOf(network.state, at) !== undefined;
  if (packet.length > most && isBridged) return { lost: say.tooLong(packet.length, nameOf(at), most), isTold: true };
  // It is cut on its way, as long as the end has not learnt the MTU of that way from other packets.
  if (isBridged && packet.whole && end.is === 'delivered' && end.packet.length < outside.length)
    return { why: say.cutOnTheWay(nameOf(at), after.node) };
  steps.push({ is: 'wrap', kind, packet: packetText(end.is === 'unknown' ? outside : end.packet), hops });
  if (end.is === 'unknown') return end;
  const through = (why: Localized): Lost => ({ lost: say.through(nameOf(at), why) });
  if (end.is === 'delivered' && network.stackOf(after) === end.stack) {
    if (outer.follows) heard.set(after, new Map(heard.get(after)).set(at, end.packet));
    const isExpected = back !== undefined && (!end.packet.from || sameAddress(back.to, end.packet.from));
    if (outer.fromAnywhere || isExpected) return undefined;
  }
  if (outer.follows && back !== undefined && isHeardElsewhere(handing, after, at, back, to))
    return { why: say.roams(nameOf(at)) };
  if (end.is === 'dies') {
    const { node, reason, outer: inner = { node, reason } } = end.death;
    return { ...through(end.death.text), outer: inner };
  }
  return through(saidOf(end.stack.name, { en: 'knows no such tunnel', 'zh-CN': '不认识这条隧道' }));
}
