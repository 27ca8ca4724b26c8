// `routes: auto`: the shortest ways to every subnet of the lab, worked out from all of its routers. They stand in the plan as routes that somebody wrote.

import {
  type Cidr,
  contains,
  type Family,
  families,
  formatAddress,
  formatCidr,
  hasSubnet,
  networkOf,
} from '../../address.ts';
import { type Diagnostic, defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import type { Span } from '../../diagnostics/span.ts';
import { groupBy } from '../../group-by.ts';
import { tooManyThings } from '../../language/problems.ts';
import type { Hop, Route } from '../../model/lab.ts';
import { PrefixMap } from '../../model/prefix-map.ts';
import {
  type Draft,
  type DraftInterface,
  type DraftNode,
  type DraftSegment,
  forwardingOf,
  speakingInterfaces,
} from '../../model/resolve/draft.ts';
import { tableOf } from '../interfaces/vrf.ts';
import { type Hidden, hiddenBy } from '../nat/hidden.ts';
import { leadsIntoItself } from '../tunnel/leads-into-itself.ts';
import { routes } from './key.ts';

const withoutWay = defineDiagnostic('auto-without-way', 'subnet to which no way leads', 'warning');

/** So many routes of a lab are worked out at most. */
const mostRoutes = 100_000;

/** An interface as a family speaks by it. */
interface Port {
  readonly of: Router;
  readonly device: DraftInterface;
  readonly segment: DraftSegment | undefined;
  readonly addresses: readonly Cidr[];
}

/** A node, or a VRF of it, as a family is routed there. */
interface Router {
  readonly node: DraftNode;
  readonly vrf: string | undefined;
  readonly table: number | undefined;
  /** Where it says `auto`; undefined where it does not. */
  readonly auto: Span | undefined;
  readonly forwards: boolean;
  readonly ports: Port[];
  readonly written: PrefixMap<Route>;
  readonly hidden: readonly Hidden[];
}

/** How far routers are from a subnet: 0 for those that are on it. */
type Distances = ReadonlyMap<Router, number>;

/** The table of a node, and those of its VRFs. */
function routersOf(draft: Draft, node: DraftNode, family: Family): Router[] {
  const spoken = speakingInterfaces(draft, node.name).filter(({ up }) => up);
  const { forward, forwardsAll } = forwardingOf(node);
  const said = routes.said(node.declared.settings)?.find(({ to }) => to.is === 'auto');
  return [...groupBy(spoken, ({ vrf }) => vrf)].map(([vrf, devices]): Router => {
    const table = tableOf([...node.interfaces.values()], vrf);
    const written = node.routes.filter((route) => route.family === family && route.table === table);
    const forwards = node.netns === null ? forwardsAll : forward;
    const hasGateway = written.some(({ to }) => to.length === 0);
    const router: Router = {
      ...{ node, vrf, table, forwards, ports: [] },
      auto: forwards || !hasGateway ? said?.at : undefined,
      written: new PrefixMap(written.map((route) => [route.to, route])),
      hidden: hiddenBy(draft, node),
    };
    for (const device of devices) {
      const addresses = device.addresses.flatMap(({ cidr }) => (cidr.family === family ? [cidr] : []));
      if (addresses.length > 0) router.ports.push({ of: router, device, segment: device.segment, addresses });
    }
    return router;
  });
}

/** All of a lab that speaks a family. */
class Network {
  readonly routers: readonly Router[];
  readonly #draft: Draft;
  readonly #family: Family;
  /** Of those that may have or make a way, the ports on a segment. */
  readonly #on: ReadonlyMap<DraftSegment | undefined, readonly Port[]>;

  constructor(draft: Draft, family: Family) {
    this.#draft = draft;
    this.#family = family;
    const nodes = [...draft.nodes.values()].filter(({ kind }) => kind.bridge === undefined);
    this.routers = nodes.flatMap((node) => routersOf(draft, node, family)).filter(({ ports }) => ports.length > 0);
    const ports = this.routers.flatMap((router) => router.ports);
    this.#on = groupBy(ports, ({ segment }) => segment);
  }

  /** Every prefix that an interface has, with the ports that packets for it end at: those of routers, and those that nobody else is beside. */
  subnets(): { readonly prefix: Cidr; readonly ends: readonly Port[] }[] {
    const isEnd = ({ of, segment, device }: Port): boolean =>
      of.forwards || device.role === 'loopback' || segment === undefined || segment.members.length === 1;
    const all = this.routers.flatMap(({ ports }) =>
      ports.filter(isEnd).flatMap((port) => port.addresses.map((cidr) => ({ prefix: networkOf(cidr), port }))),
    );
    const shown = this.routers.flatMap(({ hidden, ports: [port] }) =>
      hidden.flatMap(({ shows: prefix }) =>
        prefix?.family !== this.#family || port === undefined ? [] : [{ prefix, port }],
      ),
    );
    const alike = groupBy([...all, ...shown], ({ prefix }) => formatCidr(prefix));
    return [...alike.values()].flatMap(([first, ...rest]) =>
      first === undefined ? [] : [{ prefix: first.prefix, ends: [first, ...rest].map(({ port }) => port) }],
    );
  }

  /** The address by which another port on the segment is the next hop to a subnet; undefined where it is none. */
  #via(port: Port, { of, device, addresses }: Port, to: Cidr): Cidr | undefined {
    if (of === port.of || of.hidden.some((one) => one.hides(to, device.name))) return undefined;
    if (leadsIntoItself(this.#draft, port.device, to)) return undefined;
    return addresses.find((address) => port.addresses.some((own) => hasSubnet(own) && contains(own, address)));
  }

  #beside = ({ segment }: Port): readonly Port[] => (segment === undefined ? [] : (this.#on.get(segment) ?? []));

  /** True if a router sends what is for a subnet by this next hop, or will: a route that is written counts, else what is worked out. */
  #sends(router: Router, to: Cidr, via: Cidr, mayAll: boolean): boolean {
    const best = writtenRoute(router, to);
    if (router.auto !== undefined && (best === undefined || best.to.length < to.length)) return true;
    if (best === undefined) return mayAll && router.forwards;
    return best.hops.some((hop) => hop.via !== undefined && formatAddress(hop.via) === formatAddress(via));
  }

  /** From the subnet outwards, so that each router is come to by its shortest way. `mayAll`: as if all routers said `auto`. */
  distances(to: Cidr, ends: readonly Port[], mayAll = false): Distances {
    const found = new Map(ends.map(({ of }) => [of, 0]));
    for (const [router, distance] of found) {
      if (distance > 0 && !router.forwards) continue;
      for (const end of router.ports) {
        for (const port of this.#beside(end)) {
          const { of } = port;
          if (found.has(of) || !(of.forwards || of.auto)) continue;
          const via = this.#via(port, end, to);
          if (via !== undefined && this.#sends(of, to, via, mayAll)) found.set(of, distance + 1);
        }
      }
    }
    return found;
  }

  /** The next hops of a router that are nearest to the subnet, in the order of its interfaces. */
  hops(router: Router, to: Cidr, distances: Distances): (Hop & { readonly next: Router })[] {
    const nearest = (distances.get(router) ?? 0) - 1;
    const found = router.ports.flatMap((port) =>
      this.#beside(port).flatMap((other) => {
        const via = distances.get(other.of) === nearest ? this.#via(port, other, to) : undefined;
        if (via === undefined) return [];
        return { via: { family: via.family, value: via.value }, dev: port.device.name, next: other.of };
      }),
    );
    return [...new Map(found.map((hop) => [`${formatAddress(hop.via)} ${hop.dev}`, hop])).values()];
  }
}

/** The route of a router's own list by which it sends what is for a subnet, the longest prefix first. */
function writtenRoute({ written }: Router, to: Cidr): Route | undefined {
  const fitting = written.holding(to).filter((route) => contains(route.to, to));
  return fitting.toSorted((a, b) => b.to.length - a.to.length || (a.metric ?? 0) - (b.metric ?? 0))[0];
}

interface Missed {
  readonly router: Router;
  readonly at: Span;
  readonly prefix: Cidr;
  readonly end: Port;
  /** The first router on the way that would have to know it. */
  readonly ignorant: string | undefined;
}

/** Reports the first subnet that a node does not reach, with the number of the others. */
function reportMissed([first, ...others]: readonly Missed[], diagnostics: Diagnostic[]): void {
  if (first === undefined) return;
  const { router, at, prefix, end, ignorant } = first;
  const [name, owner] = [router.node.name, end.device.node];
  const count = others.filter((other) => other.router === router).length;
  const more = count === 0 ? '' : `, nor to ${count} more`;
  const help =
    ignorant === undefined
      ? `join ${name} to ${owner}, or to a router that is: "- ${name} -- ${owner}: 10.0.0.0/30"`
      : `${ignorant} lies on the way and does not know it: write \`routes: auto\` under ${ignorant}, too`;
  const related = [{ at: end.device.at, label: `${owner} is there` }];
  diagnostics.push(
    withoutWay({ at, label: `no way leads from ${name} to ${formatCidr(prefix)}${more}`, related, help }),
  );
}

/** The first router on a way that knows nothing of a subnet. */
function ignorantOf(network: Network, from: Router, to: Cidr, ends: readonly Port[]): string | undefined {
  const distances = network.distances(to, ends, true);
  for (let [at] = network.hops(from, to, distances); at !== undefined; [at] = network.hops(at.next, to, distances))
    if (at.next.auto === undefined && (distances.get(at.next) ?? 0) > 0) return at.next.node.name;
  return undefined;
}

function routesOf(draft: Draft, family: Family, missed: Missed[], diagnostics: Diagnostic[]): void {
  const network = new Network(draft, family);
  const asking = network.routers.flatMap((router) => (router.auto === undefined ? [] : [{ router, at: router.auto }]));
  const [first] = asking;
  if (first === undefined) return;
  const subnets = network.subnets();
  const count = subnets.length * network.routers.filter(({ auto, forwards }) => auto || forwards).length;
  if (count > mostRoutes) {
    const help = 'write `routes: auto` in labs of fewer routers, or summarise: "10.0.0.0/8 via r1"';
    diagnostics.push(tooManyThings({ at: first.at, label: `${count} ways to work out, at most ${mostRoutes}`, help }));
    return;
  }
  // Networks of VRFs are apart on purpose, and what is behind a translation is hidden on purpose.
  const areApart = network.routers.some(({ vrf }) => vrf !== undefined);
  for (const { prefix, ends } of subnets) {
    const isHidden = network.routers.some(({ hidden }) => hidden.some((one) => one.isOf(prefix)));
    const distances = network.distances(prefix, ends);
    for (const { router, at } of asking) {
      const isThere = router.ports.some(({ addresses }) => addresses.some((own) => contains(own, prefix)));
      const best = writtenRoute(router, prefix);
      if (isThere || best?.to.length === prefix.length) continue;
      const { node, vrf, table } = router;
      const hops = distances.has(router) ? network.hops(router, prefix, distances) : [];
      const [end] = ends;
      if (hops.length > 0) {
        const way = {
          ...(table !== undefined && { table }),
          ...(vrf !== undefined && { vrf }),
          isWorkedOut: true,
        } as const;
        const plain = hops.map(({ via, dev }): Hop => (via === undefined ? { dev } : { via, dev }));
        node.routes.push({ at, family, type: 'unicast', to: prefix, hops: plain, ...way });
      } else if (best === undefined && !areApart && !isHidden && end !== undefined)
        missed.push({ router, at, prefix, end, ignorant: ignorantOf(network, router, prefix, ends) });
    }
  }
}

/** Adds to the nodes that say `auto` the routes that this comes to, once all written ones are known. */
export function resolveAuto(draft: Draft, diagnostics: Diagnostic[]): void {
  const said = [...draft.nodes.values()].flatMap(({ declared }) => routes.said(declared.settings) ?? []);
  if (!said.some(({ to }) => to.is === 'auto')) return;
  const missed: Missed[] = [];
  for (const family of families) routesOf(draft, family, missed, diagnostics);
  for (const all of groupBy(missed, ({ at }) => at).values()) reportMissed(all, diagnostics);
}
