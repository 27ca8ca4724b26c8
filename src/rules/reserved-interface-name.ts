// A cable end with a name that stands for something else: `lo` is in every namespace, `all` and `default` are folders beside
// the interfaces in /proc/sys/net/ipv4/conf, and `uplink` of `host` is a word of the language.

import { defineDiagnostic } from '../diagnostics/diagnostic.ts';
import { endsOf } from '../model/interfaces.ts';
import type { Interface } from '../model/lab.ts';
import type { Rule } from './rule.ts';

const report = defineDiagnostic('reserved-interface-name', 'interface name that stands for something else');

const kept = new Set(['lo', 'all', 'default']);

const isKept = ({ node, name }: Interface): boolean => kept.has(name) || (node === 'host' && name === 'uplink');

/** Reports ends of cables with such a name. */
export const reservedInterfaceName: Rule = ({ state }) =>
  state.links.flatMap((link) =>
    endsOf(state, link)
      .filter(isKept)
      .map(({ at, node, name, role }) =>
        report({
          at: role === 'loopback' ? link.at : at,
          label: `${node}:${name} is not free`,
          help: `give the end another name, for example ${node}:eth9`,
          expected: role === 'loopback' ? [] : ['eth9'],
        }),
      ),
  );
