// A sandbox in which what is generated from canaries is run, and in which a canary that flew is found.
import { dirname } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { makeWorld } from '../../src/model/world.ts';
import { openSandbox, type Sandbox, writeInside } from '../../src/sandbox/sandbox.ts';
import { type Accepted, acceptedCanaries, mark } from './accepted.ts';
import { type Field, fields } from './canaries.ts';

/** Where the files of a canary lie in the sandbox. */
export const folder = '/tmp/lab';

/** The kernel refuses a setting that is no number, as it should: those are looked at in structure.test.ts. */
const unset: readonly Field[] = ['sysctl key', 'sysctl value'];

/** The canaries that would leave a file, or that a command could take for something else than a text. */
export async function canariesToRun() {
  const accepted = await acceptedCanaries(fields.filter((field) => !unset.includes(field)));
  return accepted.filter(
    ({ name, text, fields: taking }) =>
      taking.length > 0 && (text.includes(mark) || ['nft', 'option', 'format', 'backslash', 'controls'].includes(name)),
  );
}

/** Opens a sandbox before the tests of a file and closes it after them. */
export function useCanarySandbox() {
  let sandbox: Sandbox | undefined;
  const opened = (): Sandbox => {
    if (sandbox === undefined) throw new Error('the sandbox is not open');
    return sandbox;
  };

  beforeAll(async () => {
    const world = makeWorld(['eth0'], []);
    if (world === undefined) throw new Error('no addresses');
    const answer = await openSandbox(world);
    if (!('run' in answer)) throw new Error(`no sandbox on this machine: ${JSON.stringify(answer)}`);
    sandbox = answer;
  });
  afterAll(async () => {
    await sandbox?.close();
  });

  const run = (command: string[], environment?: Record<string, string>) =>
    opened().run(command, environment === undefined ? {} : { environment });

  return {
    run,
    /** Writes one file below the folder. */
    writeFile: (name: string, text: string) => writeInside(opened(), `${folder}/${name}`, text),
    /** Writes the files of a canary in place of those of the one before. */
    async write(files: Accepted['files']): Promise<void> {
      await run(['rm', '-rf', folder]);
      for (const { path, text } of files) {
        await run(['mkdir', '-p', dirname(`${folder}/${path}`)]);
        await writeInside(opened(), `${folder}/${path}`, text);
      }
    },
    /** A canary that flew is found by its name wherever it was let out. */
    async expectNoCanary(): Promise<void> {
      // Below /run/sandbox are the files of the machine, of which there may be very many.
      const butThose = ['-path', '/run/sandbox', '-prune', '-o'];
      const { stdout } = await run(['find', '/tmp', '/run', '/etc/netns', ...butThose, '-name', 'CANARY*', '-print']);
      expect(stdout).toBe('');
    },
  };
}
