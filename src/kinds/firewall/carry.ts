// What a firewall does to packets: its lines in their order, then its policies.
import { machineSpeaks } from '../../model/interfaces.ts';
import type { Node, State } from '../../model/lab.ts';
import type { Carry, Filter } from '../../prediction/carry.ts';
import { firewall, lines } from './key.ts';

/** What comes in by the port of a VRF comes in by the VRF as well (vrf_ip_rcv() of drivers/net/vrf.c). */
const inlets = ({ interfaces }: Node, entry: string): string[] => [
  entry,
  ...interfaces.filter(({ vrf }) => vrf === entry).map(({ name }) => name),
];

/** On the machine, only what comes in or leaves by an interface of the lab is asked about, and nothing that only crosses a bridge. */
function passing({ netns, at, interfaces }: Node, state: State): Filter[] {
  if (netns !== null) return [];
  const uplinks = interfaces.flatMap(({ isUplink, name }) => (isUplink ? [name] : []));
  const bridges = machineSpeaks(state).filter(({ role }) => role === 'bridge');
  const said = { verdict: 'accept', at, text: 'what the lab has no part in' } as const;
  return [
    { ...said, hook: 'input', in: uplinks },
    { ...said, hook: 'output', out: uplinks },
    ...bridges.map(({ name }): Filter => ({ ...said, hook: 'forward', in: [name], out: [name] })),
  ];
}

/** The rules of its chains, as src/kinds/firewall/lower.ts writes them. */
export const carryFirewall = (node: Node, state: State): Carry => ({
  filters: [
    ...(firewall.of(node).length === 0 ? [] : passing(node, state)),
    ...lines(node).map(({ in: entry, out, ...line }) => ({
      ...line,
      ...(entry !== undefined && { in: inlets(node, entry) }),
      ...(out !== undefined && { out: [out] }),
    })),
    ...firewall
      .of(node)
      .flatMap((one) => (one.is === 'policy' ? [{ ...one, text: `${one.hook}: ${one.verdict}` }] : [])),
  ],
});
