// `has` and `has no`: a route, an address, a neighbour, as `ip` shows them.
import { type Cidr, formatAddress, formatCidr, fullLength } from '../address.ts';
import type { HasCheck, Route } from '../model/lab.ts';
import { type CheckLine, type CheckWord, ipAt, lacks, oneOfPattern, prints, within } from './check-line.ts';

/** As `ip` writes it. */
const destination = (to: Cidr): string =>
  to.length === 0 ? 'default' : to.length === fullLength(to.family) ? formatAddress(to) : formatCidr(to);

type Wanted = Omit<Route, 'at'>;

const hopText = ({ via, dev, weight }: Route['hops'][number]): string =>
  [
    via === undefined ? [] : [`via ${formatAddress(via)}`],
    dev === '' ? [] : [`dev ${dev}`],
    weight === undefined ? [] : [`weight ${weight}`],
  ]
    .flat()
    .join(' ');

/** The words that a line must have behind its destination, in the order in which `ip` writes them; several hops are told one by one. */
function patternsOf({ hops, src, metric, table, type, to }: Wanted): string[] {
  const more = [
    table === undefined || table === 254 ? [] : [`table ${table} .*`],
    src === undefined ? [] : [`src ${formatAddress(src)} .*`],
    metric === undefined ? [] : [`metric ${metric} `],
  ].flat();
  const shown = hops.map(hopText).filter((text) => text !== '');
  const start = `^${type === 'unicast' ? '' : `${type} `}${destination(to)} `;
  const tail = more.join('').replace(/\.\*$/, '');
  if (shown.length > 1) return [...shown.map((text) => `nexthop ${text} `), ...(tail === '' ? [] : [tail])];
  const [hop] = shown;
  if (hop === undefined) return [tail === '' ? start : `${start}.*${tail}`];
  return [tail === '' ? `${hop} ` : `${hop} .*${tail}`];
}

function routeLines(check: HasCheck, route: Wanted): CheckLine[] {
  const { netns, expect } = check;
  const family = route.family === 6 ? ['-6'] : [];
  const table = route.table === undefined || route.table === 254 ? [] : ['table', 'all'];
  const oneLine = route.hops.length > 1 ? ['-o'] : [];
  const argv = ipAt(netns, ...family, ...oneLine, 'route', 'show', ...table, destination(route.to));
  const patterns = patternsOf(route);
  return expect ? patterns.map((pattern) => shown(check, argv, pattern)) : [shown(check, argv, patterns.join('.*'))];
}

const shown = ({ within: time, expect }: HasCheck, argv: readonly CheckWord[], pattern: string): CheckLine => ({
  clauses: [...within(time), expect ? prints(pattern) : lacks(pattern)],
  argv,
  main: true,
});

export function hasLines(check: HasCheck): CheckLine[] {
  const { what, netns } = check;
  if (what.is === 'route') return routeLines(check, what.route);
  if (what.is === 'neighbour') {
    return [shown(check, ipAt(netns, 'neighbour'), `^${oneOfPattern(what.addresses)} .*lladdr`)];
  }
  const { within: prefix } = what;
  const tried = prefix.family === 6 ? ['-tentative', '-dadfailed'] : [];
  return [shown(check, ipAt(netns, 'address', 'show', 'to', formatCidr(prefix), ...tried), 'inet')];
}
