// The name of a lab's Ansible role, which is also the prefix of all its variables.
import { fingerprint } from '../2-model/fingerprint.ts';

/**
 * Ansible wants `[a-z][a-z0-9_]*`. Different labs get different names: a lab's name of small letters, digits and single
 * hyphens only has its hyphens turned; any other is tidied up and told apart by a fingerprint. `ansible…` is kept for
 * Ansible's own variables.
 */
export function roleName(lab: string): string {
  const plain = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(lab);
  if (plain && !/^ansible/.test(lab) && !/-x[0-9a-f]{8}$/.test(lab)) return lab.replaceAll('-', '_');
  const tidy = lab
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
  const start = /^[a-z]/.test(tidy) && !tidy.startsWith('ansible') ? tidy : `lab_${tidy}`;
  return `${start}_x${fingerprint(lab).slice(0, 8)}`.replace(/__+/g, '_');
}
