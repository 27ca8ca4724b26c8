// A cable end named like an interface that is there without it: `lo` of every namespace, the bridge of a switch; or `all`
// or `default`, which are folders beside the interfaces in /proc/sys/net/ipv4/conf.
import type { InterfaceRef, State } from '../../2-model/lab.ts';
import { defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import type { Rule } from '../rule.ts';

const report = defineDiagnostic('reserved-interface-name', 'interface name that is not free for a cable');

const kept = new Set(['lo', 'all', 'default']);

function isTaken(state: State, end: InterfaceRef): boolean {
  const own = state.nodes.get(end.node)?.interfaces.find(({ name }) => name === end.interface);
  return kept.has(end.interface) || own?.role === 'bridge' || own?.role === 'loopback';
}

export const reservedInterfaceName: Rule = ({ state }) =>
  state.links.flatMap(({ at, ends }) =>
    ends
      .filter((end) => isTaken(state, end))
      .map((end) => {
        const own = state.nodes.get(end.node)?.interfaces.find(({ name }) => name === end.interface);
        return report({
          at: own?.role === 'end' || own?.role === 'port' ? own.at : at,
          label: `${end.node}:${end.interface} is not free`,
          help: `give the end another name, for example ${end.node}:eth9`,
          expected: [`${end.node}:eth9`],
        });
      }),
  );
