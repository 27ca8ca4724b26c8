// `reaches` and `cannot reach`: the command that dials; where it must fail, also what shows that it could have worked.
import { type Address, formatAddress, parseAddress, sameAddress } from '../../address.ts';
import { isOpen, nodesIn } from '../../model/interfaces.ts';
import { asksFamily, type Party, type State } from '../../model/lab.ts';
import { predict } from '../../prediction/predict.ts';
import type { Question } from '../../prediction/question.ts';
import { networkFor } from '../../prediction/stack.ts';
import { isRefusedByRoute, type Prediction, type Reason } from '../../prediction/way.ts';
import {
  addressWord,
  arrives,
  beyond,
  type CheckLine,
  type CheckWord,
  type Clause,
  fails,
  hasGot,
  hops,
  ipAt,
  lacks,
  listen,
  netnsOutside,
  ofFamily,
  oneOfPattern,
  partyPlace,
  prints,
  spans,
  within,
} from '../check-line.ts';
import {
  addressesIn,
  interfacesIn,
  isPublishedAt,
  type Neighbour,
  neighboursOf,
  ownersOf,
  serversAt,
  vrfOfBound,
  wayTo,
} from '../picture.ts';
import { type Blame, blame } from './because.ts';
import type { ReachCheck } from './check.ts';
import {
  arrivalCounter,
  type Dialling,
  dialCommand,
  diallingOf,
  noRoute,
  notArrived,
  ping,
  pingHeaders,
  pings,
  silence,
} from './dial.ts';
import { foreseen, protocolOf } from './foretell.ts';

function beyondLines({ from, dial, because, family }: ReachCheck): CheckLine[] {
  const isInside = from.is === 'outside' || because?.node === 'outside';
  const address = dial.is === 'outside-address' ? [{ is: 'outside-address', family } as const] : [];
  return beyond(...(isInside ? [netnsOutside] : []), ...address);
}

const hasProcesses = (state: State, party: Party): boolean =>
  party.is === 'node' && nodesIn(state, party.netns).some(({ unknown }) => unknown.listeners.length > 0);

/** For so many seconds what a node runs may still take a port that its command does not name. */
const patienceSeconds = 2;

/** Where nobody listens, somebody does for the check; but for a server of the lab's, which would find its port taken. */
function listenLines({ to, service, family, because }: ReachCheck, state: State): CheckLine[] {
  if (to === undefined || service === undefined || because?.reason === 'refuses') return [];
  const { protocol, answerPort: port } = service;
  if (serversAt(state, to, port).length > 0) return [];
  return [listen(partyPlace(to), { protocol, port }, family, hasProcesses(state, to) ? patienceSeconds : 0)];
}

function dialling(check: ReachCheck, state: State): Dialling {
  const { to, because } = check;
  // Who is not asked for an answer need not give one that we understand. A refusal comes as one.
  const heard = to === undefined || because?.reason === 'refuses' || !hasProcesses(state, to);
  return { ...diallingOf(check, partyPlace(check.from)), ...(heard ? { heard } : {}) };
}

/** Somebody else could answer: the address is another's too, or it is translated on the way, or nobody tells that he was heard. */
function mayBeAnother({ to, dial, service }: ReachCheck, state: State): boolean {
  if (to === undefined || to.is === 'outside') return false;
  if (dial.is === 'uplink-address') return to.netns !== null;
  if (dial.is !== 'address') return false;
  const owners = ownersOf(state, dial.address);
  return owners.length > 1 || owners[0] !== to.netns || (service?.protocol === 'udp' && hasProcesses(state, to));
}

function arrival(check: ReachCheck, state: State): Clause[] {
  const { to, service, family } = check;
  return to !== undefined && mayBeAnother(check, state)
    ? [arrives(partyPlace(to), arrivalCounter(service, family))]
    : [];
}

/** Who holds the packets on the way says so with one of his addresses. */
function viaLines(check: ReachCheck, state: State): CheckLine[] {
  if (check.via.length === 0) return [];
  const routers = check.via.map((name) => {
    const own = addressesIn(state, state.nodes.get(name)?.netns ?? null);
    return oneOfPattern(ofFamily(own, check.family));
  });
  const { service: _, ...way } = dialling(check, state);
  const clauses = [...within(check.within), prints(`${routers.join(' .*')} `), hops];
  return [{ clauses, argv: ping(way, '-n'), main: check.service === undefined }];
}

/** The median of ten bears some that a busy machine holds up; a hundred go in a second. */
function measureLines(check: ReachCheck, state: State): CheckLine[] {
  const { within: time, taking, losing } = check;
  const way = dialling(check, state);
  const line = (clause: Clause, argv: readonly CheckWord[]) => ({
    clauses: [...within(time), clause],
    argv,
    main: true,
  });
  return [
    ...(taking === undefined ? [] : [line(spans('takes', taking.value), pings(way, 10, '-i', '0.1'))]),
    ...(losing === undefined ? [] : [line(spans('loses', losing.value), pings(way, 100, '-i', '0.01'))]),
  ];
}

/** Whose bytes these are: the MTU counts those of the headers, ping those behind them. */
function sizeComment({ size, family }: ReachCheck): Pick<CheckLine, 'comment'> {
  if (size === undefined) return {};
  const [ip, icmp] = pingHeaders[family];
  const text = `${ip} (IP) + ${icmp} (ICMP) + ${size.value - ip - icmp} = ${size.value}`;
  return { comment: { en: text, 'zh-CN': text } };
}

/** What has yet to get the address that the check speaks of. */
function gotLines({ from, dial, within: time, expect, family }: ReachCheck, state: State): CheckLine[] {
  const target = dial.is === 'own-address' ? [hasGot(dial.dev, dial.netns, family, time)] : [];
  if (expect || from.is === 'outside') return target;
  const { netns } = from;
  const own = interfacesIn(state, netns).filter((each) => asksFamily(each, family));
  return [...own.map(({ name }) => hasGot(name, netns, family, time)), ...target];
}

export function reachLines(check: ReachCheck, state: State): CheckLine[] {
  const measured = measureLines(check, state);
  const own = check.service === undefined && mayBeAnother(check, state) ? [lacks('DIFFERENT ADDRESS')] : [];
  const main: CheckLine = {
    clauses: [...within(check.within), ...arrival(check, state), ...own],
    argv: dialCommand(dialling(check, state), check.family),
    ...sizeComment(check),
    main: measured.length === 0,
  };
  return [
    ...beyondLines(check),
    ...gotLines(check, state),
    ...listenLines(check, state),
    main,
    ...measured,
    ...viaLines(check, state),
  ];
}

// ---- what must fail ----

const nameOf = (party: Party): string => (party.is === 'outside' ? 'outside' : party.name);

/** An address that is on trial says nothing by its silence (RFC 4862, 5.4). */
function settledLines({ from, to, family }: ReachCheck): CheckLine[] {
  if (family === 4) return [];
  return [from, to].flatMap((party) =>
    party === undefined || party.is === 'outside'
      ? []
      : {
          clauses: [...within(5000), lacks('inet6')],
          argv: ipAt(party.netns, '-6', 'address', 'show', 'tentative', '-dadfailed'),
        },
  );
}

const answersAs = (who: string, en: string, zh: string) => ({ en: `${who} ${en}`, 'zh-CN': `${who} ${zh}` });

/**
 * The first of those that can be asked who is foretold to answer; else the first where one of the two runs programs of the author's, for those were
 * written to answer. Of nobody else whose answer cannot be foretold: it may depend on what a VXLAN has learnt.
 */
function foretoldToAnswer<T>(state: State, all: readonly T[], question: (one: T) => Question): T | undefined {
  const network = networkFor(state);
  const runsPrograms = ({ from, target }: Question) =>
    [from, target ?? null].some((netns) => network.stack(netns).unknown !== undefined);
  let mayAnswer: T | undefined;
  for (const one of all) {
    const asked = question(one);
    const { verdict } = predict(network, asked);
    if (verdict === 'arrives') return one;
    if (verdict === 'unknown' && runsPrograms(asked)) mayAnswer ??= one;
  }
  return mayAnswer;
}

/** The sender can send: to its gateway, or to somebody else next door. */
function senderLines(check: ReachCheck, state: State): CheckLine[] {
  const { from, to, family, dial, service } = check;
  const comment = answersAs(nameOf(from), 'can send', '能发送');
  const clauses = within(5000);
  if (from.is === 'outside') {
    return [{ clauses, argv: ping({ from, to: { is: 'machine', family } }), comment }];
  }
  if (from.netns === null) return [];
  const target = to?.is === 'node' ? to.netns : undefined;
  const { fromInterface } = check;
  const vrf = vrfOfBound(state, from.netns, fromInterface);
  const near = neighboursOf(state, from.netns, family, vrf).filter(
    ({ netns, address }) =>
      netns !== target && !(service === undefined && dial.is === 'address' && sameAddress(dial.address, address)),
  );
  const way = dial.is === 'address' ? wayTo(state, from.netns, dial.address, vrf) : anywhere(state, from.netns, family);
  const bound = vrf === undefined ? undefined : fromInterface;
  const isGateway = ({ address }: Neighbour) => way.is === 'next' && sameAddress(way.address, address);
  const gatewayFirst = near.toSorted((a, b) => Number(isGateway(b)) - Number(isGateway(a)));
  const first = foretoldToAnswer(state, gatewayFirst, ({ netns, address }) => ({
    ...{ from: from.netns, to: address, target: netns, protocol: 'icmp' },
    ...(bound !== undefined && { bound }),
  }));
  if (first === undefined) return [];
  const by = bound === undefined ? {} : { fromInterface: bound };
  return [{ clauses, argv: ping({ from: from.netns, ...by, to: formatAddress(first.address) }), comment }];
}

/** The way to what no lab knows: the default route. */
function anywhere(state: State, netns: string, family: 4 | 6) {
  const some = parseAddress(family === 4 ? '255.255.255.254' : 'ffff::1');
  return some === undefined ? ({ is: 'none' } as const) : wayTo(state, netns, some);
}

/** The publisher of a port takes it from the machine itself, too, if it takes it from everywhere. */
function isPublishedToAll({ dial, service, to }: ReachCheck, state: State): boolean {
  return (
    (dial.is === 'uplink-address' || (dial.is === 'address' && ownersOf(state, dial.address).includes(null))) &&
    to?.is === 'node' &&
    to.netns !== null &&
    isPublishedAt(state, null, service)
  );
}

/** Somebody else does reach the target. */
function targetLines(check: ReachCheck, state: State): CheckLine[] {
  const { from, to, family, dial, because } = check;
  const clauses = within(5000);
  if (to === undefined || because?.reason === 'refuses' || because?.reason === 'does not answer') return [];
  if (to.is === 'outside') {
    const comment = answersAs('outside', 'answers', '会应答');
    if (from.is === 'node' && from.netns === null) return [];
    return [{ clauses, argv: ping({ from: null, to: addressWord(dial, family) }), comment }];
  }
  if (isPublishedToAll(check, state)) {
    if (from.is === 'node' && from.netns === null) return [];
    const comment = { en: 'others are let in', 'zh-CN': '别处可以进来' };
    return [{ clauses, argv: dialCommand({ ...dialling(check, state), from: null }, family), comment }];
  }
  if (dial.is !== 'address' || !ownersOf(state, dial.address).includes(to.netns)) return [];
  const goal: Address = dial.address;
  const askers = neighboursOf(state, to.netns, family)
    .filter(({ netns }) => from.is === 'outside' || netns !== from.netns)
    .filter(({ netns }) => isNextTo(state, netns, goal))
    .toSorted((a, b) => Number(a.netns !== null) - Number(b.netns !== null));
  const asker = foretoldToAnswer(state, askers, ({ netns }) => ({
    ...{ from: netns, to: goal, target: to.netns },
    ...protocolOf(check),
  }));
  if (asker === undefined) return [];
  const { fromInterface: _, fromAddress: __, ...way } = dialling(check, state);
  const argv = dialCommand({ ...way, from: asker.netns }, family);
  const comment = answersAs(nameOf(to), 'answers', '会应答');
  return [{ clauses, argv, comment }];
}

const isNextTo = (state: State, netns: string | null, goal: Address): boolean => {
  const way = wayTo(state, netns, goal);
  return way.is === 'next' && sameAddress(way.address, goal);
};

/** What the sender's own rules and routes say to it at once, where it comes no further. */
const refusal = ({ request, death }: Partial<Prediction>): Reason | undefined =>
  request?.hops.length === 1 ? death?.reason : undefined;

/** Over IPv6 who hears that it is prohibited is denied permission (icmpv6_err_convert() of net/ipv6/icmp.c). */
const isDenied = ({ family }: ReachCheck, { death }: Partial<Prediction>): boolean =>
  family === 6 && death?.told?.isHeard === true && /prohibited/.test(death.told.says);

/** Without IPv6 on any interface there is no address to send from, either. */
const isIpv6Off = ({ from, family }: ReachCheck, state: State): boolean =>
  family === 6 &&
  from.is === 'node' &&
  networkFor(state).stack(from.netns).setting('net.ipv6.conf.all.disable_ipv6') === 1;

/** How it must fail: where the sender has no way, at once, else in silence. */
function failing(check: ReachCheck, state: State): string {
  const { from, dial, service, family, fromInterface } = check;
  const seen = foreseen(check, state) ?? {};
  const quiet = silence(dialling(check, state)) + (service && isDenied(check, seen) ? '|Permission denied' : '');
  const unsure = service === undefined ? `${noRoute}|${quiet}` : quiet;
  if (from.is === 'outside') return unsure;
  // On the cable of the machine itself, its address may be next door.
  const isBeside = interfacesIn(state, from.netns).some(({ segment }) => isOpen(state, segment));
  if (dial.is === 'uplink-address' && isBeside) return unsure;
  const vrf = vrfOfBound(state, from.netns, fromInterface);
  const way = dial.is === 'address' ? wayTo(state, from.netns, dial.address, vrf) : undefined;
  const found = way ?? (from.netns === null ? { is: 'unknown' as const } : anywhere(state, from.netns, family));
  // ping takes "permission denied" for a broadcast address.
  const refused = `${unsure}|No route to host|Invalid argument|Permission denied|broadcast`;
  const says = refusal(seen);
  if (isRefusedByRoute(says)) return refused;
  switch (found.is) {
    case 'none':
      return isIpv6Off(check, state) ? `${noRoute}|Cannot assign requested address` : noRoute;
    case 'refused':
      return refused;
    case 'unknown':
      return unsure;
    default:
      // Its interface has no signal, and it passes over such routes.
      return says === 'no route' ? unsure : quiet;
  }
}

/** What shows that it could have worked: the same with a small packet, or else that one can send and the other answers. */
function controls(check: ReachCheck, { clauses, shows }: Blame, state: State): CheckLine[] {
  if (check.size !== undefined) {
    const { payload: _, ...small } = dialling(check, state);
    const comment = { en: 'a small packet gets there', 'zh-CN': '小的数据包能到' };
    return [{ clauses: within(5000), argv: ping(small), comment }];
  }
  const sender = clauses.length > 0 || shows !== undefined ? [] : senderLines(check, state);
  return [...sender, ...targetLines(check, state)];
}

export function cannotReachLines(check: ReachCheck, state: State): CheckLine[] {
  const found: Blame = check.because === undefined ? { clauses: [], lines: [] } : blame(check, check.because, state);
  const silent = arrivalElsewhere(check, state);
  const failed = found.pattern ?? failing(check, state);
  const pattern = silent.length === 0 || failed.includes(notArrived) ? failed : `${failed}|${notArrived}`;
  const main: CheckLine = {
    clauses: [...within(check.within), ...found.clauses, found.shows ?? fails(pattern), ...silent],
    argv: dialCommand(dialling(check, state), check.family, 'loud'),
    ...sizeComment(check),
    main: true,
  };
  return [
    ...beyondLines(check),
    ...gotLines(check, state),
    ...listenLines(check, state),
    ...settledLines(check),
    ...controls(check, found, state),
    ...(found.before ?? []),
    main,
    ...found.lines,
  ];
}

/** A datagram that nobody answers has failed if it does not arrive, and so has what somebody else answers who has the address too. */
function arrivalElsewhere(check: ReachCheck, state: State): Clause[] {
  const { service, dial, because } = check;
  const mayArrive = service?.protocol === 'udp' || (dial.is === 'address' && ownersOf(state, dial.address).length > 1);
  return mayArrive && because === undefined ? arrival(check, state) : [];
}
