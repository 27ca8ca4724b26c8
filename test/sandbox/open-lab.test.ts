// A lab that cannot be put into its sandbox leaves no sandbox behind.
import { expect, test } from 'vitest';
import { compileTutorial } from '../../src/compile.ts';
import type { Machine } from '../../src/sandbox/machine.ts';
import { thisMachine } from '../../src/sandbox/machine.ts';
import { openLab } from '../../src/sandbox/open-lab.ts';

test('a sandbox that takes no files is closed', async () => {
  const { lesson } = compileTutorial('t.md', new TextEncoder().encode('```topology\nlab: x\nnodes: [a]\n```\n'));
  const plan = lesson?.plans[0];
  if (plan === undefined) throw new Error('refused');
  let standing = 0;
  const machine: Machine = {
    ...thisMachine,
    run: (command, options) =>
      command.includes('write')
        ? Promise.resolve({ code: 1, stdout: '', stderr: 'no room' })
        : thisMachine.run(command, options),
    async hold(command) {
      const held = await thisMachine.hold(command);
      if (!('end' in held)) return held;
      standing += 1;
      return {
        pid: held.pid,
        end: async () => {
          await held.end();
          standing -= 1;
        },
      };
    },
  };
  await expect(openLab(plan, [], machine)).rejects.toThrow('no room');
  expect(standing).toBe(0);
});
