// By which interfaces tunnels leave, and between which addresses their packets travel.
import { type Address, type Cidr, type Family, families } from '../../address.ts';
import type { Span } from '../../diagnostics/span.ts';
import { addressOfFamily, endsOf, interfacesBySegment } from '../../model/interfaces.ts';
import { type Interface, interfaceNamed, type State, stackOf } from '../../model/lab.ts';
import { onceFor } from '../../once-for.ts';
import { type Form, type Sort, sortNamed } from './sorts.ts';

/** Where one end of a tunnel leaves its node. */
export interface Leaving {
  readonly by: Interface;
  readonly address: Cidr;
}

/** A tunnel as one of its ends has it. */
export interface TunnelEnd {
  readonly sort: Sort;
  readonly form: Form;
  readonly own: Interface;
  readonly near: Leaving;
  readonly far: Leaving;
  /** What goes to the headers around each packet. */
  readonly overhead: number;
}

/** A tunnel whose way is not known: what is wrong, and the edit that mends it. */
export interface Lost {
  readonly is: 'unknown' | 'no address';
  readonly at: Span;
  readonly label: string;
  readonly help: string;
  readonly expected: readonly string[];
}

interface Tunnels {
  readonly ends: ReadonlyMap<Interface, TunnelEnd>;
  readonly lost: readonly Lost[];
}

type Two = readonly [Interface, Interface];

const stackAround = (state: State, { node }: Interface): readonly Interface[] => {
  const owner = state.nodes.get(node);
  return owner === undefined ? [] : stackOf(state, owner);
};

/** The families in which both have an address, of those that the sort can travel in. */
const sharedFamilies = ({ forms }: Sort, two: Two): Family[] =>
  families.filter((family) => forms[family] && two.every((each) => addressOfFamily(each, family)));

/** Pairs on a segment that both nodes share. One that a tunnel makes counts only where it is named. */
function besideEachOther(state: State, sort: Sort, [a, b]: Two): Two[] {
  const made = new Set(
    interfacesBySegment(state).flatMap((members, segment) =>
      members.some(({ options: { kind } }) => sortNamed(kind?.value)) ? [segment] : [],
    ),
  );
  const far = stackAround(state, b);
  return stackAround(state, a).flatMap((one) =>
    far
      .filter(({ segment }) => segment !== undefined && segment === one.segment && !made.has(segment))
      .map((other): Two => [one, other])
      .filter((two) => sharedFamilies(sort, two).length > 0),
  );
}

/** The interface on the way of the default route of a family. */
function towardsAll(state: State, own: Interface, family: Family): Interface | undefined {
  const { routes = [] } = state.nodes.get(own.node) ?? {};
  const route = routes.find(({ to, table, vrf, family: its }) => its === family && to.length === 0 && !table && !vrf);
  const dev = route?.hops[0]?.dev;
  const by = dev === undefined ? undefined : interfaceNamed(stackAround(state, own), dev);
  return by !== undefined && addressOfFamily(by, family) ? by : undefined;
}

/** The pairs of interfaces that a tunnel may leave by. */
function candidates(state: State, sort: Sort, two: Two): Two[] {
  const near = besideEachOther(state, sort, two);
  if (near.length > 0) return near;
  for (const family of families) {
    const [a, b] = two.map((end) => towardsAll(state, end, family));
    if (sort.forms[family] && a && b) return [[a, b]];
  }
  return [];
}

const textOf = ({ node, name }: Interface): string => `${node}:${name}`;

/** Interfaces of its node that an end may leave by. */
const addressed = (state: State, own: Interface): Interface[] =>
  stackAround(state, own).filter((each) => each.addresses.length > 0 && each !== own);

/** What `outer` names for an end; undefined where it names nothing of its node. */
function named(state: State, own: Interface, outer: string): Interface | undefined {
  const [, name = ''] =
    outer
      .split(',')
      .map((text) => text.split(':'))
      .find(([node]) => node === own.node) ?? [];
  return interfaceNamed(stackAround(state, own), name);
}

function outerOf(state: State, sort: Sort, two: Two): Two | Lost {
  const [a, b] = two;
  const { outer, kind } = a.options;
  const [one, other] = two.map((end) => (outer === undefined ? undefined : named(state, end, outer.value)));
  if (one && other) return [one, other];
  const all = outer === undefined ? candidates(state, sort, two) : [];
  const [only, second] = all;
  if (only !== undefined && second === undefined) return only;
  const some = only ?? two.flatMap((end) => addressed(state, end).slice(0, 1));
  const list = some.length === 2 ? `[${some.map(textOf).join(', ')}]` : undefined;
  const stray = one === undefined ? a : b;
  return {
    is: 'unknown',
    at: (outer ?? kind)?.at ?? a.at,
    label:
      outer !== undefined
        ? `names no interface of ${stray.node}`
        : only === undefined
          ? 'the ends share no segment, and no default routes'
          : `${all.length} ways lead from end to end`,
    help:
      list === undefined
        ? `give ${stray.node} an interface with an address first`
        : `name the interfaces that it leaves by: \`outer: ${list}\``,
    expected: outer === undefined || list === undefined ? [] : [list],
  };
}

/** The tunnel as both ends have it, or what is missing. */
function tunnelOf(state: State, sort: Sort, two: Two): readonly TunnelEnd[] | Lost {
  const outer = outerOf(state, sort, two);
  if ('is' in outer) return outer;
  const [a] = two;
  const [family = 4] = sharedFamilies(sort, outer);
  const form = sort.forms[family];
  const [near, far] = outer.flatMap((by) => {
    const address = addressOfFamily(by, family);
    return address === undefined ? [] : [{ by, address }];
  });
  if (form === undefined || near === undefined || far === undefined) {
    const lacking = outer.find((by) => addressOfFamily(by, family) === undefined) ?? a;
    const example = family === 4 ? '192.0.2.1/24' : '2001:db8::1/64';
    return {
      is: 'no address',
      at: (a.options['outer'] ?? a.options['kind'])?.at ?? a.at,
      label: `${textOf(lacking)} has no address of a family that both have`,
      help: `give it one in its cable, as "${textOf(lacking)} ${example} -- …"`,
      expected: [],
    };
  }
  const overhead = form.overhead + (a.options['key'] === undefined ? 0 : 4);
  const ways = [
    [near, far],
    [far, near],
  ] as const;
  return two.map((own, side) => ({
    sort,
    form,
    overhead,
    own,
    near: ways[side]?.[0] ?? near,
    far: ways[side]?.[1] ?? far,
  }));
}

/** Every tunnel of a state: by its ends how it leaves them, and those of which that is not known. */
export const tunnelsOf = onceFor((state: State): Tunnels => {
  const ends = new Map<Interface, TunnelEnd>();
  const lost: Lost[] = [];
  for (const link of state.links) {
    const sort = sortNamed(link.kind);
    const [a, b] = endsOf(state, link);
    if (sort === undefined || a === undefined || b === undefined) continue;
    const found = tunnelOf(state, sort, [a, b]);
    if ('is' in found) lost.push(found);
    else for (const end of found) ends.set(end.own, end);
  }
  return { ends, lost };
});

/** How the packets of a tunnel leave this end of it; undefined for any other interface. */
export const tunnelAt = (state: State, own: Interface): TunnelEnd | undefined => tunnelsOf(state).ends.get(own);

/** The address alone. */
export const outerAddress = ({ address: { family, value } }: Leaving): Address => ({ family, value });
