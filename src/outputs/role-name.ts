// The name of a lab's Ansible role, which is also the prefix of all its variables.
import { fingerprint } from '../model/fingerprint.ts';

/** Longest name: it is part of every variable's name, and lines of the role have to stay below 160 columns. */
const longest = 24;

/**
 * Ansible wants `[a-z][a-z0-9_]*`. Different labs get different names: a lab's name of small letters, digits and single
 * hyphens only, and not long, has its hyphens turned; any other is tidied up and told apart by a fingerprint. `ansible…` is kept for
 * Ansible's own variables.
 */
export function roleName(lab: string): string {
  const plain = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(lab);
  if (plain && lab.length <= longest && !/^ansible/.test(lab) && !/-x[0-9a-f]{8}$/.test(lab))
    return lab.replaceAll('-', '_');
  const tidy = lab
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
  const start = /^[a-z]/.test(tidy) && !tidy.startsWith('ansible') ? tidy : `lab_${tidy}`;
  const room = longest - '_x01234567'.length;
  return `${start.slice(0, room).replace(/_+$/, '')}_x${fingerprint(lab).slice(0, 8)}`;
}
