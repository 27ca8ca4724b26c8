// What a virtual machine is made of: a kernel (an image with its modules, or a Debian package of both), and the programs that start it.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';

export interface Kernel {
  /** The image, or the package, which is unpacked before the start. */
  readonly file: string;
  /** Of an image: its modules (`…/lib/modules/VERSION`), and what `uname -r` will say. */
  readonly own?: { readonly modules: string; readonly version: string };
}

/** Why there is no kernel. `wrong`: the file that was named is none. `missing`: `remedy` brings it. */
export type NoKernel =
  | { readonly is: 'wrong'; readonly reason: string }
  | { readonly is: 'missing'; readonly reason: string; readonly remedy: string };

export const kernelPackage = 'linux-image-amd64';

/** The head of an ar(1) archive, which a package of Debian is: deb(5). */
const packageHead = '!<arch>\n';

/** The version that an image for x86 bears, if it is one (docs.kernel.org/arch/x86/boot.html: `header` at 0x202, `kernel_version` at 0x20e). */
export function versionOfImage(bytes: Buffer): string | undefined {
  if (bytes.length < 0x210 || bytes.toString('latin1', 0x202, 0x206) !== 'HdrS') return undefined;
  const at = bytes.readUInt16LE(0x20e) + 0x200;
  return /^[\w.+~-]+/.exec(bytes.toString('latin1', at, at + 200))?.[0];
}

function read(file: string): Buffer | NoKernel {
  try {
    return readFileSync(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EACCES') return { is: 'wrong', reason: `${file}: cannot be read (${code})` };
    return {
      ...{ is: 'missing', reason: `${file} can be read by root alone` },
      remedy: `sudo chmod a+r ${file}   (or name another with --kernel)`,
    };
  }
}

/** Where the modules of an image may be: beside it, in the tree that it is in, or in that of this machine. */
function modulesOf(image: string, version: string): string | NoKernel {
  const here = dirname(image);
  const places = [here, ...[join(here, '..'), '/'].flatMap((root) => [join(root, 'lib'), join(root, 'usr/lib')])];
  const folders = places.map((place, index) => (index === 0 ? place : join(place, 'modules', version)));
  const found = folders.find((folder) => existsSync(join(folder, 'modules.dep')));
  if (found !== undefined) return found;
  const [unlisted] = folders.filter((folder) => existsSync(join(folder, 'kernel')));
  return unlisted === undefined
    ? {
        ...{ is: 'missing', reason: `the modules of ${image} are missing: no lib/modules/${version}` },
        remedy: 'unpack its whole package, or name the package: --kernel linux-image-….deb',
      }
    : {
        ...{ is: 'missing', reason: `the modules of ${image} are not listed: no modules.dep in ${unlisted}` },
        remedy: `sudo depmod ${version}   (for a tree elsewhere: depmod --basedir TREE ${version})`,
      };
}

function kernelOf(file: string): Kernel | NoKernel {
  const bytes = read(file);
  if ('is' in bytes) return bytes;
  if (bytes.toString('latin1', 0, packageHead.length) === packageHead) return { file };
  const version = versionOfImage(bytes);
  if (version === undefined) {
    return { is: 'wrong', reason: `${file} is neither a kernel for x86-64 (vmlinuz-…) nor a Debian package of one` };
  }
  const modules = modulesOf(file, version);
  return typeof modules === 'string' ? { file, own: { modules, version } } : modules;
}

/** Newer versions first: numbers by their value. */
function byVersion(one: string, other: string): number {
  return other.localeCompare(one, 'en', { numeric: true });
}

/** The kernel that was named, or the newest that this machine has installed. */
export function findKernel(named: string | undefined, folder: string, root = '/'): Kernel | NoKernel {
  if (named !== undefined) return kernelOf(resolve(folder, named));
  const boot = join(root, 'boot');
  const names = existsSync(boot) ? readdirSync(boot).filter((name) => name.startsWith('vmlinuz-')) : [];
  const found = names.toSorted(byVersion).map((name) => kernelOf(join(boot, name)));
  return (
    found.find((kernel) => !('is' in kernel)) ??
    found[0] ?? {
      ...{ is: 'missing', reason: 'there is no kernel in /boot' },
      remedy: `sudo apt-get install ${kernelPackage}   (or name one with --kernel)`,
    }
  );
}

/** The programs that make a virtual machine, and the Debian packages that bring them. */
const packages = {
  'qemu-system-x86_64': 'qemu-system-x86',
  bash: 'bash',
  setpriv: 'util-linux',
  switch_root: 'util-linux',
  mount: 'mount',
  insmod: 'kmod',
  ldd: 'libc-bin',
  xz: 'xz-utils',
};

/** The PATH of all that runs: an ordinary user's often lacks the folders where these programs are. */
export function searchPath(environment: Readonly<Record<string, string | undefined>>): string {
  return [environment['PATH'], '/usr/local/sbin', '/usr/sbin', '/usr/bin', '/sbin', '/bin']
    .filter(Boolean)
    .join(delimiter);
}

/** What is missing of the programs, each with its package. */
export function missingPrograms(kernel: Kernel | undefined, path: string): { name: string; package: string }[] {
  const ofPackage = kernel !== undefined && kernel.own === undefined ? { 'dpkg-deb': 'dpkg', depmod: 'kmod' } : {};
  const isMissing = (name: string) => !path.split(delimiter).some((folder) => existsSync(join(folder, name)));
  const missing = Object.entries({ ...packages, ...ofPackage }).filter(([name]) => isMissing(name));
  return missing.map(([name, from]) => ({ name, package: from }));
}
