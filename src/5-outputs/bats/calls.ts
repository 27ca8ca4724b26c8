// A check as a call of the shell functions in templates/bats: the name of a function and its words.
import { type Address, formatAddress, formatCidr } from '../../2-model/address.ts';
import type {
  Check,
  CommandCheck,
  Destination,
  HasCheck,
  Netns,
  Party,
  ReachCheck,
  SeesCheck,
  State,
} from '../../2-model/lab.ts';
import { outputPatterns } from './quote.ts';

/** Where a command runs: `host` for the machine's own namespace, `outside`, or the name of a namespace. */
function placeOf(netns: Netns): string {
  return netns ?? 'host';
}

function partyWord(party: Party): string {
  return party.is === 'outside' ? 'outside' : placeOf(party.netns);
}

function nodeWord(name: string, state: State): string {
  if (name === 'outside') return 'outside';
  const node = state.nodes.get(name);
  return node === undefined ? 'host' : placeOf(node.netns);
}

function destinationWord(destination: Destination): string {
  switch (destination.is) {
    case 'address':
      return formatAddress(destination.address);
    case 'uplink-address':
      return 'uplink';
    case 'outside-address':
      return 'outside';
  }
}

const list = (addresses: readonly Address[]): string => addresses.map(formatAddress).join(',');

function reachCall(check: ReachCheck, state: State): string[] {
  const { service, because } = check;
  const words = [`from=${partyWord(check.from)}`];
  if (check.fromInterface !== undefined) words.push(`interface=${check.fromInterface}`);
  if (check.to !== undefined) words.push(`to=${partyWord(check.to)}`);
  words.push(`dial=${destinationWord(check.dial)}`, `family=${check.family}`);
  if (service !== undefined) {
    words.push(`protocol=${service.protocol}`, `port=${service.port}`, `answers=${service.answerPort}`);
  }
  if (check.via.length > 0) words.push(`via=${check.via.map((name) => nodeWord(name, state)).join(',')}`);
  words.push(`within=${check.within}`);
  if (because !== undefined) {
    words.push(`because=${nodeWord(because.node, state)}`, `reason=${because.reason}`);
    if (because.to.length > 0) words.push(`causes=${list(because.to)}`);
  }
  return [check.expect ? 'reaches' : 'cannot_reach', ...words];
}

function seesCall(check: SeesCheck): string[] {
  const known = [check.seen, check.dial].find((destination) => destination.is === 'address');
  return [
    'sees',
    `viewer=${partyWord(check.viewer)}`,
    `from=${partyWord(check.from)}`,
    `dial=${destinationWord(check.dial)}`,
    `seen=${destinationWord(check.seen)}`,
    `family=${known?.address.family ?? 4}`,
    `within=${check.within}`,
  ];
}

function hasCall(check: HasCheck): string[] {
  const words = [`in=${placeOf(check.netns)}`, `expect=${check.expect ? 'yes' : 'no'}`, `within=${check.within}`];
  const { what } = check;
  if (what.is === 'address') {
    return ['has_address', ...words, `family=${what.within.family}`, `prefix=${formatCidr(what.within)}`];
  }
  if (what.is === 'neighbour') return ['has_neighbour', ...words, '--', ...what.addresses.map(formatAddress)];
  const { route } = what;
  words.push(`family=${route.family}`, `route=${route.to.length === 0 ? 'default' : formatCidr(route.to)}`);
  if (route.type !== 'unicast') words.push(`type=${route.type}`);
  if (route.table !== undefined) words.push(`table=${route.table}`);
  const shown = route.hops.map(({ via, dev, weight }) =>
    [
      ...(via === undefined ? [] : [`via ${formatAddress(via)}`]),
      ...(dev === '' ? [] : [`dev ${dev}`]),
      ...(weight === undefined ? [] : [`weight ${weight}`]),
    ].join(' '),
  );
  if (route.src !== undefined) shown.push(`src ${formatAddress(route.src)}`);
  if (route.metric !== undefined) shown.push(`metric ${route.metric}`);
  return ['has_route', ...words, ...(shown.length === 0 ? [] : ['--', ...shown])];
}

function commandCall(check: CommandCheck): string[] {
  const words = [`in=${partyWord(check.in)}`, `exit=${check.exit}`, `within=${check.within}`, `command=${check.run}`];
  return ['runs', ...words, ...(check.prints === undefined ? [] : ['--', ...outputPatterns(check.prints)])];
}

/** The function of templates/bats that asks this check, and its words. `state` is the lab at the check's step. */
export function callOf(check: Check, state: State): string[] {
  switch (check.is) {
    case 'reach':
      return reachCall(check, state);
    case 'sees':
      return seesCall(check);
    case 'has':
      return hasCall(check);
    case 'command':
      return commandCall(check);
  }
}
