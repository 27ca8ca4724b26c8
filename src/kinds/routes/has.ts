// `r1 has route default via r2`: as `ip route show` has it.
import { type Cidr, formatAddress, formatPrefix } from '../../address.ts';
import { ipAt, shown } from '../../checks/check-line.ts';
import { readSentence } from '../../language/sentence.ts';
import type { Hop, Route } from '../../model/lab.ts';
import { possession } from '../possession.ts';
import { resolveRoute } from './resolve.ts';
import { type RouteStatement, routeForms } from './sentences.ts';

/** As `ip` writes it. */
const destination = (to: Cidr): string => (to.length === 0 ? 'default' : formatPrefix(to));

const hopText = ({ via, dev, weight }: Hop): string =>
  [
    via === undefined ? [] : [`via ${formatAddress(via)}`],
    dev === '' ? [] : [`dev ${dev}`],
    weight === undefined ? [] : [`weight ${weight}`],
  ]
    .flat()
    .join(' ');

/** The words that a line must have behind its destination, in the order in which `ip` writes them; several hops are told one by one. */
function patternsOf({ hops, src, metric, table, vrf, type, to }: Route): string[] {
  const more = [
    table === undefined || table === 254 || vrf !== undefined ? [] : [`table ${table} .*`],
    src === undefined ? [] : [`src ${formatAddress(src)} .*`],
    metric === undefined ? [] : [`metric ${metric} `],
  ].flat();
  const ways = hops.map(hopText).filter((text) => text !== '');
  const start = `^${type === 'unicast' ? '' : `${type} `}${destination(to)} `;
  const tail = more.join('').replace(/\.\*$/, '');
  if (ways.length > 1) return [...ways.map((text) => `nexthop ${text} `), ...(tail === '' ? [] : [tail])];
  const [hop] = ways;
  if (hop === undefined) return [tail === '' ? start : `${start}.*${tail}`];
  return [tail === '' ? `${hop} ` : `${hop} .*${tail}`];
}

export const hasRoute = possession<RouteStatement, { readonly route: Route }>({
  name: 'route',
  noun: 'a route',
  summary: '`route ROUTE`',
  example: '10.0.0.0/24',
  read: (text, reading) => readSentence(routeForms, text, reading)?.map((said) => ({ said, text: said.text })),
  resolve: (said, { name }, draft, diagnostics) =>
    resolveRoute(draft, name, said, diagnostics, true).map((route) => ({ route })),
  lines({ route }, check) {
    const family = route.family === 6 ? ['-6'] : [];
    const { vrf } = route;
    const main = route.table === undefined || route.table === 254;
    const table = vrf !== undefined ? ['vrf', vrf] : main ? [] : ['table', 'all'];
    const oneLine = route.hops.length > 1 ? ['-o'] : [];
    const argv = ipAt(check.netns, ...family, ...oneLine, 'route', 'show', ...table, destination(route.to));
    const patterns = patternsOf(route);
    return (check.expect ? patterns : [patterns.join('.*')]).map((pattern) => shown(check, argv, pattern));
  },
});
