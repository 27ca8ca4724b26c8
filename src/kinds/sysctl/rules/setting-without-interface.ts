// A kernel setting of an interface that the node does not have: there is no such file below /proc/sys.

import { defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import { nearest } from '../../../diagnostics/did-you-mean.ts';
import type { Interface, Node } from '../../../model/lab.ts';
import { inSettingKey, interfaceInKey } from '../../../model/setting-key.ts';
import type { Rule } from '../../../rules/rule.ts';
import { sysctl } from '../key.ts';

const report = defineDiagnostic('setting-without-interface', 'kernel setting of an interface that is not there');

/** Every namespace has these: the loopback interface, and the folders that stand beside those of interfaces (ip-sysctl.rst). */
const everywhere = ['lo', 'all', 'default'];

/** What the kernel makes in each namespace where the module of a tunnel is loaded (fb_tunnels_only_for_init_net of net.rst). */
const fallbackTunnels = ['tunl0', 'gre0', 'gretap0', 'erspan0', 'ip_vti0', 'sit0', 'ip6tnl0', 'ip6gre0', 'ip6_vti0'];

/** True if the node may have interfaces that only it knows of: those of the machine, or what its own commands make. */
const makesItsOwn = ({ netns, unknown }: Node): boolean => netns === null || unknown.changesNetwork;

function helpFor(node: Node, name: string, own: readonly Interface[]): string {
  const names = own.map((each) => inSettingKey(each.name));
  const near = nearest(name, names);
  if (near !== undefined) return `did you mean ${near}?`;
  if (names.length === 0) return `${node.name} has no interface but lo; "all" and "default" stand for those to come`;
  return `the interfaces of ${node.name} are lo, ${names.join(', ')}`;
}

/** Reports each such setting of a node that nobody but netgen makes interfaces in. */
export const settingWithoutInterface: Rule = ({ state }) =>
  [...state.nodes.values()].flatMap((node) => {
    if (sysctl.of(node).length === 0 || makesItsOwn(node)) return [];
    const own = node.interfaces.filter(({ name }) => name !== 'lo');
    const known = new Set([...everywhere, ...fallbackTunnels, ...own.map(({ name }) => inSettingKey(name))]);
    return sysctl.of(node).flatMap(({ key, at }) => {
      const name = interfaceInKey(key);
      if (name === undefined || known.has(name)) return [];
      return report({ at, label: `${node.name} has no interface ${name}`, help: helpFor(node, name, own) });
    });
  });
