// Interface names that Linux keeps for itself: `lo` exists, `all` and `default` are folders of /proc/sys/net/ipv4/conf.
import { defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import { interfacesOf } from '../interfaces.ts';
import type { Rule } from '../rule.ts';

const report = defineDiagnostic('reserved-interface-name', 'interface name that Linux keeps for itself');

const kept = new Set(['lo', 'all', 'default']);

export const reservedInterfaceName: Rule = ({ state }) =>
  interfacesOf(state)
    .filter(({ role, name }) => role !== 'loopback' && kept.has(name))
    .map(({ at, name, node }) =>
      report({
        at,
        label: `${name} is not free in any namespace`,
        help: `give the interface another name, for example ${node}:eth0`,
        expected: [`${node}:eth0`],
      }),
    );
