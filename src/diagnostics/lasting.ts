// Which problems of a lab are told although other errors have left holes in it: those that stay, whatever is mended.
import type { Diagnostic } from './diagnostic.ts';

/** Codes whose problem cannot come from something that is missing, such as a cable whose line has an error. */
export const lastingCodes: ReadonlySet<string> = new Set([
  'address-on-port',
  'address-taken',
  'already-set',
  'already-there',
  'broadcast-address',
  'check-from-itself',
  'duplicate-address',
  'duplicate-interface',
  'duplicate-mac',
  'exec-without-undo',
  'group-twice',
  'hop-twice',
  'host-number-too-big',
  'icmp-has-no-port',
  'interface-name-is-a-word',
  'key-not-here',
  'mtu-out-of-range',
  'mtu-too-small-for-ipv6',
  'multicast-mac',
  'network-address',
  'port-ranges-differ',
  'publish-port-twice',
  'reserved-address',
  'reserved-interface-name',
  'route-via-itself',
  'step-twice',
  'subnet-full',
  'too-many-ports',
  'two-keys-disagree',
  'unknown-key',
  'unknown-kind',
]);

/** The problems that stay, whatever else is mended. */
export function lastingProblems(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return diagnostics.filter(({ code }) => lastingCodes.has(code));
}
