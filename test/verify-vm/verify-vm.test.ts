// The parts of netgen verify --vm that need no machine: which kernel, what is missing, what comes over the port, a machine that hangs.
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { onMachine } from '../../src/cli/commands/verify/virtual-machine.ts';
import { EnvironmentError, UsageError } from '../../src/cli/io.ts';
import { otherKernel } from '../../src/sandbox/sandbox.ts';
import { findKernel, missingPrograms, versionOfImage } from '../../src/vm/kernel.ts';
import { MachineLost, PortReader, VirtualMachine } from '../../src/vm/virtual-machine.ts';
import { testIo } from '../commands/test-io.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'netgen-vm-test-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** As much of an image for x86 as says its version. */
function imageOf(version: string): Buffer {
  const bytes = Buffer.alloc(0x400);
  bytes.write('HdrS', 0x202, 'latin1');
  bytes.writeUInt16LE(0x100, 0x20e);
  bytes.write(`${version} (somebody@somewhere) #1 SMP\0`, 0x300, 'latin1');
  return bytes;
}

const modules = ['virtio_pci', 'virtio_console', '9pnet_virtio', '9p', 'overlay'];
const builtin = modules.map((name) => `kernel/drivers/${name}.ko\n`).join('');

/** A tree with these kernels in boot/; those of `listed` have modules that depmod has listed. */
async function tree(name: string, versions: readonly string[], listed: readonly string[]): Promise<string> {
  const root = join(folder, name);
  await mkdir(join(root, 'boot'), { recursive: true });
  for (const version of versions) await writeFile(join(root, 'boot', `vmlinuz-${version}`), imageOf(version));
  for (const version of listed) {
    await mkdir(join(root, 'usr/lib/modules', version), { recursive: true });
    await writeFile(join(root, 'usr/lib/modules', version, 'modules.dep'), '');
    await writeFile(join(root, 'usr/lib/modules', version, 'modules.builtin'), builtin);
  }
  return root;
}

describe('the kernel', () => {
  test('an image says its version', () => {
    expect(versionOfImage(imageOf('6.12.41+deb13-amd64'))).toBe('6.12.41+deb13-amd64');
    expect(versionOfImage(Buffer.alloc(0x400))).toBeUndefined();
    expect(versionOfImage(Buffer.from('short'))).toBeUndefined();
  });

  test('the newest that has its modules is taken, by the value of its numbers', async () => {
    const root = await tree('several', ['6.9.1', '6.12.3', '6.100.0'], ['6.9.1', '6.12.3']);
    expect(findKernel(undefined, folder, root)).toEqual({
      file: join(root, 'boot/vmlinuz-6.12.3'),
      own: { modules: join(root, 'usr/lib/modules/6.12.3'), version: '6.12.3' },
    });
  });

  test('modules that are missing, or that nobody has listed, are said', async () => {
    const root = await tree('bare', ['6.1.0-none'], []);
    const image = join(root, 'boot/vmlinuz-6.1.0-none');
    expect(findKernel(image, folder)).toMatchObject({
      is: 'missing',
      reason: expect.stringContaining('no lib/modules/6.1.0-none'),
    });
    await mkdir(join(root, 'lib/modules/6.1.0-none/kernel'), { recursive: true });
    expect(findKernel(image, folder)).toMatchObject({
      is: 'missing',
      remedy: expect.stringContaining('depmod 6.1.0-none'),
    });
  });

  test('a package is known by its head; anything else is refused', async () => {
    await writeFile(join(folder, 'kernel.deb'), '!<arch>\ndebian-binary');
    expect(findKernel('kernel.deb', folder)).toEqual({ file: join(folder, 'kernel.deb') });
    await writeFile(join(folder, 'note.txt'), 'no kernel');
    expect(findKernel('note.txt', folder)).toMatchObject({ is: 'wrong' });
    expect(findKernel('nowhere', folder)).toMatchObject({ is: 'wrong', reason: expect.stringContaining('ENOENT') });
    expect(findKernel(undefined, folder, folder)).toMatchObject({
      is: 'missing',
      reason: 'there is no kernel in /boot',
    });
  });
});

test('what is missing is named with its package, for a package of a kernel also what unpacks it', () => {
  const names = (kernel: Parameters<typeof missingPrograms>[0]) =>
    missingPrograms(kernel, folder).map(({ name }) => name);
  expect(missingPrograms(undefined, folder)).toContainEqual({ name: 'qemu-system-x86_64', package: 'qemu-system-x86' });
  expect(names({ file: 'kernel.deb' })).toContain('dpkg-deb');
  expect(names({ file: 'vmlinuz', own: { modules: '', version: '' } })).not.toContain('dpkg-deb');
});

describe('other machines', () => {
  const never = () => Promise.reject(new Error('there is no machine'));

  test.each([
    [{ platform: 'darwin', arch: 'x64' }, 'this is darwin'],
    [{ platform: 'linux', arch: 'arm64' }, 'it is one for x86-64, and this is arm64'],
  ])('%o', async (host, reason) => {
    const started = onMachine({ vm: true }, testIo(folder), never, host);
    await expect(started).rejects.toThrow(EnvironmentError);
    await expect(started).rejects.toThrow(reason);
  });

  test('a file that is no kernel is a wrong argument', async () => {
    const host = { platform: 'linux', arch: 'x64' };
    await expect(onMachine({ vm: true, kernel: 'nowhere' }, testIo(folder), never, host)).rejects.toThrow(UsageError);
  });
});

describe('the port', () => {
  const bytes = Buffer.from('stage a b\ndone 7 1 4 6\nü\n\nerror\nalive\ndone 8 0 0 0\n');
  const messages = [
    { what: 'stage', words: ['a', 'b'], out: '', err: '' },
    { what: 'done', words: ['7', '1', '4', '6'], out: 'ü\n\n', err: 'error\n' },
    { what: 'alive', words: [], out: '', err: '' },
    { what: 'done', words: ['8', '0', '0', '0'], out: '', err: '' },
  ];

  test('messages are read however they are cut', () => {
    for (const size of [1, 2, 3, 7, bytes.length]) {
      const reader = new PortReader();
      const read = [];
      for (let start = 0; start < bytes.length; start += size)
        read.push(...reader.read(bytes.subarray(start, start + size)));
      expect(read).toEqual(messages);
    }
  });
});

describe('a machine', () => {
  /** A folder for PATH with a qemu that does what the text says. */
  async function withQemu(script: string): Promise<string> {
    const path = await mkdtemp(join(folder, 'path-'));
    await writeFile(join(path, 'qemu-system-x86_64'), `#!/bin/bash\n[[ $* != *netgen.probe* ]] || exit\n${script}\n`);
    await chmod(join(path, 'qemu-system-x86_64'), 0o755);
    return path;
  }

  // Nobody waits for a machine that says nothing.
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => void vi.useRealTimers());

  async function started(script: string) {
    const root = await tree('own', ['6.12.3'], ['6.12.3']);
    const kernel = findKernel(join(root, 'boot/vmlinuz-6.12.3'), folder);
    if ('is' in kernel) throw new Error(kernel.reason);
    const stages: string[] = [];
    const environment = { ...process.env, PATH: `${await withQemu(script)}:${process.env['PATH']}` };
    const machine = VirtualMachine.start(kernel, { environment, stage: (text) => stages.push(text) });
    return { machine, stages };
  }

  test('that never says that it is ready is given up', async () => {
    const { machine, stages } = await started('exec sleep 1000');
    const given = expect(machine).rejects.toThrow('has said nothing for 150 s while starting Linux 6.12.3');
    await expect.poll(() => stages).toEqual(['making an initramfs', 'starting Linux 6.12.3']);
    vi.advanceTimersByTime(150_000);
    await given;
  });

  test('that hangs later ends all that waits for it', async () => {
    const { machine } = await started('echo "ready 6.12.3"; exec sleep 1000');
    const stands = await machine;
    expect(stands.release).toBe('6.12.3');
    const runs = [stands.run(['true']), stands.run(['true'])].map((run) => expect(run).rejects.toThrow(MachineLost));
    vi.advanceTimersByTime(150_000);
    await Promise.all(runs);
    await stands.close();
    await expect(stands.run(['true'])).rejects.toThrow(MachineLost);
  });

  test('is told words, environment and input, and tells what came of it', async () => {
    // Reads a request as the agent does, and answers with the input.
    const { machine } = await started(`echo "ready 6.12.3"; read -r _ id words input
      head -c "$words" | tr "\\0" "\\n" >"$0.words"; head -c "$input" >"$0.input"
      echo "done $id 3 $(stat --format=%s "$0.input") 0"; cat "$0.input"; exec sleep 1000`);
    const stands = await machine;
    const { code, stdout } = await stands.run(['cat', 'a b'], { environment: { STEP: '1' }, input: 'möre\n' });
    expect({ code, stdout }).toEqual({ code: 3, stdout: 'möre\n' });
    await stands.close();
  });
});

test('a kernel that lacks something is not the only one', () => {
  const lacking = 'netgen: this kernel has no links of type vlan: modprobe vlan';
  expect(otherKernel(lacking, { place: 'sandbox' })).toBe('\nnetgen verify --vm tries it in a virtual machine');
  expect(otherKernel(lacking, { place: 'vm' })).toBe('');
  expect(otherKernel('netgen: this machine lacks nft', { place: 'sandbox' })).toBe('');
});
