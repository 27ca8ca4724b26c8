// A kernel setting of the machine that does not go back: with it the kernel takes things away, or changes each interface.

import { defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import { interfaceNamed, stackOf } from '../../../model/lab.ts';
import type { Rule } from '../../../rules/rule.ts';
import { sysctl } from '../key.ts';

const report = defineDiagnostic('setting-without-return', 'kernel setting of the machine that cannot be given back');

/** What the kernel writes to every interface along with `all`: addrconf_disable_change() and those beside it, net/ipv6/addrconf.c. */
const spreading = /^net\.ipv6\.conf\.all\.(addr_gen_mode|disable_ipv6|ignore_routes_with_linkdown)$/;
/** An interface loses its addresses of IPv6 with it, and nobody notes those (addrconf_ifdown() of net/ipv6/addrconf.c). */
const disabling = /^net\.ipv6\.conf\.([^.]+)\.disable_ipv6$/;

/** Reports each such setting of `host` or a bridge, but for those of interfaces that the lab makes there: they go with it. */
export const settingWithoutReturn: Rule = ({ state }) =>
  [...state.nodes.values()].flatMap((node) => {
    if (node.netns !== null || sysctl.of(node).length === 0) return [];
    const own = stackOf(state, node);
    return sysctl.of(node).flatMap(({ key, value, at }) => {
      const dev = value === '0' ? undefined : disabling.exec(key)?.[1]?.replaceAll('/', '.');
      const loses = dev !== undefined && dev !== 'default' && interfaceNamed(own, dev) === undefined;
      if (!loses && !spreading.test(key)) return [];
      const label = loses
        ? 'interfaces of the machine lose their addresses with this'
        : 'the kernel writes this to every interface of the machine';
      return report({ at, label, help: 'set it on a node, which has a network stack of its own' });
    });
  });
