// Two tunnels that the kernel cannot tell apart.
import { formatAddress } from '../../../address.ts';
import { defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import { readableName } from '../../../model/interfaces.ts';
import type { Interface } from '../../../model/lab.ts';
import type { Rule } from '../../../rules/rule.ts';
import { outerAddress, type TunnelEnd, tunnelsOf } from '../outer.ts';
import { wireguard } from '../sorts.ts';

const report = defineDiagnostic('tunnel-twice', 'two tunnels that nothing tells apart');

/** What tells a tunnel from others where it ends: of VXLAN its number and port alone (vxlan_vni_in_use() of drivers/net/vxlan/vxlan_core.c), of WireGuard the port that it listens at, of others the far end too. */
function identity({ sort, form, own, near, far }: TunnelEnd): string {
  if (sort === wireguard) return `${sort.name} ${own.options['port']?.value ?? own.name}`;
  const said = ['id', 'key', 'port'].map((name) => own.options[name]?.value);
  const ends =
    sort.name === 'vxlan' ? [near.address.family] : [near, far].map((end) => formatAddress(outerAddress(end)));
  return [form.type, ...said, ...ends].join(' ');
}

/** Reports the later one of two at a node. */
export const tunnelTwice: Rule = ({ state }) => {
  const first = new Map<string, Interface>();
  return [...tunnelsOf(state).ends.values()].flatMap((tunnel) => {
    const { own, sort } = tunnel;
    const key = `${state.nodes.get(own.node)?.netns ?? ''} ${identity(tunnel)}`;
    const before = first.get(key);
    first.set(key, before ?? own);
    if (before === undefined) return [];
    const { apart } = sort;
    const number = Number(own.options[apart ?? '']?.value ?? 0) + 1;
    return report({
      at: (own.options[apart ?? ''] ?? own.options['kind'])?.at ?? own.at,
      label: `${readableName(own)} is another ${sort.name} like ${readableName(before)}`,
      related: [{ at: before.at, label: 'the first one' }],
      help:
        apart === undefined ? 'take one of the two away' : `give one of them another number: \`${apart}: ${number}\``,
    });
  });
};
