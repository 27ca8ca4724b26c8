// `because r2 has no route to h1`: the reasons that a check can prove, and how the kernel is asked who is to blame.
import { type Address, formatAddress, parseAddress, sameAddress } from '../../address.ts';
import { nearest } from '../../diagnostics/did-you-mean.ts';
import type { Piece } from '../../language/piece.ts';
import { incompleteSentence, unknownWord } from '../../language/problems.ts';
import type { Reading } from '../../language/reading.ts';
import { alwaysInChecks, readOneName, readOneTarget } from '../../language/targets.ts';
import { asksFamily, type Netns, type State } from '../../model/lab.ts';
import { forwardingKeys, inSettingKey } from '../../model/setting-key.ts';
import { outside } from '../../prediction/outside.ts';
import { networkFor } from '../../prediction/stack.ts';
import {
  addressWord,
  arrives,
  at,
  type CheckLine,
  type Clause,
  fails,
  filters as filtersAt,
  ipAt,
  type Known,
  ofFamily,
  oneOfPattern,
  type Place,
  partyPlace,
  prints,
} from '../check-line.ts';
import { addressesIn, addressesTowards, interfacesIn, isLinked, ownersOf, wayTo } from '../picture.ts';
import { type Cause, type CauseStatement, type ReachCheck, reasons, whatHappens } from './check.ts';
import { arrivalCounter, dialCommand, diallingOf, notArrived, silence } from './dial.ts';
import { foreseen } from './foretell.ts';

/** How else some reasons are said. */
const otherWords: readonly (readonly [RegExp, string])[] = [
  [/^drop/, 'drops it'],
  [/^(?:reject|block|filter|den(?:y|ie))/, 'rejects it'],
];

/** `r2 has no route to h1`, `fw does not forward`. */
export function readCause(piece: Piece, reading: Reading): CauseStatement | undefined {
  const [who, ...rest] = piece.words();
  const [first] = rest;
  if (who === undefined) return undefined;
  if (first === undefined) {
    const help = `write who, and the reason: \`${reasons.some((one) => one.includes(who.text)) ? 'r1' : who.text} has no route\``;
    return reading.report(incompleteSentence({ at: who.at, label: 'a node and a reason are wanted', help }));
  }
  const said = rest.map(({ text }) => text).join(' ');
  const happens = whatHappens.find((one) => `${who.text} ${said} `.startsWith(`${one} `));
  if (happens !== undefined) return readHappening(piece, happens, reading);
  const { at } = first.upTo(rest.at(-1) ?? first);
  const reason = reasons.find((one) => said === one || said.startsWith(`${one} `));
  if (reason === undefined) {
    const meant = otherWords.find(([pattern]) => pattern.test(said))?.[1] ?? nearest(said, reasons);
    const all = [...reasons, ...whatHappens];
    const help =
      meant === undefined ? `write one of: ${all.join(', ')}; or a note after a colon` : `write \`${meant}\``;
    return reading.report(unknownWord({ at, label: 'not a reason that can be tested', help, expected: all }));
  }
  if (parseAddress(who.text) !== undefined) {
    const other = reason === 'does not answer' ? `, or \`nobody answers for ${who.text}\`` : '';
    const help = `write the node that has the address${other}`;
    return reading.report(unknownWord({ at: who.at, label: 'the name of a node is wanted', help }));
  }
  const node = readOneName(who, alwaysInChecks, reading);
  const [to, name, more] = rest.slice(reason.split(' ').length);
  const isRoute = reason === 'has no route';
  if (to !== undefined && !(isRoute && to.text === 'to' && name !== undefined && more === undefined)) {
    const meant =
      rest
        .slice(3)
        .find(({ text }) => text !== 'to' && text !== 'for')
        ?.text.replace(/,$/, '') ?? 'h1';
    const help = isRoute ? `write \`has no route to ${meant}\`` : `end the sentence after \`${reason}\``;
    return reading.report(unknownWord({ at: (more ?? to).at, label: 'not expected after the reason', help }));
  }
  const target = name && readOneName(name, alwaysInChecks, reading);
  if (node === undefined || (name !== undefined && target === undefined)) return undefined;
  return { at: piece.at, node, reason, ...(target === undefined ? {} : { to: target }) };
}

/** `nobody answers for 10.0.0.9`, `the answer comes from web`. */
function readHappening(
  piece: Piece,
  reason: (typeof whatHappens)[number],
  reading: Reading,
): CauseStatement | undefined {
  const [name, more] = piece.words().slice(reason.split(' ').length);
  if (name === undefined) {
    const help = `write whose: \`${reason} h2\`, or an address`;
    return reading.report(incompleteSentence({ at: piece.at, label: 'a node or an address is wanted', help }));
  }
  if (more !== undefined) {
    const help = `take \`${more.text}\` away`;
    return reading.report(unknownWord({ at: more.at, label: 'not expected after the reason', help }));
  }
  const about = readOneTarget(name, alwaysInChecks, reading);
  return about && { at: piece.at, reason, about };
}

// ---- the questions to the kernel that show where packets were lost

/** What a reason adds to a check: words before its main command, how that fails, and lines after it. */
export interface Blame {
  /** Lines before its main command. */
  readonly before?: readonly CheckLine[];
  readonly clauses: readonly Clause[];
  readonly pattern?: string;
  /** Its main command need not fail, but show this. */
  readonly shows?: Clause;
  readonly lines: readonly CheckLine[];
}

function placeNamed(name: string | undefined, state: State): Place {
  if (name === undefined) return null;
  return name === 'outside' ? { is: 'outside' } : (state.nodes.get(name)?.netns ?? null);
}

const isSame = (a: Place, b: Place): boolean =>
  a === b || (typeof a === 'object' && a !== null && typeof b === 'object' && b !== null);

/** Strict and loose reverse path filters drop what they have no way back for. */
const orFiltered = (counter: string, family: 4 | 6): string =>
  family === 4 ? `${counter}|TcpExtIPReversePathFilter` : counter;

/** It says no, as nobody listens there: a reset, or of UDP a port unreachable, which a firewall may say as well (__udp4_lib_rcv() of net/ipv4/udp.c). */
function refuses({ service, family }: ReachCheck, place: Place): Blame {
  const noPorts = family === 4 ? 'UdpNoPorts' : 'Udp6NoPorts';
  const counter = service?.protocol === 'udp' ? noPorts : 'TcpOutRsts';
  return { clauses: [arrives(place, counter)], pattern: 'refused', lines: [] };
}

/** The switch that is off: that of the interface where it dies, if the lab sets this one, else that of the whole stack. */
function forwardingKey(check: ReachCheck, place: Place, state: State): string {
  const whole = forwardingKeys[check.family];
  const found = check.family === 4 ? foreseen(check, state) : undefined;
  if (found === undefined || typeof place === 'object') return whole;
  const { request, answer } = found;
  const inlet = [...request.hops, ...(answer?.hops ?? [])].findLast(({ node }) => node === place)?.in;
  const own = `net.ipv4.conf.${inSettingKey(inlet ?? '')}.forwarding`;
  return networkFor(state).stack(place).setting(own) === undefined ? whole : own;
}

/** What comes in and is for somebody else is an error there. */
function doesNotForward(check: ReachCheck, place: Place, state: State): Blame {
  const counter = check.family === 4 ? 'IpInAddrErrors' : 'Ip6InAddrErrors';
  const asked: CheckLine = { clauses: [prints('= 0$')], argv: at(place, 'sysctl', forwardingKey(check, place, state)) };
  return { clauses: [arrives(place, counter)], lines: [asked] };
}

/** The address that answers go to. */
function sourceAddress({ from, fromAddress, family, dial }: ReachCheck, state: State): Address | undefined {
  if (fromAddress !== undefined || from.is === 'outside') return fromAddress;
  const own = ofFamily(addressesIn(state, from.netns), family);
  const [source] = dial.is === 'address' ? [...addressesTowards(state, from.netns, dial.address), ...own] : own;
  return source;
}

function sourceOf(check: ReachCheck, state: State): string | Known {
  const { from, family } = check;
  const source = sourceAddress(check, state);
  if (source !== undefined) return formatAddress(source);
  if (from.is === 'outside') return { is: 'outside-address', family };
  const asking = interfacesIn(state, from.netns).find((each) => asksFamily(each, family));
  if (asking === undefined) return { is: 'machine', family };
  return { is: 'got-address', netns: from.netns, dev: asking.name, family, scope: 'global' };
}

const isTarget = ({ to }: ReachCheck, place: Place): boolean => to !== undefined && isSame(place, partyPlace(to));

/** It may die at the target, too: an IPv6 address of an interface that is down is nobody's. */
const diesAsRequest = (check: ReachCheck, state: State): boolean => foreseen(check, state)?.death?.of === 'request';

/** The address that a node has no route to: the author's, the target, or on the way back the sender. */
function missing(check: ReachCheck, cause: Cause, place: Place, state: State): string | Known {
  const named = ofFamily(cause.to, check.family);
  const used = [sourceAddress(check, state), check.dial.is === 'address' ? check.dial.address : undefined];
  const meant = named.find((one) => used.some((each) => each !== undefined && sameAddress(each, one))) ?? named[0];
  if (meant !== undefined) return formatAddress(meant);
  const way =
    check.dial.is === 'address' && (place === null || typeof place === 'string')
      ? wayTo(state, place, check.dial.address).is
      : 'unknown';
  const isBack = !diesAsRequest(check, state) && (isTarget(check, place) || way === 'next' || way === 'own');
  return isBack ? sourceOf(check, state) : addressWord(check.dial, check.family);
}

function hasNoRoute(check: ReachCheck, cause: Cause, place: Place, state: State): Blame {
  const { family } = check;
  const asked: CheckLine = {
    clauses: [fails('Network is unreachable')],
    argv: ipAt(place, 'route', 'get', missing(check, cause, place, state)),
  };
  if (isSame(place, partyPlace(check.from))) return { clauses: [], lines: [asked] };
  const isTaken = isTarget(check, place) && !diesAsRequest(check, state);
  const counter = isTaken ? takenBy(check) : family === 4 ? 'IpExtInNoRoutes' : 'Ip6InNoRoutes';
  return { clauses: [arrives(place, orFiltered(counter, family))], lines: [asked] };
}

/** What rises where the request has arrived, even if no answer can leave. */
const takenBy = ({ service, family }: ReachCheck): string =>
  service?.protocol === 'tcp' ? 'TcpInSegs' : arrivalCounter(service, family);

/** Who asks for which address. */
interface Asking {
  readonly by: Place;
  readonly address: Address;
}

/** Who is asked for on a link of the way, and by whom. */
interface Hop extends Asking {
  readonly by: Netns;
  /** The stacks that have the address. */
  readonly owners: readonly Netns[];
}

function hopsTo(state: State, from: Netns, target: Address): Hop[] {
  const all: Hop[] = [];
  for (let here = from; all.length < 32; ) {
    const way = wayTo(state, here, target);
    if (way.is !== 'next') break;
    const owners = ownersOf(state, way.address);
    all.push({ by: here, address: way.address, owners });
    const [next] = owners;
    if (next === undefined || next === here) break;
    here = next;
  }
  return all;
}

const hopsThere = ({ from, dial }: ReachCheck, state: State): Hop[] =>
  from.is === 'outside' || dial.is !== 'address' ? [] : hopsTo(state, from.netns, dial.address);

const unanswered = ({ by, address }: Asking): CheckLine => ({
  clauses: [prints('FAILED|INCOMPLETE')],
  argv: ipAt(by, 'neighbour', 'show', formatAddress(address)),
});

/** For some seconds nobody asks again for whom somebody has just asked in vain (neigh_event_send() of net/core/neighbour.c). */
const forgotten = ({ by, address }: Asking): CheckLine => ({
  clauses: [],
  argv: ipAt(by, 'neighbour', 'flush', formatAddress(address)),
});

/** Who asks in vain, as it is foreseen; nobody where the packets die otherwise, `unknown` where nobody can tell. */
function askedInVain(check: ReachCheck, state: State): Asking | 'nobody' | 'unknown' {
  const death = foreseen(check, state)?.death;
  if (death === undefined) return 'unknown';
  const address = parseAddress(death.to ?? '');
  const by: Place = death.node === 'host' ? null : death.node === outside ? { is: 'outside' } : death.node;
  return death.reason === 'nobody answers' && address !== undefined ? { by, address } : 'nobody';
}

/** Whoever sends to this address on its link, there or back, has asked for it in vain. */
function nobodyAnswers(check: ReachCheck, wanted: readonly Address[], state: State): Blame {
  const { from, to } = check;
  const isWanted = ({ address }: Asking) => wanted.some((one) => sameAddress(one, address));
  const seen = askedInVain(check, state);
  if (typeof seen === 'object' && isWanted(seen)) return { clauses: [], lines: [unanswered(seen)] };
  const source = sourceAddress(check, state);
  const back = to?.is === 'node' && source !== undefined ? hopsTo(state, to.netns, source) : [];
  const hop = [...hopsThere(check, state), ...back].find(isWanted);
  const asker = from.is === 'node' ? from.netns : null;
  return { clauses: [], lines: hop ? [unanswered(hop)] : wanted.map((address) => unanswered({ by: asker, address })) };
}

/** An answer from another address is none: TCP and UDP refuse it, and who has sent it is told so. ping takes it, and says whose it is. */
function answerComesFrom({ from, service, family }: ReachCheck, { node, to }: Cause, state: State): Blame {
  if (service === undefined) {
    const pattern = `from ${oneOfPattern(ofFamily(to, family))}: .*DIFFERENT ADDRESS`;
    return { clauses: [], shows: prints(pattern), lines: [] };
  }
  const ofUdp = family === 4 ? ['UdpNoPorts', 'IcmpInDestUnreachs'] : ['Udp6NoPorts', 'Icmp6InDestUnreachs'];
  const [refused = '', told = ''] = service.protocol === 'tcp' ? ['TcpOutRsts', 'TcpAttemptFails'] : ofUdp;
  const heard = node === undefined ? [] : [arrives(placeNamed(node, state), told)];
  return { clauses: [arrives(partyPlace(from), refused), ...heard], lines: [] };
}

/** Nobody takes what is sent to it on its link, or it takes the request and says nothing. */
function doesNotAnswer(check: ReachCheck, place: Place, state: State): Blame {
  const { family } = check;
  const isMeant = (owners: readonly Netns[]) =>
    owners.some((owner) => owner === place) || (owners.length === 0 && isTarget(check, place));
  const seen = askedInVain(check, state);
  const hop = seen === 'unknown' ? hopsThere(check, state).find(({ owners }) => isMeant(owners)) : undefined;
  const guessed = hop && !isLinked(state, hop.by, hop.address) ? hop : undefined;
  const asked = typeof seen === 'object' ? seen : guessed;
  if (asked && isMeant(ownersOf(state, asked.address))) return { clauses: [], lines: [unanswered(asked)] };
  const counter = family === 4 ? 'IcmpOutEchoReps' : 'Icmp6OutEchoReplies';
  const way = { ...diallingOf(check, partyPlace(check.from)), heard: true };
  const silent: CheckLine = {
    clauses: [fails(notArrived), arrives(place, counter), fails(silence(way))],
    argv: dialCommand(way, family, 'loud'),
  };
  return { clauses: [arrives(place, takenBy(check))], lines: [silent] };
}

/** The reverse path filter of this stack drops it, and not its firewall. */
function isPathFiltered(check: ReachCheck, place: Place, state: State): boolean {
  const death = foreseen(check, state)?.death;
  const dies = [death?.outer ?? death, death?.told?.dies].find((one) => one?.node === (place ?? 'host'));
  return dies?.reason === 'source not accepted';
}

/** A rule of its firewall counts what it drops, and nothing comes back; what it rejects, it answers. */
function filters(check: ReachCheck, verdict: 'drop' | 'reject', place: Place, state: State): Blame {
  const { service, family } = check;
  // Whose NDP is dropped is not found, which the sender tells itself some time. Where nobody foretells it, it may be so at each hop to the place.
  const foretold = askedInVain(check, state);
  const isPossible = foretold === 'unknown' && verdict === 'drop' && family === 6;
  const hop = isPossible
    ? hopsThere(check, state).find(({ owners }) => owners.some((each) => each === place))
    : undefined;
  const asked = typeof foretold === 'object' ? foretold : hop;
  const silent = `received, 100% packet loss|sending signal|timed out|not permitted${asked ? '|No route|unreachable' : ''}`;
  const told =
    service === undefined
      ? 'From .*(nreachable|rohibited|filtered)'
      : 'refused|No route|unreachable|not available|Permission denied';
  const isOfPath = verdict === 'drop' && isPathFiltered(check, place, state);
  const counted = isOfPath ? arrives(place, 'TcpExtIPReversePathFilter') : filtersAt(place, verdict);
  const before = asked ? [forgotten(asked)] : [];
  return { before, clauses: [counted], pattern: verdict === 'drop' ? silent : told, lines: [] };
}

/** What the reason of a check asks. */
export function blame(check: ReachCheck, cause: Cause, state: State): Blame {
  const place = placeNamed(cause.node, state);
  switch (cause.reason) {
    case 'refuses':
      return refuses(check, place);
    case 'does not forward':
      return doesNotForward(check, place, state);
    case 'has no route':
      return hasNoRoute(check, cause, place, state);
    case 'does not answer':
      return doesNotAnswer(check, place, state);
    case 'drops it':
      return filters(check, 'drop', place, state);
    case 'rejects it':
      return filters(check, 'reject', place, state);
    case 'nobody answers for':
      return nobodyAnswers(check, ofFamily(cause.to, check.family), state);
    case 'the answer comes from':
      return answerComesFrom(check, cause, state);
  }
}
