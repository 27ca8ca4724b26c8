// `r1 has route default via r2`: as `ip route show` has it.
import { type Cidr, formatAddress, formatPrefix, sameAddress } from '../../address.ts';
import { type CheckWord, type GotAddress, ipAt, shown } from '../../checks/check-line.ts';
import { readSentence } from '../../language/sentence.ts';
import { asksFamily, type Hop, type Route } from '../../model/lab.ts';
import type { Draft, DraftNode } from '../../model/resolve/draft.ts';
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

/** The end whose link-local address is the next hop of a route that an advertisement brings, where this node takes any. */
function advertiserOf({ hops: [hop] }: Route, node: DraftNode, { nodes }: Draft): GotAddress | undefined {
  const via = hop?.via;
  const device = hop && node.interfaces.get(hop.dev);
  if (via?.family !== 6 || device === undefined || !asksFamily(device, 6)) return undefined;
  const far = device.segment?.members.find(({ addresses }) => addresses.some(({ cidr }) => sameAddress(cidr, via)));
  if (far === undefined) return undefined;
  const netns = nodes.get(far.node)?.netns ?? null;
  return { is: 'got-address', netns, dev: far.name, family: 6, scope: 'link' };
}

export const hasRoute = possession<RouteStatement, { readonly route: Route; readonly advertiser?: GotAddress }>({
  name: 'route',
  noun: 'a route',
  summary: '`route ROUTE`',
  example: '10.0.0.0/24',
  read: (text, reading) => readSentence(routeForms, text, reading)?.map((said) => ({ said, text: said.text })),
  resolve: (said, node, draft, diagnostics) =>
    resolveRoute(draft, node.name, said, diagnostics, true).map((route) => {
      const advertiser = advertiserOf(route, node, draft);
      return { route, ...(advertiser && { advertiser }) };
    }),
  isThere({ route, advertiser }, { tables, vrfs, interfaces, netns }) {
    const { to, type, hops, table = vrfs.get(route.vrf ?? '') ?? 254, metric, src } = route;
    const isThere = (tables.get(table)?.holding(to) ?? []).some(
      (entry) =>
        entry.to.length === to.length &&
        entry.type === type &&
        (metric === undefined || entry.metric === metric) &&
        (src === undefined || (entry.src !== undefined && sameAddress(entry.src, src))) &&
        hops.every(({ via, dev }) =>
          entry.hops.some(
            (one) => (dev === '' || one.dev === dev) && (!via || (one.via !== undefined && sameAddress(one.via, via))),
          ),
        ),
    );
    // Routes come with addresses that come while the lab runs, and the machine has its own.
    const isMore = advertiser || netns === null || [...interfaces.values()].some(({ asks = [] }) => asks.length > 0);
    return isThere || (isMore ? undefined : false);
  },
  lines({ route, advertiser }, check) {
    const family = route.family === 6 ? ['-6'] : [];
    const { vrf } = route;
    const main = route.table === undefined || route.table === 254;
    const table = vrf !== undefined ? ['vrf', vrf] : main ? [] : ['table', 'all'];
    const oneLine = route.hops.length > 1 ? ['-o'] : [];
    const argv = ipAt(check.netns, ...family, ...oneLine, 'route', 'show', ...table, destination(route.to));
    const patterns = patternsOf(route);
    const words = (pattern: string): CheckWord => {
      const [via, dev] = pattern.split(/(?<=^via \S+)(?= )/);
      return advertiser === undefined ? pattern : ['(', via ?? '', '|via ', advertiser, ')', dev ?? ''];
    };
    return (check.expect ? patterns : [patterns.join('.*')]).map((pattern) => shown(check, argv, words(pattern)));
  },
});
