// `because`: the question to the kernel that shows who is to blame, and where packets were lost.
import { type Address, formatAddress } from '../address.ts';
import type { Cause, Netns, ReachCheck, State } from '../model/lab.ts';
import { forwardingKeys } from '../model/setting-key.ts';
import {
  addressWord,
  arrives,
  at,
  type CheckLine,
  type Clause,
  fails,
  ipAt,
  type Known,
  ofFamily,
  type Place,
  placeOf,
  prints,
} from './check-line.ts';
import { arrivalCounter, dialCommand, diallingOf, silence } from './dial.ts';
import { addressesIn, addressesTowards, isLinked, ownersOf, wayTo } from './picture.ts';

/** What a reason adds to a check: words before its main command, how that fails, and lines after it. */
export interface Blame {
  readonly clauses: readonly Clause[];
  readonly pattern?: string;
  readonly lines: readonly CheckLine[];
}

function placeNamed(name: string, state: State): Place {
  return name === 'outside' ? { is: 'outside' } : (state.nodes.get(name)?.netns ?? null);
}

const isSame = (a: Place, b: Place): boolean =>
  a === b || (typeof a === 'object' && a !== null && typeof b === 'object' && b !== null);

/** Strict and loose reverse path filters drop what they have no way back for. */
const orFiltered = (counter: string, family: 4 | 6): string =>
  family === 4 ? `${counter}|TcpExtIPReversePathFilter` : counter;

/** It says no: a reset, or a port unreachable. */
function refuses({ service, family }: ReachCheck, place: Place): Blame {
  const unreachable = family === 4 ? 'IcmpOutDestUnreachs' : 'Icmp6OutDestUnreachs';
  const counter = service?.protocol === 'udp' ? unreachable : 'TcpOutRsts';
  return { clauses: [arrives(place, counter)], pattern: 'refused', lines: [] };
}

/** What comes in and is for somebody else is an error there. */
function doesNotForward({ family }: ReachCheck, place: Place): Blame {
  const counter = family === 4 ? 'IpInAddrErrors' : 'Ip6InAddrErrors';
  const asked: CheckLine = { clauses: [prints('= 0$')], argv: at(place, 'sysctl', forwardingKeys[family]) };
  return { clauses: [arrives(place, counter)], lines: [asked] };
}

/** The address that answers go to. */
function sourceOf({ from, family, dial }: ReachCheck, state: State): string | Known {
  if (from.is === 'outside') return { is: 'outside-address', family };
  const own = ofFamily(addressesIn(state, from.netns), family);
  const [source] = dial.is === 'address' ? [...addressesTowards(state, from.netns, dial.address), ...own] : own;
  return source === undefined ? { is: 'machine', family } : formatAddress(source);
}

/** The address that a node has no route to: the author's, the target, or on the way back the sender. */
function missing(check: ReachCheck, cause: Cause, place: Place, state: State): string | Known {
  const [named] = ofFamily(cause.to, check.family);
  if (named !== undefined) return formatAddress(named);
  const isTarget = check.to !== undefined && isSame(place, placeOf(check.to));
  const way =
    check.dial.is === 'address' && (place === null || typeof place === 'string')
      ? wayTo(state, place, check.dial.address).is
      : 'unknown';
  const isBack = isTarget || way === 'next' || way === 'own';
  return isBack ? sourceOf(check, state) : addressWord(check.dial, check.family);
}

function hasNoRoute(check: ReachCheck, cause: Cause, place: Place, state: State): Blame {
  const { family, to } = check;
  const asked: CheckLine = {
    clauses: [fails('Network is unreachable')],
    argv: ipAt(place, 'route', 'get', missing(check, cause, place, state)),
  };
  if (isSame(place, placeOf(check.from))) return { clauses: [], lines: [asked] };
  const isTarget = to !== undefined && isSame(place, placeOf(to));
  const counter = isTarget ? takenBy(check) : family === 4 ? 'IpExtInNoRoutes' : 'Ip6InNoRoutes';
  return { clauses: [arrives(place, orFiltered(counter, family))], lines: [asked] };
}

/** What rises where the request has arrived, even if no answer can leave. */
const takenBy = ({ service, family }: ReachCheck): string =>
  service?.protocol === 'tcp' ? 'TcpInSegs' : arrivalCounter(service, family);

/** Who is asked for on a link, and by whom: the first on the way there, or back, whose next hop is this stack. */
function asksFor(check: ReachCheck, place: Place, state: State): { by: Netns; address: Address } | undefined {
  if (check.from.is === 'outside' || check.dial.is !== 'address') return undefined;
  let here: Netns = check.from.netns;
  for (let hops = 0; hops < 32; hops += 1) {
    const way = wayTo(state, here, check.dial.address);
    if (way.is !== 'next') return undefined;
    const owners = ownersOf(state, way.address);
    if (
      owners.some((owner) => owner === place) ||
      (owners.length === 0 && check.to !== undefined && isSame(place, placeOf(check.to)))
    )
      return { by: here, address: way.address };
    const [next] = owners;
    if (next === undefined || next === here) return undefined;
    here = next;
  }
  return undefined;
}

/** Nobody takes what is sent to it on its link, or it takes the request and says nothing. */
function doesNotAnswer(check: ReachCheck, place: Place, state: State): Blame {
  const asked = asksFor(check, place, state);
  const { family } = check;
  if (asked !== undefined && !isLinked(state, asked.by, asked.address)) {
    const argv = ipAt(asked.by, 'neighbour', 'show', formatAddress(asked.address));
    return { clauses: [], lines: [{ clauses: [prints('FAILED|INCOMPLETE')], argv }] };
  }
  const counter = family === 4 ? 'IcmpOutEchoReps' : 'Icmp6OutEchoReplies';
  const way = diallingOf(check, placeOf(check.from));
  const silent: CheckLine = {
    clauses: [fails('has not risen'), arrives(place, counter), fails(silence(way))],
    argv: dialCommand(way, family, 'loud'),
  };
  return { clauses: [arrives(place, takenBy(check))], lines: [silent] };
}

/** What the reason of a check asks. */
export function blame(check: ReachCheck, cause: Cause, state: State): Blame {
  const place = placeNamed(cause.node, state);
  switch (cause.reason) {
    case 'refuses':
      return refuses(check, place);
    case 'does not forward':
      return doesNotForward(check, place);
    case 'has no route':
      return hasNoRoute(check, cause, place, state);
    case 'does not answer':
      return doesNotAnswer(check, place, state);
  }
}
