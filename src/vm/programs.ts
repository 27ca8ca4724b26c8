// The programs that make a virtual machine, and the Debian packages that bring them.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Kernel } from './kernel.ts';

const packages: Readonly<Record<string, string>> = {
  'qemu-system-x86_64': 'qemu-system-x86',
  bash: 'bash',
  setpriv: 'util-linux',
  switch_root: 'util-linux',
  mount: 'mount',
  insmod: 'kmod',
  modprobe: 'kmod',
  ldd: 'libc-bin',
  xz: 'xz-utils',
};

const forPackage: Readonly<Record<string, string>> = { 'dpkg-deb': 'dpkg', depmod: 'kmod' };

/** The PATH of all that runs: an ordinary user's often lacks the folders where these programs are. */
export function searchPath(environment: Readonly<Record<string, string | undefined>>): string {
  return [environment['PATH'], '/usr/local/sbin', '/usr/sbin', '/usr/bin', '/sbin', '/bin']
    .filter(Boolean)
    .join(delimiter);
}

function isIn(path: string, name: string): boolean {
  return path.split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** What is missing of the programs, each with its package. */
export function missingPrograms(kernel: Kernel | undefined, path: string): { name: string; package: string }[] {
  const needed = { ...packages, ...(kernel !== undefined && kernel.own === undefined ? forPackage : {}) };
  return Object.entries(needed).flatMap(([name, from]) => (isIn(path, name) ? [] : [{ name, package: from }]));
}
