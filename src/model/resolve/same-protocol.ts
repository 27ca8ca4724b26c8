// A port that is dialled in one protocol and answered in another: no translation makes the one of the other.
import { type Diagnostic, defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import type { Service, Written } from '../../language/statements.ts';

const protocolsDiffer = defineDiagnostic('protocols-differ', 'protocol that a translation cannot change');

const portsOf = ({ port, lastPort }: Service): string => (lastPort === port ? `${port}` : `${port}..${lastPort}`);

/** True if the service that ports are translated to has the protocol of one of those that they come from, if any; else it is reported. */
export function haveSameProtocol(
  first: readonly Written<Service>[],
  second: Written<Service>,
  diagnostics: Diagnostic[],
): boolean {
  const [wanted] = first;
  const { protocol } = second.value;
  if (wanted === undefined || first.some(({ value }) => value.protocol === protocol)) return true;
  const mended = `${wanted.value.protocol}/${portsOf(second.value)}`;
  const isPing = wanted.value.protocol === 'icmp';
  diagnostics.push(
    protocolsDiffer({
      at: second.at,
      label: `${protocol} here, ${wanted.value.protocol} there`,
      related: [{ at: wanted.at, label: 'the other service' }],
      help: isPing ? 'leave the port out: a ping has none' : `write ${mended}`,
      expected: isPing ? [] : [mended],
    }),
  );
  return false;
}
