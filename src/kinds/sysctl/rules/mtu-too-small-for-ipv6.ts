// An interface with IPv6 addresses or settings and an MTU at which the kernel switches IPv6 off (RFC 8200 §5: at least 1280).

import { defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import { endsOf, readableName, valuePlace } from '../../../model/interfaces.ts';
import { type Interface, interfaceNamed, type Node, type State, stackOf } from '../../../model/lab.ts';
import { interfaceInKey } from '../../../model/setting-key.ts';
import type { Rule } from '../../../rules/rule.ts';
import { mtuOf } from '../../mtu/mtu-of.ts';
import { sysctl } from '../key.ts';

const report = defineDiagnostic('mtu-too-small-for-ipv6', 'MTU too small for IPv6');

// Below 68 the interface itself is refused, which another rule says.
const isTooSmall = (mtu: number): boolean => mtu >= 68 && mtu < 1280;

const hasIpv6 = ({ addresses }: Interface): boolean => addresses.some(({ cidr }) => cidr.family === 6);

/** The interface whose IPv6 the setting is about, among those that stand where the node does. */
function settingOf(state: State, node: Node, key: string): Interface | undefined {
  const name = key.startsWith('net.ipv6.') ? interfaceInKey(key) : undefined;
  return name === undefined ? undefined : interfaceNamed(stackOf(state, node), name.replaceAll('/', '.'));
}

/** What has to get another MTU: the interface, or the cables that a bridge has its own from. */
function narrowOf(state: State, own: Interface): string {
  if (own.role !== 'bridge' && own.master === undefined) return readableName(own);
  const cables = state.links.filter((link) =>
    endsOf(state, link).some(
      (end) => (end === own || (end.node === own.node && end.master === own.name)) && isTooSmall(mtuOf(state, end)),
    ),
  );
  const names = cables.map(({ ends: [one, other] }) => `${one.node} -- ${other.node}`);
  return names.length === 1 ? `the cable ${names[0]}` : `each cable of ${own.node}`;
}

function* reportSettings(state: State, node: Node) {
  for (const { key, at } of sysctl.of(node)) {
    const own = settingOf(state, node, key);
    if (own === undefined || !isTooSmall(mtuOf(state, own))) continue;
    yield report({
      at,
      label: `MTU ${mtuOf(state, own)}: IPv6 needs 1280, and below that ${readableName(own)} has no settings of it`,
      help: `give ${narrowOf(state, own)} at least \`mtu: 1280\`, or leave this setting out`,
    });
  }
}

/** Reports interfaces with such an MTU that have an IPv6 address, and settings of their IPv6, which are not there (addrconf_notify() of net/ipv6/addrconf.c). */
export const mtuTooSmallForIpv6: Rule = function* ({ state }) {
  yield* state.links.flatMap((link) => {
    const wrong = endsOf(state, link).find((end) => isTooSmall(end.mtu ?? 1500) && hasIpv6(end));
    if (wrong === undefined) return [];
    return report({
      at: valuePlace(wrong, 'mtu'),
      label: `MTU ${wrong.mtu}: IPv6 needs 1280`,
      help: `give ${readableName(wrong)} at least \`mtu: 1280\`, or no IPv6 address`,
    });
  });
  for (const node of state.nodes.values()) yield* reportSettings(state, node);
};
