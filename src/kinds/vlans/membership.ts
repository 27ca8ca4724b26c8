// In which VLANs a port of a bridge is, as the options of its cable say.
import { parentOf } from '../../model/interfaces.ts';
import type { Interface, State } from '../../model/lab.ts';
import { type Join, tagged, type Wired } from '../../model/resolve/layer2.ts';
import type { LinkOption } from '../link-kind.ts';
import { holds, isVlan, isVlans, rangesOf, type VlanRange } from './ranges.ts';

type Said = Pick<Interface, 'options'>;

/** The options of a cable, for its ends at bridges that keep VLANs apart. */
export const portOptions = {
  vlan: {
    summary:
      'Access port: the VLAN of what comes in without a tag. At each end that is a port of a bridge with `vlans`.',
    pattern: { test: isVlan },
    example: '10',
    perEnd: 'at',
  },
  trunk: {
    summary: 'The VLANs that pass with their tags.',
    pattern: { test: isVlans },
    isList: true,
    example: '[10, 20..29]',
    perEnd: 'at',
  },
  native: {
    summary: 'Of a trunk: the VLAN that passes without a tag.',
    pattern: { test: isVlan },
    example: '99',
    perEnd: 'at',
  },
} satisfies Readonly<Record<string, LinkOption>>;

/** The VLANs of a bridge, where it keeps them apart. */
export const vlansOf = ({ options }: Said): readonly VlanRange[] | undefined =>
  options['vlans'] === undefined ? undefined : rangesOf(options['vlans'].value);

/** What the cable of an interface says of VLANs, and where. */
export const saidOf = ({ options: { vlan, trunk, native } }: Said) =>
  [vlan, trunk, native].flatMap((said) => said ?? []);

/** What a port is in: at most one VLAN without a tag, and others with theirs. */
export interface Membership {
  readonly untagged?: number;
  readonly tagged: readonly VlanRange[];
}

/** The VLANs that the cable of a port says. */
export function membershipOf({ options: { vlan, trunk, native } }: Said): Membership {
  const plain = vlan ?? native;
  const untagged = plain === undefined ? undefined : Number(plain.value);
  return {
    ...(untagged === undefined ? {} : { untagged }),
    tagged: trunk === undefined ? [] : rangesOf(trunk.value, untagged),
  };
}

/** The VLAN of a bridge that an interface on it is for: the bridge itself is in it. */
export function selfVlan(state: State, each: Interface) {
  const bridge = parentOf(state, each);
  const { id, protocol } = each.options;
  const isAware = bridge?.role === 'bridge' && vlansOf(bridge) !== undefined;
  return isAware && id !== undefined && protocol?.value !== '802.1ad' ? { bridge, id } : undefined;
}

/** What passes between a port and its bridge, which holds each frame with the tag of its VLAN. To such a bridge, one of 802.1ad is no tag. */
function passing(port: Membership): NonNullable<Join['pass']> {
  const plain = port.untagged === undefined ? undefined : tagged(`${port.untagged}`);
  return (tags, back) => {
    const id = Number.parseInt(tags, 10);
    if (holds(port.tagged, { first: id, last: id })) return tags;
    return id > 0 && !back ? undefined : plain?.(tags, back);
  };
}

/** Ports of bridges with VLANs, and what passes between the two. */
export function joinsOfPorts({ nodes }: Wired): Join[] {
  const all = [...nodes.values()].flatMap(({ interfaces }) => [...interfaces.values()]);
  return all.flatMap((port): Join[] => {
    const { node, name, master } = port;
    const bridge = master === undefined ? undefined : nodes.get(node)?.interfaces.get(master);
    if (bridge === undefined || vlansOf(bridge) === undefined) return [];
    const between = [
      { node, interface: name },
      { node, interface: bridge.name },
    ] as const;
    return [{ between, pass: passing(membershipOf(port)) }];
  });
}

/** `vlan 10` at an access port, `trunk 10,20` and `native 99` at a trunk, `vlans 10,20` at the bridge. */
export const badgesOf = ({ options, master }: Interface): readonly string[] =>
  ['vlans', ...(master === undefined ? [] : Object.keys(portOptions))].flatMap((name) => {
    const said = options[name];
    return said === undefined ? [] : [`${name} ${said.value}`];
  });

/** A VLAN of each sort: where one passes, all do that no cable tells from it. */
export function sortsOf(ports: readonly Said[]): readonly number[] {
  const sorts = new Set<number>();
  for (const { untagged, tagged } of ports.map(membershipOf)) {
    for (const { first, last } of tagged) sorts.add(first).add(last + 1);
    if (untagged !== undefined) sorts.add(untagged).add(untagged + 1);
  }
  return [...sorts];
}

/** One end of a cable between bridges. */
interface Plugged {
  readonly port: Said;
  readonly bridge: Said;
}

/** Where frames go between two bridges: pairs of what each of them keeps apart, the number of a VLAN or nothing; tagged, of these alone. */
export function frameLanes(
  one: Plugged,
  other: Plugged,
  ids: readonly number[],
): readonly (readonly [string, string])[] {
  const membership = ({ port, bridge }: Plugged) =>
    vlansOf(bridge) === undefined ? { untagged: '', tagged: [] } : membershipOf(port);
  const [here, there] = [membership(one), membership(other)];
  const isPlain = here.untagged !== undefined && there.untagged !== undefined;
  const common = ids.filter((id) => [here, there].every(({ tagged }) => holds(tagged, { first: id, last: id })));
  return [
    ...(isPlain ? [[`${here.untagged}`, `${there.untagged}`] as const] : []),
    ...common.map((id) => [`${id}`, `${id}`] as const),
  ];
}
