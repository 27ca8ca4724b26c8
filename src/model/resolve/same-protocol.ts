// A port that is dialled in one protocol and answered in another: no translation makes the one of the other.
import { type Diagnostic, defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import type { Service, Written } from '../../language/statements.ts';

const protocolsDiffer = defineDiagnostic('protocols-differ', 'protocol that a translation cannot change');

const portsOf = ({ port, lastPort }: Service): string => (lastPort === port ? `${port}` : `${port}..${lastPort}`);

/**
 * True if the second of two services, which ports are translated to or from, has the protocol of one of the first; else it is
 * reported. Where there are none, what it has will do.
 */
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
