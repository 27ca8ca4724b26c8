// What the keys of a node say of addresses, interfaces, forwarding, all of them together.
import { nodeKeys } from '../../kinds/kinds.ts';
import type { Says } from '../../kinds/node-key.ts';
import type { NodeSettings } from '../../language/statements.ts';

/** What these keys say, in the order of the list of keys. */
export function saysOf(settings: NodeSettings): Says {
  const all = nodeKeys.flatMap((key) => {
    const said = key.says === undefined ? undefined : key.said(settings);
    return said === undefined ? [] : [key.says?.(said) ?? {}];
  });
  const of = <K extends keyof Says>(name: K): Says[K][number][] =>
    all.flatMap((says): readonly Says[K][number][] => says[name] ?? []);
  return {
    addresses: of('addresses'),
    subnets: of('subnets'),
    overlaps: of('overlaps'),
    devices: of('devices'),
    bridgeOptions: of('bridgeOptions'),
    forwards: of('forwards'),
  };
}
