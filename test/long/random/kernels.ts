// The kernels that labs of chance are tried on: this machine's, and in a virtual machine that which KERNEL names.
import { afterAll, beforeAll, describe, test } from 'vitest';
import { type Machine, thisMachine } from '../../../src/sandbox/machine.ts';
import { findKernel } from '../../../src/vm/kernel.ts';
import { VirtualMachine } from '../../../src/vm/virtual-machine.ts';

const { KERNEL: image } = process.env;

/** A test on this kernel, and the same in a virtual machine; that is left out where KERNEL names none. */
export function testOnEachKernel(title: string, run: (machine: Machine) => Promise<void>): void {
  test(`${title}, on this kernel`, { timeout: 0 }, () => run(thisMachine));

  describe.skipIf(image === undefined)('in a virtual machine', () => {
    let vm: VirtualMachine;
    beforeAll(async () => {
      const kernel = findKernel(image, '.');
      if ('is' in kernel) throw new Error(kernel.reason);
      const stage = (text: string) => void process.stderr.write(`${text}\n`);
      vm = await VirtualMachine.start(kernel, { environment: process.env, stage });
    }, 900_000);
    afterAll(() => vm?.close());
    test(`${title}, on its kernel`, { timeout: 0 }, () => run(vm));
  });
}
