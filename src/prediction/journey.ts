// The way of one packet from stack to stack, in the order of the kernel: ip_rcv(), routing, ip_forward(), ip_output() and their hooks.
import { type Address, contains, formatAddress, parseCidr, sameAddress } from '../address.ts';
import { carriedLinks, hasSignal } from '../model/interfaces.ts';
import type { Interface, Hop as NextHop } from '../model/lab.ts';
import type { Localized } from '../source/tutorial.ts';
import type { Hook } from './carry.ts';
import type { End } from './end.ts';
import { type Askers, carryOver, type Lost, neighbour } from './neighbour.ts';
import { neighbourTexts } from './neighbour-texts.ts';
import {
  type Connections,
  filtered,
  type Tracked,
  type Translation,
  translateDestination,
  translateSource,
} from './netfilter.ts';
import { type Packet, packetText, packetTo } from './packet.ts';
import {
  type Found,
  passesPathFilter,
  route,
  type Start,
  sourceOf,
  sourceOfIpv4,
  sourceOfIpv6,
  vrfFor,
} from './routing.ts';
import type { Entry, Network, Stack } from './stack.ts';
import { type Death, type Hop, type Reason, type Step, saidOf, type TranslatingHook } from './way.ts';
import { mtuOf } from './wires.ts';

/** A packet that goes on: sent by a stack, or come in there. */
interface Sent {
  readonly is: 'next';
  readonly stack: Stack;
  readonly packet: Packet;
  readonly start: Start;
}

type Next = End | Sent;
type Dies = End & { readonly is: 'dies' };

const routeStep = ({ rule, entry }: Found) => ({ is: 'route', rule, route: entry.text }) as const;

/** The route of a packet, and the next hop that is taken; no `out`: it is for the stack itself. */
interface Chosen {
  readonly found: Found;
  readonly next: Address;
  readonly ways: number;
  readonly out?: Interface;
  /** Its source, where that is known by more than the route. */
  readonly source?: Address | undefined;
}

/** Which of several next hops is taken: the kernel's hash is another one after each boot, so each is possible. */
export interface Chooser {
  choose(key: string, count: number): number;
}

type Open = { -readonly [K in keyof Hop]: Hop[K] } & { steps: Step[] };

const loopback4 = parseCidr('127.0.0.0/8');
const isLoopback = (address: Address): boolean => loopback4 !== undefined && contains(loopback4, address);

const unknown = (why: Localized): End => ({ is: 'unknown', why });

const probedByPing = { protocol: 'udp', toPort: 1025 } as const;

/** Nothing goes on for ever; but for routes out of VRFs, each hop costs one of TTL. */
const mostHops = 150;

const errors = {
  noRoute: { 4: 'net unreachable', 6: 'no route to destination' },
  unreachable: { 4: 'host unreachable', 6: 'no route to destination' },
  nobody: { 4: 'host unreachable', 6: 'address unreachable' },
  prohibit: { 4: 'communication prohibited', 6: 'communication prohibited' },
  ttl: { 4: 'time exceeded', 6: 'time exceeded' },
  tooLong: { 4: 'fragmentation needed', 6: 'packet too big' },
  rejected: 'port unreachable',
} as const;

/** Follows packets of one question and its answer through a network. */
export class Journey {
  readonly hops: Hop[] = [];
  readonly #network: Network;
  readonly #chooser: Chooser;
  readonly #connections: Connections;
  readonly #askers: Askers;
  /** Tunnels that it is inside of already. */
  readonly #depth: number;

  constructor(network: Network, chooser: Chooser, connections: Connections, askers: Askers, depth = 0) {
    this.#askers = askers;
    this.#network = network;
    this.#chooser = chooser;
    this.#connections = connections;
    this.#depth = depth;
  }

  /** Sends a packet from a stack, and follows it to its end. */
  send(from: Stack, sent: Packet, how: Start = {}): End {
    let next: Next = { is: 'next', stack: from, packet: sent, start: how };
    while (next.is === 'next') {
      const { stack, packet, start } = next as Sent;
      if (stack.unknown !== undefined) return { is: 'unknown', why: saidOf(stack.name, stack.unknown) };
      const inlet = start.in;
      const hop: Open = { node: stack.name, packet: packetText(packet), steps: [], ...(inlet && { in: inlet.name }) };
      this.hops.push(hop);
      if (this.hops.length > mostHops)
        return this.#dies(next, 'too many hops', { en: 'sends it in a circle', 'zh-CN': '让它一直绕圈' });
      next = inlet === undefined ? this.#output(hop, stack, packet, start) : this.#input(hop, stack, packet, inlet);
      if (next.is === 'dies' && next.route !== undefined) hop.steps.push(routeStep(next.route));
    }
    return next;
  }

  /** `text` stands behind the name of the node. */
  #dies(
    { stack, packet, start }: Omit<Sent, 'is'>,
    reason: Reason,
    text: Localized,
    { to, ...more }: Pick<Death, 'error' | 'at' | 'outer' | 'isThere'> & { readonly to?: Address } = {},
  ): Dies {
    const { error, ...told } = more;
    const death: Death = {
      ...{ node: stack.name, reason, text: saidOf(stack.name, text) },
      ...(start.isLedIn && to === undefined && reason !== 'too long' ? told : more),
      ...(to && { to: formatAddress(to) }),
    };
    return { is: 'dies', death, stack, packet, start };
  }

  /** What is sent by the stack itself (ip_route_output_key_hash(), __ip_local_out()). */
  #output(hop: Open, stack: Stack, sent: Packet, start: Start): Next {
    // ping connects to a port of UDP to learn whether it can, and then sends by another socket (ping4_run() of iputils).
    const refused =
      start.connects && sent.protocol === 'icmp' && this.#connected(stack, { ...sent, ...probedByPing }, start);
    if (refused && 'is' in refused) return refused;
    const isTcpOrUdp = start.connects && sent.protocol !== 'icmp';
    const first = isTcpOrUdp ? this.#connected(stack, sent, start) : this.#firstWay(stack, sent, start);
    if ('is' in first) return first;
    let packet = sent;
    if (sent.from === undefined) {
      const source = first.source ?? sourceOf(stack, first.found, first.out, sent.to, first.next, vrfFor(start));
      if (source === undefined && sent.family === 6)
        return unknown({
          en: `${stack.name} has no address of IPv6 but those that the kernel makes`,
          'zh-CN': `${stack.name} 除了内核自己生成的，没有 IPv6 地址`,
        });
      packet = { ...sent, ...(source && { from: source }) };
      if (source !== undefined) hop.steps.push({ is: 'source', address: formatAddress(source) });
      hop.packet = packetText(packet);
    }
    let way: Chosen = first;
    let tracked = this.#connections.track(stack, packet);
    const met = way.out && { out: way.out.name };
    const translated = translateDestination(stack, tracked, met ?? {}, (to) => this.#isOwn(stack, to, start));
    if (translated !== undefined) {
      tracked = this.#noted(hop, 'output', translated);
      // The source stays (ip_route_me_harder() of net/ipv4/netfilter.c).
      const elsewhere = this.#routed(stack, tracked.packet, start);
      if ('is' in elsewhere) return elsewhere;
      way = elsewhere;
    }
    // It is made, and so measured, before any firewall sees it (ip_append_data()).
    const stopped =
      (way.out && this.#tooLong(stack, tracked.packet, start, way.out)) ??
      this.#filter(hop, stack, 'output', tracked, start, way.out && { out: way.out.name });
    if (stopped !== undefined) return stopped;
    if (way.out === undefined) {
      const refusedInside = this.#filter(hop, stack, 'input', tracked, start, { in: 'lo' });
      // What a route has led into a VRF is received there (vrf_local_xmit() of drivers/net/vrf.c).
      const by = start.isLedIn && start.bound && { by: start.bound };
      return refusedInside ?? { is: 'delivered', stack, packet: tracked.packet, ...by };
    }
    return this.#leave(hop, stack, tracked, start, way.found, way.out, way.next, way.ways);
  }

  /** connect() looks twice: rules are asked again once the source is known (ip_route_connect() of include/net/route.h). IPv6 does so once. */
  #connected(stack: Stack, sent: Packet, start: Start): Chosen | End {
    const first = this.#firstWay(stack, sent, start);
    if ('is' in first || sent.from !== undefined || sent.family === 6) return first;
    const source = sourceOf(stack, first.found, first.out, sent.to, first.next, vrfFor(start));
    if (source === undefined) return first;
    const again = this.#routed(stack, { ...sent, from: source }, start);
    return 'is' in again ? again : { ...again, source };
  }

  /** Where it goes before it has a source. What IPv6 then finds no way for, it looks up again from the address that fits best (ip6_dst_lookup_tail()). */
  #firstWay(stack: Stack, sent: Packet, start: Start): Chosen | End {
    const found = this.#routed(stack, sent, start);
    if (!('is' in found) || sent.family === 4 || sent.from !== undefined) return found;
    const source = sourceOfIpv6(stack, undefined, sent.to, vrfFor(start));
    const again = source && this.#routed(stack, { ...sent, from: source }, start);
    return again === undefined || 'is' in again ? found : { ...again, source };
  }

  #isOwn(stack: Stack, to: Address, start: Start): boolean {
    return route(stack, packetTo(to, 'icmp'), start)?.entry.type === 'local';
  }

  /** The route of what the stack sends, with the next hop that is taken; no `out`: it is for the stack itself. */
  #routed(stack: Stack, packet: Packet, start: Start): Chosen | End {
    const { to, family } = packet;
    const { bound } = start;
    // Bound to an interface in no VRF, IPv4 takes the destination for on-link (ip_route_output_key_hash_rcu()).
    const onLink: Found | undefined =
      bound && bound.role !== 'vrf' && bound.vrf === undefined && family === 4
        ? {
            rule: 'bound',
            entry: {
              to: { ...to, length: 32 },
              type: 'unicast',
              hops: [{ dev: bound.name }],
              metric: 0,
              text: `${formatAddress(to)} dev ${bound.name}`,
            },
          }
        : undefined;
    const found = route(stack, packet, start) ?? onLink;
    if (found === undefined) return this.#noRoute(stack, packet, start);
    const { entry } = found;
    if (entry.type === 'local') return { found, next: to, ways: 1 };
    return this.#chosen(stack, packet, start, found);
  }

  /** What becomes of a packet at a route that has no next hop. */
  #refused(where: Omit<Sent, 'is'>, { type, at }: Entry): Dies | undefined {
    const { to, family } = where.packet;
    const target = formatAddress(to);
    const line = at && { at };
    switch (type) {
      case 'unicast':
        return undefined;
      case 'blackhole': {
        const text = { en: `has a blackhole route for ${target}`, 'zh-CN': `有一条到 ${target} 的 blackhole 路由` };
        return this.#dies(where, type, text, line);
      }
      case 'unreachable':
      case 'prohibit': {
        const text = {
          en: `has a route that says ${type} for ${target}`,
          'zh-CN': `有一条到 ${target} 的 ${type} 路由`,
        };
        return this.#dies(where, type, text, { error: errors[type][family], ...line });
      }
      case 'broadcast':
      case 'local': {
        const text = { en: `takes ${target} for a broadcast address`, 'zh-CN': `把 ${target} 当作广播地址` };
        return this.#dies(where, 'no route', text);
      }
    }
  }

  /** The next hop of a route that is none of the stack itself. */
  #chosen(
    stack: Stack,
    packet: Packet,
    start: Start,
    found: Found,
  ): { found: Found; next: Address; ways: number; out: Interface } | End {
    const { entry } = found;
    const { to, from } = packet;
    const refused = this.#refused({ stack, packet, start }, entry);
    if (refused !== undefined) return { ...refused, route: found };
    const { hops } = entry;
    const key = () => `${stack.name} ${entry.text} ${from && formatAddress(from)} ${formatAddress(to)}`;
    const hop: NextHop | undefined = hops[hops.length > 1 ? this.#chooser.choose(key(), hops.length) : 0];
    const out = stack.interfaces.get(hop?.dev ?? '');
    if (hop === undefined || out === undefined)
      return unknown({
        en: `${stack.name} sends it by ${hop?.dev}, which is not of the lab`,
        'zh-CN': `${stack.name} 从 ${hop?.dev} 发出，而它不属于本实验`,
      });
    return { found, out, next: hop.via ?? to, ways: hops.length };
  }

  #noRoute(stack: Stack, packet: Packet, start: Start): End {
    const target = formatAddress(packet.to);
    if (stack.netns === null)
      return unknown({
        en: `where the machine sends what is for ${target} is not of the lab`,
        'zh-CN': `宿主机把发往 ${target} 的包送到哪里，不由本实验决定`,
      });
    const error = errors.noRoute[packet.family];
    return this.#dies(
      { stack, packet, start },
      'no route',
      { en: `has no route to ${target}`, 'zh-CN': `没有到 ${target} 的路由` },
      { error, to: packet.to },
    );
  }

  #noted(hop: Open, hook: TranslatingHook, { by, tracked }: Translation): Tracked {
    hop.steps.push({ is: 'translate', hook, by, packet: packetText(tracked.packet) });
    return tracked;
  }

  #filter(
    hop: Open,
    stack: Stack,
    hook: Hook,
    tracked: Tracked,
    start: Start,
    met: { in?: string; out?: string } = {},
  ): End | undefined {
    const rule = filtered(stack, hook, tracked, met);
    if (rule === undefined) return undefined;
    hop.steps.push({ is: 'filter', hook, verdict: rule.verdict, by: rule.text });
    const { packet } = tracked;
    if (rule.verdict === 'accept') return undefined;
    const isReject = rule.verdict === 'reject';
    const text = {
      en: `${isReject ? 'rejects' : 'drops'} it by \`${rule.text}\``,
      'zh-CN': `按 \`${rule.text}\` ${isReject ? '拒绝' : '丢弃'}了它`,
    };
    const where = { stack, packet, start };
    return isReject
      ? this.#dies(where, 'rejected', text, { error: rule.with ?? errors.rejected, at: rule.at })
      : this.#dies(where, 'dropped', text, { at: rule.at });
  }

  /** What comes in (ip_rcv(), ip_route_input_slow() of net/ipv4/route.c, ip6_rcv()). */
  #input(hop: Open, stack: Stack, came: Packet, inlet: Interface): Next {
    const start = { in: inlet };
    const isOwn = (to: Address) => this.#isOwn(stack, to, start);
    let tracked = this.#connections.track(stack, came);
    const translated = translateDestination(stack, tracked, { in: inlet.name }, isOwn);
    if (translated !== undefined) tracked = this.#noted(hop, 'prerouting', translated);
    const { packet } = tracked;
    const martian = this.#martian(stack, packet, inlet);
    if (martian !== undefined) return this.#dies({ stack, packet, start }, 'martian', martian);
    const found = route(stack, packet, start);
    const isLocal = found?.entry.type === 'local';
    if (isLocal && found) hop.steps.push(routeStep(found));
    // What has no route, or one that refuses it, is told so before (ip_route_input_slow()).
    const out =
      found?.entry.type === 'unicast' && stack.forwards(packet.family, inlet) ? found.entry.hops[0]?.dev : undefined;
    if ((isLocal || out !== undefined) && !passesPathFilter(stack, packet, inlet, out)) {
      const from = packet.from && formatAddress(packet.from);
      const text = {
        en: `drops it by rp_filter: its way back to ${from} is not by ${inlet.name}`,
        'zh-CN': `因 rp_filter 丢弃了它：回到 ${from} 的路不经过 ${inlet.name}`,
      };
      return this.#dies({ stack, packet, start }, 'source not accepted', text);
    }
    if (isLocal) {
      const stopped = this.#filter(hop, stack, 'input', tracked, start, { in: inlet.name });
      if (stopped !== undefined) return stopped;
      // An answer to what the stack has sent is from the address that was dialled (nf_nat_ipv4_local_in() of net/netfilter/nf_nat_proto.c).
      const answer = tracked.isBack ? translateSource(stack, tracked, { in: inlet.name }, () => undefined) : undefined;
      if (answer !== undefined) tracked = this.#noted(hop, 'input', answer);
      return { is: 'delivered', stack, by: inlet, packet: tracked.packet };
    }
    return this.#forward(hop, stack, tracked, inlet, found);
  }

  /** Sources and destinations that nobody takes from outside (ip_route_input_slow(); accept_local, route_localnet of ip-sysctl.rst). IPv6 asks no such thing. */
  #martian(stack: Stack, { family, from, to }: Packet, inlet: Interface): Localized | undefined {
    if (family === 6) return undefined;
    if (isLoopback(to) || (from && isLoopback(from)))
      return { en: 'takes no address of 127.0.0.0/8 from outside', 'zh-CN': '不接受外来的 127.0.0.0/8 地址' };
    const own = from && stack.larger('accept_local', inlet) === 0 && this.#isOwn(stack, from, { in: inlet });
    if (!own) return undefined;
    return {
      en: `has ${formatAddress(from)} itself, and takes nothing from outside that says so`,
      'zh-CN': `自己就有 ${formatAddress(from)}，不接受外来的、以它为源地址的包`,
    };
  }

  /** ip_forward(), ip6_forward(): route, TTL, length, firewall, neighbour, in this order. */
  #forward(hop: Open, stack: Stack, tracked: Tracked, inlet: Interface, found: Found | undefined): Next {
    const { packet } = tracked;
    const { family, ttl } = packet;
    const start = { in: inlet };
    const where = { stack, packet, start };
    const forwards = stack.forwards(family, inlet);
    if (forwards === undefined)
      return unknown({
        en: 'whether the machine forwards is not of the lab',
        'zh-CN': '宿主机是否转发，不由本实验决定',
      });
    // IPv4 keeps to itself what it has no route for, or one that refuses it; IPv6 tells of that (ip6_pkt_discard() of net/ipv6/route.c).
    if (!forwards && (family === 4 || found?.entry.type === 'unicast'))
      return this.#dies(where, 'does not forward', {
        en: `does not forward: ${formatAddress(packet.to)} is not its own`,
        'zh-CN': `不转发：${formatAddress(packet.to)} 不是它自己的地址`,
      });
    if (found === undefined) return this.#noRoute(stack, packet, start);
    const way = this.#chosen(stack, packet, start, found);
    if ('is' in way) return way;
    if (ttl <= 1) {
      const text = { en: 'gets it with a TTL that has run out', 'zh-CN': '收到它时 TTL 已经用完' };
      return { ...this.#dies(where, 'too many hops', text, { error: errors.ttl[family] }), route: found };
    }
    return this.#leave(
      hop,
      stack,
      { ...tracked, packet: { ...packet, ttl: ttl - 1 } },
      start,
      found,
      way.out,
      way.next,
      way.ways,
    );
  }

  /** From the route to the wire: length, the hook forward, postrouting, the neighbour. */
  #leave(
    hop: Open,
    stack: Stack,
    routed: Tracked,
    start: Start,
    found: Found,
    out: Interface,
    next: Address,
    ways: number,
  ): Next {
    hop.steps.push({ ...routeStep(found), ...(ways > 1 && { oneOf: ways }) });
    hop.out = out.name;
    const inlet = start.in;
    const isSentHere = inlet === undefined && !start.isLedIn;
    const ttl = start.ttl ?? stack.hopLimit(routed.packet.family, out);
    let tracked = isSentHere ? { ...routed, packet: { ...routed.packet, ttl } } : routed;
    const { packet } = tracked;
    if (inlet !== undefined) {
      const long = this.#tooLong(stack, packet, start, out);
      if (long !== undefined) return long;
    }
    const met = { out: out.name, ...(inlet && { in: inlet.name }) };
    if (inlet !== undefined) {
      const stopped = this.#filter(hop, stack, 'forward', tracked, start, met);
      if (stopped !== undefined) return stopped;
    }
    // Masquerading asks for the address by the next hop, and not for the source that the route names (nf_nat_masquerade_ipv4()).
    const own = () =>
      packet.family === 4
        ? sourceOfIpv4(stack, out, next)
        : sourceOf(stack, { ...found, entry: { ...found.entry, type: 'unicast' } }, out, packet.to, next);
    const translated = translateSource(stack, tracked, met, own);
    if (translated !== undefined) tracked = this.#noted(hop, 'postrouting', translated);
    // What the stack sends by a port of a VRF goes through its device first, where that is not idle: one that is down drops it (vrf_ip_out() of drivers/net/vrf.c).
    const vrf = isSentHere ? stack.interfaces.get(out.vrf ?? '') : undefined;
    if (vrf?.up === false) {
      const lost = neighbourTexts.vrfDown(out.name, vrf.name);
      return this.#lost(stack, packet, start, { lost, isSilent: true }, next);
    }
    const mtu = mtuOf(this.#network.state, out);
    const cut = packet.length > mtu ? { length: mtu, whole: false } : {};
    return this.#hand(hop, stack, { ...tracked.packet, ...cut }, start, out, next);
  }

  /** Who answers cuts what is too long himself (ip_fragment(), ip6_fragment()); routers cut none of IPv6. */
  #tooLong(stack: Stack, packet: Packet, start: Start, out: Interface): End | undefined {
    const isCut =
      start.in === undefined ? packet.is === 'answer' || !packet.whole : packet.family === 4 && !packet.whole;
    const mtu = mtuOf(this.#network.state, out);
    if (packet.length <= mtu || isCut) return undefined;
    const text = {
      en: `has a packet of ${packet.length} bytes for ${out.name}, which takes ${mtu}`,
      'zh-CN': `要从 ${out.name} 发出 ${packet.length} 字节，而它最多 ${mtu} 字节`,
    };
    return { ...this.#dies({ stack, packet, start }, 'too long', text, { error: errors.tooLong[packet.family] }), out };
  }

  /** To whoever has the next hop's address. */
  #hand(hop: Open, stack: Stack, packet: Packet, start: Start, out: Interface, next: Address): Next {
    // A route out of a VRF's interface leads into it: there it is routed again (vrf_xmit() of drivers/net/vrf.c).
    if (out.role === 'vrf') return { is: 'next', stack, packet, start: { bound: out, isLedIn: true } };
    const inside = this.#handInside(stack, packet, start, out);
    if (inside !== undefined) return inside;
    const asked = neighbour(this.#network, stack, packet, out, next, this.#askers);
    if ('why' in asked) return unknown(asked.why);
    if ('lost' in asked) return { ...this.#lost(stack, packet, start, asked, next), out };
    if (asked.ask !== undefined) hop.steps.push(asked.ask);
    this.#askers.learn(asked);
    const send = (from: Stack, outer: Packet) => {
      const journey = new Journey(this.#network, this.#chooser, this.#connections, this.#askers, this.#depth + 1);
      return { end: journey.send(from, outer), hops: journey.hops };
    };
    const handing = {
      network: this.#network,
      packet,
      steps: hop.steps,
      depth: this.#depth,
      heard: this.#connections.heard,
      send,
    };
    const problem = carryOver(handing, asked);
    if (problem !== undefined)
      return 'why' in problem ? unknown(problem.why) : { ...this.#lost(stack, packet, start, problem, next), out };
    return this.#handedTo(this.#childOf(asked.far, packet.to) ?? asked.far, packet);
  }

  #handedTo(inlet: Interface, packet: Packet): Sent {
    return { is: 'next', stack: this.#network.stackOf(inlet), packet, start: { in: inlet } };
  }

  /** What an interface carries apart from its cable, and has an address: that is handed to it (ipvlan_handle_mode_l3() of drivers/net/ipvlan/ipvlan_core.c). */
  #childOf(carrier: Interface, to: Address): Interface | undefined {
    const all = carriedLinks(this.#network.state).filter((one) => one.link.isApart && one.carrier === carrier);
    const has = ({ addresses, up }: Interface) => up && addresses.some(({ cidr }) => sameAddress(cidr, to));
    return all.find(({ child }) => has(child))?.child;
  }

  /** What is carried so asks nobody: it hands to its siblings, and all else is routed by the node of its parent (ipvlan_xmit_mode_l3()); it has a signal while that has one. */
  #handInside(stack: Stack, packet: Packet, start: Start, out: Interface): Sent | Dies | undefined {
    const own = carriedLinks(this.#network.state).find(({ link, child }) => link.isApart && child === out);
    if (own === undefined) return undefined;
    const { carrier } = own;
    if (!hasSignal(this.#network.state, carrier)) {
      const lost = neighbourTexts.noSignal(out.name, `${carrier.node}:${carrier.name}`);
      return this.#lost(stack, packet, start, { lost, isSilent: true }, packet.to);
    }
    const sibling = this.#childOf(carrier, packet.to);
    if (sibling !== undefined) return this.#handedTo(sibling, packet);
    const led = { bound: carrier, isLedIn: true } as const;
    return { is: 'next', stack: this.#network.stackOf(carrier), packet, start: led };
  }

  #lost(
    stack: Stack,
    packet: Packet,
    start: Start,
    { lost, isSilent, isTold, outer, isThere }: Lost,
    next: Address,
  ): Dies {
    const where = { stack, packet, start };
    if (isTold) return this.#dies(where, 'too long', lost, { error: errors.tooLong[packet.family] });
    const within = { ...(outer && { outer }), ...(isThere && { isThere }) };
    return isSilent
      ? this.#dies(where, 'lost on the wire', lost, { to: next, ...within })
      : this.#dies(where, 'nobody answers', lost, { error: errors.nobody[packet.family], to: next, ...within });
  }
}
