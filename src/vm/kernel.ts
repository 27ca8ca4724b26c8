// The kernel of a virtual machine: an image with its modules, or a Debian package of both.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

/** A kernel to start. */
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

/** What brings a kernel to a machine without one. */
export const kernelPackage = 'linux-image-amd64';

/** The head of an ar(1) archive, which a package of Debian is: deb(5). */
const packageHead = '!<arch>\n';

/**
 * The version that an image for x86 bears; undefined if the bytes are no such image.
 * https://docs.kernel.org/arch/x86/boot.html: `header` at 0x202 and `kernel_version` at 0x20e.
 */
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
  return basename(other).localeCompare(basename(one), 'en', { numeric: true });
}

function imagesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => name.startsWith('vmlinuz-'));
  return names.map((name) => join(folder, name));
}

/** The kernel that was named, or the newest that this machine has installed. */
export function findKernel(named: string | undefined, folder: string, root = '/'): Kernel | NoKernel {
  if (named !== undefined) return kernelOf(resolve(folder, named));
  const found = imagesIn(join(root, 'boot')).toSorted(byVersion).map(kernelOf);
  return (
    found.find((kernel) => !('is' in kernel)) ??
    found[0] ?? {
      ...{ is: 'missing', reason: 'there is no kernel in /boot' },
      remedy: `sudo apt-get install ${kernelPackage}   (or name one with --kernel)`,
    }
  );
}
