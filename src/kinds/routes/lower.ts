// Routes to resources.
import { contains, formatAddress, sameAddress } from '../../address.ts';
import { type Netns, type Node, type Route, type State, stackOf } from '../../model/lab.ts';
import { type Command, ip } from '../../plan/command.ts';
import * as netTools from '../../plan/net-tools.ts';
import {
  addressKey,
  linkKey,
  placeName,
  portKey,
  type Resource,
  subnetClaim,
  withinNetns,
} from '../../plan/resource.ts';
import { destinationText, routeWords } from '../../plan/route-words.ts';
import { noun } from '../../plan/things.ts';

const thing = noun('route', 'routes', '条路由');

const reasons = {
  defaultRoute: {
    en: 'Whatever is not on a connected subnet goes to the gateway.',
    'zh-CN': '目的地不在直连子网内的数据包，都交给网关。',
  },
  route: {
    en: 'A route says which neighbour is the next hop to a subnet that is not connected.',
    'zh-CN': '路由说明：要去非直连的子网，下一跳是哪个邻居。',
  },
  workedOut: {
    en: 'These routes are worked out from the whole lab: the shortest way to each subnet, or all of them where several are as short.',
    'zh-CN': '这些路由根据整个实验算出：去每个子网走最短的路径；有几条同样短时，几条都用。',
  },
  multipath: {
    en: 'Several next hops to one subnet share the traffic between them.',
    'zh-CN': '去同一个子网有多个下一跳，流量由它们分担。',
  },
  refusingRoute: {
    en: 'Packets to this destination end here, on purpose.',
    'zh-CN': '发往这个目的地的数据包在这里终止，这是有意为之。',
  },
};

function routeReason({ to, type, hops, isWorkedOut }: Route) {
  if (isWorkedOut) return reasons.workedOut;
  if (type !== 'unicast') return reasons.refusingRoute;
  if (hops.length > 1) return reasons.multipath;
  return to.length === 0 ? reasons.defaultRoute : reasons.route;
}

/**
 * The addresses that make the next hops reachable, and the source: the kernel takes no route without them, and forgets it with them, and as
 * an interface enters a VRF or leaves it. A VRF that goes leaves those of its table that lead nowhere.
 */
function groundOf(state: State, node: Node, { hops, src, vrf: own }: Route): string[] {
  const ground = stackOf(state, node).flatMap(({ name, addresses, up, vrf }) => {
    const near = hops.flatMap(({ dev, via }) => (dev === name && via !== undefined ? [via] : []));
    const under = addresses.filter(
      ({ cidr }) =>
        (up || cidr.family === 4) &&
        (near.some((via) => contains(cidr, via)) || (src !== undefined && sameAddress(cidr, src))),
    );
    const port = vrf !== undefined && hops.some(({ dev }) => dev === name) ? [portKey(node.netns, name)] : [];
    return [...under.map(({ cidr }) => addressKey(node.netns, name, cidr)), ...port];
  });
  return own === undefined ? ground : [...ground, linkKey(node.netns, own)];
}

function routeCommand(verb: 'add' | 'delete', netns: Netns, route: Route): Command {
  const { family, type, hops, src, metric, table } = route;
  const older = netTools.changeRoute(verb === 'add' ? 'add' : 'del', {
    ...{ netns, family, type, to: destinationText(route), metric, table },
    hops: hops.map(({ via, dev }) => ({ dev, ...(via === undefined ? {} : { via: formatAddress(via) }) })),
    src: src === undefined ? undefined : formatAddress(src),
  });
  return { ...ip(netns, 'route', verb, ...routeWords(route)), older };
}

function routeResource(state: State, node: Node, route: Route): Resource {
  const { netns } = node;
  const { family, metric, table } = route;
  const to = destinationText(route);
  const devices = [...new Set(route.hops.map(({ dev }) => linkKey(netns, dev)))];
  // Where one of several links goes, IPv6 keeps the route by the others (fib6_ifdown() of net/ipv6/route.c).
  const outlives = family === 6 && route.hops.length > 1;
  const extras = [
    ...(table === undefined ? [] : [`table ${table}`]),
    ...(metric === undefined ? [] : [`metric ${metric}`]),
  ];
  const ours = table === undefined && to !== 'default' && route.type === 'unicast';
  return {
    key: ['route', placeName(netns), `ipv${family}`, to, ...extras].join(' '),
    netns,
    within: [...(outlives ? [] : devices), ...withinNetns(netns)],
    after: [...(outlives ? devices : []), ...groundOf(state, node, route)],
    make: [routeCommand('add', netns, route)],
    undo: [routeCommand('delete', netns, route)],
    reason: routeReason(route),
    at: route.at,
    claims: ours ? subnetClaim(netns, route.to) : [],
    needs: [],
    thing: { ...thing, name: to },
  };
}

/** The route by the interfaces that are up, undefined if none is: the kernel takes no next hop by one that is down. */
function standing(state: State, node: Node, route: Route): Route | undefined {
  const down = new Set(stackOf(state, node).flatMap(({ name, up }) => (up ? [] : [name])));
  const hops = route.hops.filter(({ dev }) => !down.has(dev));
  return hops.length === 0 && route.hops.length > 0 ? undefined : { ...route, hops };
}

/** The routes of every node. */
export function lowerRoutes(state: State): Resource[] {
  return [...state.nodes.values()].flatMap((node) =>
    node.routes
      .flatMap((route) => standing(state, node, route) ?? [])
      .map((route) => routeResource(state, node, route)),
  );
}
