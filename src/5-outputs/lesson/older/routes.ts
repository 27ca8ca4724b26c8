// Routes with route of net-tools. Tried on net-tools 2.10: test/lesson/older.bats.
import { parseCidr } from '../../../2-model/address.ts';
import type { RouteAction } from '../../../4-plan/plan.ts';
import { shellWord } from '../../quote.ts';
import { netmask } from './addresses.ts';
import type { OlderForm } from './form.ts';

/** The destination in IPv4: `default`, `-host 10.0.0.1` or `-net 10.0.0.0 netmask 255.0.0.0`. */
function destination(to: string): string {
  if (to === 'default') return 'default';
  const [address = ''] = to.split('/');
  const length = parseCidr(to)?.length ?? 32;
  return length === 32 ? `-host ${address}` : `-net ${address} netmask ${netmask(length)}`;
}

/** The metric that ip gives an IPv6 route without one (IP6_RT_PRIO_USER of Linux's ipv6_route.h); route would give 1. */
const usualMetric6 = 1024;

/**
 * A route that comes or goes. The old way into the kernel, SIOCADDRT, knows one next hop, the main table, no source
 * address, and of refusing routes only `reject`, which is `unreachable`; route sets that for IPv4 alone.
 */
export function olderRoute(action: RouteAction): OlderForm {
  const { netns, family, type, to, hops, src, metric, table } = action;
  const [hop] = hops;
  const refuses = type === 'unreachable' && family === 4;
  const known = hops.length <= 1 && src === undefined && table === undefined && (refuses || type === 'unicast');
  if (!known || (hop === undefined && !refuses)) return { lack: 'routes' };
  const words = [
    ...(netns === null ? [] : ['ip netns exec', shellWord(netns)]),
    family === 4 ? 'route' : 'route -A inet6',
    action.do === 'route-add' ? 'add' : 'del',
    family === 4 ? destination(to) : to,
    ...(hop?.via === undefined ? [] : ['gw', hop.via]),
    ...(family === 6
      ? ['metric', String(metric ?? usualMetric6)]
      : metric === undefined
        ? []
        : ['metric', String(metric)]),
    ...(refuses ? ['reject'] : []),
    ...(hop === undefined ? [] : ['dev', shellWord(hop.dev)]),
  ];
  return { lines: [words.join(' ')] };
}
