// Whether one node reaches another: the request and its answer, by every way that they may take.
import { type Address, formatAddress, sameAddress } from '../address.ts';
import type { Interface } from '../model/lab.ts';
import type { Localized } from '../source/tutorial.ts';
import type { End } from './end.ts';
import { type Chooser, Journey } from './journey.ts';
import { Askers } from './neighbour.ts';
import { Connections } from './netfilter.ts';
import { notOneHost } from './not-one-host.ts';
import { type Packet, packetTo, turned } from './packet.ts';
import type { Question } from './question.ts';
import { route, type Start, sourceOfIpv6, vrfFor } from './routing.ts';
import type { Network, Stack } from './stack.ts';
import type { Death, Prediction, Reason, Told, Way } from './way.ts';

/** What is sent where nothing is said: 56 bytes of data of ping(8), a SYN with its options, a word. */
const usualLengths = { icmp: { 4: 84, 6: 104 }, tcp: { 4: 60, 6: 80 }, udp: { 4: 31, 6: 51 } } as const;

/** An ephemeral port, an identifier: any will do. */
const ownPort = 40_000;

/** More ways than these are not followed one by one. */
const mostWays = 64;

/** Goes through all choices, one journey after the other. */
class Choices implements Chooser {
  readonly #made = new Map<string, { readonly count: number; taken: number }>();

  choose(key: string, count: number): number {
    const known = this.#made.get(key) ?? { count, taken: 0 };
    this.#made.set(key, known);
    return known.taken;
  }

  /** True if there is another way: the last choice that can be made otherwise is, and those after it are made anew. */
  next(): boolean {
    for (const [key, made] of [...this.#made].toReversed()) {
      made.taken += 1;
      if (made.taken < made.count) return true;
      this.#made.delete(key);
    }
    return false;
  }
}

function requestOf({ to, source, protocol, port = 0, length }: Question): Packet {
  const { family } = to;
  return {
    ...{
      family,
      to,
      protocol,
      fromPort: ownPort,
      toPort: protocol === 'icmp' ? ownPort : port,
      is: 'request',
      ttl: 64,
    },
    ...(source && { from: source }),
    length: length ?? usualLengths[protocol][family],
    whole: true,
  };
}

/** Why a packet that has arrived is not answered, or not by the one that is meant. */
function refusal(
  question: Question,
  { stack, by, packet }: End & { readonly is: 'delivered' },
): Pick<Death, 'reason' | 'text'> | undefined {
  const { protocol, target } = question;
  const { name } = stack;
  if (target !== undefined && stack.netns !== target)
    return {
      reason: 'another answers',
      text: {
        en: `${name} takes what is for ${formatAddress(packet.to)}`,
        'zh-CN': `${name} 收下了发往 ${formatAddress(packet.to)} 的包`,
      },
    };
  if (question.listens !== undefined && packet.toPort !== question.listens)
    return {
      reason: 'refused',
      text: {
        en: `${name} gets it at port ${packet.toPort}, where nobody listens`,
        'zh-CN': `${name} 在端口 ${packet.toPort} 收到它，那里没有程序监听`,
      },
    };
  // ip-sysctl.rst: echo_ignore_all; tcp_l3mdev_accept of Documentation/networking/vrf.rst.
  const ignored = packet.family === 4 ? 'net.ipv4.icmp_echo_ignore_all' : 'net.ipv6.icmp.echo_ignore_all';
  if (protocol === 'icmp')
    return stack.setting(ignored)
      ? {
          reason: 'answers nothing',
          text: { en: `${name} ignores pings (${ignored})`, 'zh-CN': `${name} 不应答 ping（${ignored}）` },
        }
      : undefined;
  const vrf = vrfFor({ ...(by && { in: by }) });
  if (vrf === undefined || stack.setting(`net.ipv4.${protocol}_l3mdev_accept`)) return undefined;
  return {
    reason: 'refused',
    text: {
      en: `${name} gets it in the VRF ${vrf}, where none of its servers listens`,
      'zh-CN': `${name} 在 VRF ${vrf} 中收到它，那里没有它的程序监听`,
    },
  };
}

/** The answer, as it leaves: from the address that was dialled, but for UDP, where the route says from which (ip_send_skb() of an unconnected socket). */
function answerTo(question: Question, packet: Packet): Packet {
  const back: Packet = {
    ...turned(packet),
    is: 'answer',
    ttl: 64,
    whole: question.protocol !== 'icmp' || packet.family === 6,
  };
  if (question.protocol !== 'udp') return back;
  const { from: _, ...unbound } = back;
  return unbound;
}

const cutLater = (text: Localized): Localized => ({
  en: `${text.en}: its first answer is lost, and those after it are cut`,
  'zh-CN': `${text['zh-CN']}：第一个应答会丢失，之后的应答会分片`,
});

/** What is added to a death. */
interface Telling {
  readonly told?: Told;
}

/** One way of the request, and of its answer. */
class Exchange {
  readonly #network: Network;
  readonly #choices: Choices;
  readonly #connections = new Connections();
  readonly #askers = new Askers();
  readonly #question: Question;
  readonly #asker: Stack;

  constructor(network: Network, choices: Choices, question: Question) {
    this.#network = network;
    this.#choices = choices;
    this.#question = question;
    this.#asker = network.stack(question.from);
  }

  #journey(): Journey {
    return new Journey(this.#network, this.#choices, this.#connections, this.#askers);
  }

  follow(): Omit<Prediction, 'ways'> {
    const { bound, to, ttl } = this.#question;
    const device = bound === undefined ? undefined : this.#asker.interfaces.get(bound);
    const there = this.#journey();
    const end = there.send(this.#asker, requestOf(this.#question), {
      connects: true,
      ...(device && { bound: device }),
      ...(ttl !== undefined && { ttl }),
    });
    const request = { hops: there.hops };
    if (end.is === 'unknown') return { verdict: 'unknown', request, why: end.why };
    if (end.is === 'dies')
      return { verdict: 'dies', request, death: { ...end.death, of: 'request', ...this.#told(end) } };
    const { packet, stack, by } = end;
    const met = { request, reached: stack.name, ...(packet.from && { seen: formatAddress(packet.from) }) };
    const refused = refusal(this.#question, end);
    if (refused !== undefined)
      return { verdict: 'dies', ...met, death: { node: stack.name, ...refused, of: 'request' } };
    const back = this.#journey();
    // What comes in by a port of a VRF is answered in this VRF.
    const vrf = stack.interfaces.get(vrfFor(this.#answersBy(packet, stack, by)) ?? '');
    const home = back.send(stack, answerTo(this.#question, packet), vrf && { bound: vrf });
    const answer = { hops: back.hops };
    if (home.is === 'unknown') return { verdict: 'unknown', ...met, answer, why: home.why };
    // Who is told that its answer was too long cuts the next ones (ip_rt_update_pmtu() of net/ipv4/route.c).
    if (home.is === 'dies' && home.death.reason === 'too long' && this.#told(home, stack).told?.isHeard)
      return { verdict: 'unknown', ...met, answer, why: cutLater(home.death.text) };
    if (home.is === 'dies')
      return { verdict: 'dies', ...met, answer, death: { ...home.death, of: 'answer', ...this.#told(home) } };
    const lost = this.#notTaken(home, to);
    return lost === undefined
      ? { verdict: 'arrives', ...met, answer }
      : { verdict: 'dies', ...met, answer, death: { node: home.stack.name, ...lost, of: 'answer' } };
  }

  /** In whose VRF it is answered: a server of UDP is in none; a ping of IPv6, in that of the address that was dialled (icmp6_dev() of net/ipv6/icmp.c). */
  #answersBy({ family, to, protocol }: Packet, stack: Stack, by: Interface | undefined): Start {
    if (protocol === 'udp') return {};
    const owners = family === 6 && protocol === 'icmp' ? this.#network.ownersOf(to) : [];
    const inlet = owners.find((each) => this.#network.stackOf(each) === stack) ?? by;
    return inlet === undefined ? {} : { in: inlet };
  }

  /** Why the asker does not take an answer for one. */
  #notTaken(
    { stack, packet, by }: End & { readonly is: 'delivered' },
    dialled: Address,
  ): { readonly reason: Reason; readonly text: Death['text'] } | undefined {
    const { bound, protocol } = this.#question;
    if (stack !== this.#asker)
      return {
        reason: 'another answers',
        text: { en: `${stack.name} takes the answer for its own`, 'zh-CN': `${stack.name} 把应答当作自己的收下了` },
      };
    if (packet.from !== undefined && !sameAddress(packet.from, dialled))
      return {
        reason: 'another source',
        text: {
          en: `${stack.name} asked ${formatAddress(dialled)}, and the answer comes from ${formatAddress(packet.from)}`,
          'zh-CN': `${stack.name} 问的是 ${formatAddress(dialled)}，应答却来自 ${formatAddress(packet.from)}`,
        },
      };
    if (bound !== undefined && by !== undefined && by.name !== bound && by.vrf !== bound)
      return {
        reason: 'another source',
        text: {
          en: `${stack.name} is bound to ${bound}, and the answer comes in by ${by.name}`,
          'zh-CN': `${stack.name} 绑定在 ${bound} 上，应答却从 ${by.name} 进来`,
        },
      };
    const vrf = vrfFor({ ...(by && { in: by }) });
    // A socket that is bound to nothing hears nothing from within a VRF, but for ping (inet_sk_bound_dev_eq() of include/net/inet_hashtables.h).
    // What is set for TCP lets in for UDP, too, for early demux asks that (inet_match()).
    const isDeaf = bound === undefined && vrf !== undefined && protocol !== 'icmp';
    return isDeaf && ['tcp', protocol].every((one) => !stack.setting(`net.ipv4.${one}_l3mdev_accept`))
      ? {
          reason: 'another source',
          text: {
            en: `${stack.name} asked from no VRF, and the answer comes in by the VRF ${vrf}`,
            'zh-CN': `${stack.name} 不在任何 VRF 中询问，应答却从 VRF ${vrf} 进来`,
          },
        }
      : undefined;
  }

  /** The error that a node sends back, which goes its own way: from the address that its route back picks (icmp_route_lookup() of net/ipv4/icmp.c). */
  #told({ death, stack, start, packet, out }: End & { readonly is: 'dies' }, listener = this.#asker): Telling {
    if (death.error === undefined || packet.from === undefined) return {};
    if (stack === this.#asker && start.in === undefined) return { told: { says: death.error, isHeard: true } };
    const error: Packet = { ...packetTo(packet.from, 'icmp'), is: 'error', length: 84, about: packet };
    // About what was for an address of its own, it is from this address.
    const isAtTarget = route(stack, packet, start)?.entry.type === 'local';
    const vrf = stack.interfaces.get(
      (start.in === undefined || death.reason === 'nobody answers' ? out : start.in)?.vrf ?? '',
    );
    // Of IPv6, it is from the interface that it came in by (icmp6_send() of net/ipv6/icmp.c).
    const own = packet.family === 6 && start.in ? sourceOfIpv6(stack, start.in, packet.from) : undefined;
    // A reset ends the connection in the name of who was dialled (nf_send_reset() of net/ipv4/netfilter/nf_reject_ipv4.c).
    const sender = isAtTarget || death.error === 'tcp reset' ? packet.to : own;
    const end = this.#journey().send(stack, { ...error, ...(sender && { from: sender }) }, vrf && { bound: vrf });
    const isHeard = end.is === 'delivered' && end.stack === listener;
    const from = end.is === 'delivered' && end.packet.from ? { from: formatAddress(end.packet.from) } : {};
    const dies = end.is === 'dies' ? { dies: { node: end.death.node, reason: end.death.reason } } : {};
    return { told: { says: death.error, ...from, isHeard, ...dies } };
  }
}

const isSameDeath = (one: Prediction['death'], other: Prediction['death']): boolean =>
  one?.node === other?.node && one?.reason === other?.reason && one?.of === other?.of && one?.to === other?.to;

/** What becomes of a question. Where several ways are possible, it is only known if all of them end alike. */
export function predict(network: Network, question: Question): Prediction {
  const why = notOneHost(network, question);
  if (why !== undefined) return { verdict: 'unknown', request: { hops: [] }, why, ways: 1 };
  const choices = new Choices();
  const first = new Exchange(network, choices, question).follow();
  let [ways, other]: [number, Omit<Prediction, 'ways'> | undefined] = [1, undefined];
  let diesElsewhere = false;
  const others: Way[] = [];
  while (choices.next()) {
    if (ways >= mostWays)
      return {
        ...first,
        verdict: 'unknown',
        why: { en: `more than ${mostWays} ways are possible`, 'zh-CN': `可能的路径超过 ${mostWays} 条` },
        ways,
      };
    ways += 1;
    const next = new Exchange(network, choices, question).follow();
    if (next.verdict !== first.verdict) other ??= next;
    diesElsewhere ||= !isSameDeath(next.death, first.death);
    others.push(next.request);
  }
  if (other === undefined) return { ...first, ways, others, ...(diesElsewhere && { diesElsewhere }) };
  const bad = [first, other].find(({ verdict }) => verdict !== 'arrives') ?? other;
  const end = bad.death?.text ?? bad.why;
  const otherwise = {
    en: `of ${ways} ways that the packets may take, some end otherwise: ${end?.en}`,
    'zh-CN': `数据包可能走 ${ways} 条路，其中有的结果不同：${end?.['zh-CN']}`,
  };
  return { ...bad, verdict: 'unknown', why: otherwise, ways };
}
