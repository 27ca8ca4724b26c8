// A kernel setting that the kernel sets by itself whenever the link changes, so that no script can keep it.

import { defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import type { Rule } from '../../../rules/rule.ts';
import { sysctl } from '../key.ts';

const report = defineDiagnostic('setting-follows-link', 'kernel setting that does not stay');

/** It becomes the MTU of the link when that changes, and when the link comes up (addrconf_notify() of net/ipv6/addrconf.c). */
const following = /^net\.ipv6\.conf\.[^.]+\.mtu$/;

/** Reports each such setting. */
export const settingFollowsLink: Rule = ({ state }) =>
  [...state.nodes.values()].flatMap((node) =>
    sysctl
      .of(node)
      .filter(({ key }) => following.test(key))
      .flatMap(({ value, at }) =>
        report({
          at,
          label: 'the kernel sets this to the MTU of the link when that changes or comes up',
          help: `set it for the link, which both families follow: { mtu: ${value} }`,
        }),
      ),
  );
