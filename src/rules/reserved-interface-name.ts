// An interface with a name that stands for something else: `lo` is in every namespace, `all` and `default` are folders beside
// the interfaces in /proc/sys/net/ipv4/conf, `gre0` comes by itself, and `uplink` of `host` is a word of the language.

import { defineDiagnostic } from '../diagnostics/diagnostic.ts';
import { endsOf, interfacesOf } from '../model/interfaces.ts';
import type { Interface } from '../model/lab.ts';
import type { Rule } from './rule.ts';

const report = defineDiagnostic('reserved-interface-name', 'interface name that stands for something else');

// Where a kernel has tunnels, those without ends are in every namespace (net.core.fb_tunnels_only_for_init_net).
const kept = new Set('lo all default tunl0 gre0 gretap0 erspan0 sit0 ip6tnl0 ip6gre0'.split(' '));

const isKept = ({ node, name }: Interface): boolean => kept.has(name) || (node === 'host' && name === 'uplink');

/** Reports interfaces with such a name, and ends of cables that would be a `lo` with addresses. */
export const reservedInterfaceName: Rule = ({ state }) => {
  const loopbacks = state.links.flatMap((link) =>
    endsOf(state, link).flatMap((own) => (own.role === 'loopback' ? [{ own, at: link.at, expected: [] }] : [])),
  );
  const others = interfacesOf(state).flatMap((own) =>
    own.role !== 'loopback' && isKept(own) ? [{ own, at: own.at, expected: own.standsForNode ? [] : ['eth9'] }] : [],
  );
  return [...loopbacks, ...others].map(({ own: { node, name, standsForNode }, at, expected }) => {
    const help = standsForNode
      ? `give ${node} another name, for example lan1`
      : `give the end another name, for example ${node}:eth9`;
    return report({ at, label: `${node}:${name} is not free`, help, expected });
  });
};
