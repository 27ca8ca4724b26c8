// The options --vm and --kernel: the machine whose kernel the labs run on, and how its start is shown.
import type { Machine } from '../../../sandbox/machine.ts';
import { thisMachine } from '../../../sandbox/machine.ts';
import { findKernel, type Kernel, kernelPackage, missingPrograms, searchPath } from '../../../vm/kernel.ts';
import { MachineLost, VirtualMachine } from '../../../vm/virtual-machine.ts';
import { EnvironmentError, type Io, UsageError } from '../../io.ts';
import { Progress } from '../../progress.ts';

export interface MachineOptions {
  /** In a virtual machine, and not on the kernel that runs here. */
  readonly vm?: boolean;
  /** The kernel of the virtual machine; default: the newest of this machine. */
  readonly kernel?: string;
}

/** What this machine is, for tests to be another one. */
export interface Host {
  readonly platform: string;
  readonly arch: string;
}

function refuse(reason: string, remedy: string): never {
  throw new EnvironmentError(`cannot make a virtual machine: ${reason}\n  ${remedy}`);
}

/** The kernel to start; throws what is missing, with the line that brings all of it. */
function kernelFor(named: string | undefined, io: Io, { platform, arch }: Host): Kernel {
  if (platform !== 'linux') refuse(`it looks into the files of a Linux machine, and this is ${platform}`, 'use Linux');
  if (arch !== 'x64') refuse(`it is one for x86-64, and this is ${arch}`, 'leave --vm out to verify on this kernel');
  const found = findKernel(named, io.folder);
  if ('is' in found && found.is === 'wrong') throw new UsageError(`--kernel: ${found.reason}`);
  const kernel = 'is' in found ? undefined : found;
  const missing = missingPrograms(kernel, searchPath(io.environment));
  if (missing.length > 0) {
    const names = missing.map(({ name }) => name).join(', ');
    const lacksKernel = kernel === undefined && named === undefined ? [kernelPackage] : [];
    const packages = [...new Set(missing.map((each) => each.package)), ...lacksKernel];
    const more = lacksKernel.length > 0 ? ', and there is no kernel in /boot' : '';
    refuse(
      `${names} ${missing.length > 1 ? 'are' : 'is'} missing${more}`,
      `sudo apt-get install ${packages.join(' ')}`,
    );
  }
  return 'is' in found ? refuse(found.reason, found.remedy) : found;
}

async function start(kernel: Kernel, io: Io): Promise<VirtualMachine> {
  const began = performance.now();
  const progress = new Progress(io, 1, { quiet: true });
  const shown = progress.begin('virtual machine:');
  try {
    const machine = await VirtualMachine.start(kernel, { environment: io.environment, stage: shown.stage });
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    const how = machine.slowness === 1 ? 'by KVM' : 'emulated, for there is no KVM that works';
    progress.aside(() =>
      io.err(`The virtual machine runs Linux ${machine.release} (${how}); it took ${seconds} s to start.\n`),
    );
    return machine;
  } finally {
    progress.close();
  }
}

/** Gives `work` the machine that the options ask for, and ends it whatever happens. */
export async function onMachine<T>(
  { vm, kernel }: MachineOptions,
  io: Io,
  work: (machine: Machine) => Promise<T>,
  host: Host = process,
): Promise<T> {
  if (vm !== true) return work(thisMachine);
  const chosen = kernelFor(kernel, io, host);
  if (io.columns === undefined) io.err('Starting a virtual machine.\n');
  try {
    const machine = await start(chosen, io);
    try {
      return await work(machine);
    } finally {
      await machine.close();
    }
  } catch (error) {
    if (error instanceof MachineLost) throw new EnvironmentError(error.message);
    throw error;
  }
}
