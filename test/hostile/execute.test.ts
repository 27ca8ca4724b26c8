// Runs what is generated from canaries, on a real kernel in a sandbox: no canary is taken for code.
import { dirname, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSandbox, type Sandbox, writeInside } from '../../src/sandbox/sandbox.ts';
import { makeWorld } from '../../src/sandbox/world.ts';
import { type Accepted, acceptedCanaries, fileNamed, mark } from './accepted.ts';
import { type Field, fields } from './canaries.ts';

/** The kernel refuses a setting that is no number, as it should: those are looked at in structure.test.ts. */
const unset: readonly Field[] = ['sysctl key', 'sysctl value'];
/** Those that would leave a file, or that a command could take for something else than a text. */
const all = (await acceptedCanaries(fields.filter((field) => !unset.includes(field)))).filter(
  ({ name, text, fields: taking }) =>
    taking.length > 0 && (text.includes(mark) || ['nft', 'option', 'format', 'backslash', 'controls'].includes(name)),
);

const bats = resolve(import.meta.dirname, '../../node_modules/bats/bin/bats');
const folder = '/tmp/lab';
let sandbox: Sandbox;

beforeAll(async () => {
  const opened = await openSandbox(makeWorld(['eth0'], []));
  if (!('run' in opened)) throw new Error(`no sandbox on this machine: ${JSON.stringify(opened)}`);
  sandbox = opened;
});

afterAll(async () => {
  await sandbox?.close();
});

const run = (...command: string[]) => sandbox.run(command);

async function write(files: Accepted['files']): Promise<void> {
  await run('rm', '-rf', folder);
  for (const { path, text } of files) {
    await run('mkdir', '-p', dirname(`${folder}/${path}`));
    await writeInside(sandbox, `${folder}/${path}`, text);
  }
}

/** A canary that flew is found wherever it was let out: by its name, or as a process that still runs. */
async function expectNoCanary(): Promise<void> {
  const { stdout } = await run('find', '/tmp', '/run', '/etc/netns', '-name', 'CANARY*');
  expect(stdout).toBe('');
}

test('a canary that flies is seen', async () => {
  await run('bash', '-c', `touch ${mark}`);
  await expect(expectNoCanary()).rejects.toThrow();
  await run('rm', mark);
});

describe.each(all)('$name', ({ text, fields: taking, files }) => {
  test('sets up, passes its checks and goes, and is never taken for code', async () => {
    await write(files);
    const script = (name: string) => `${folder}/${fileNamed(files, name).path}`;
    const first = await run('bash', script('setup.sh'));
    expect(first).toMatchObject({ code: 0 });
    if (taking.includes('file text')) {
      const { stdout } = await run('cat', '/etc/netns/a/resolv.conf');
      expect(stdout.trimEnd()).toBe(text.trimEnd());
    }
    const again = await run('bash', script('setup.sh'));
    expect(again.stdout + again.stderr).toContain('changed=0');
    const checks = await run(bats, '--formatter', 'tap', script('verify.bats'));
    expect(checks.stdout).toContain('ok 1');
    const gone = await run('bash', script('teardown.sh'));
    expect(gone).toMatchObject({ code: 0 });
    await expectNoCanary();
  }, 120_000);
});

describe('the Ansible role', () => {
  const some = all.filter(({ name }) => ['jinja', 'jinjaStatement', 'substitution'].includes(name));

  test.each(some)(
    '$name',
    async ({ files }) => {
      await write(files);
      const role = files
        .find(({ path }) => /roles\/[^/]+\/tasks\/main\.yml$/.test(path))
        ?.path.split('/')
        .at(-3);
      const collections = files
        .find(({ path }) => path.includes('ansible_collections/'))
        ?.path.split('ansible_collections/')[0];
      const play = (state: string) =>
        JSON.stringify([
          {
            hosts: 'localhost',
            connection: 'local',
            gather_facts: false,
            tasks: [
              { 'ansible.builtin.include_role': { name: `netgen.labs.${role}` }, vars: { [`${role}_state`]: state } },
            ],
          },
        ]);
      for (const state of ['present', 'absent']) {
        await writeInside(sandbox, `${folder}/play.yml`, play(state));
        const { code, stdout, stderr } = await sandbox.run(
          ['ansible-playbook', '-i', 'localhost,', `${folder}/play.yml`],
          {
            environment: {
              ANSIBLE_COLLECTIONS_PATH: `${folder}/${collections}`,
              ANSIBLE_NOCOLOR: '1',
              ANSIBLE_HOME: '/tmp/ansible',
              ANSIBLE_REMOTE_TEMP: '/tmp/ansible/tmp',
            },
          },
        );
        expect({ code, said: code === 0 ? '' : stdout + stderr }).toEqual({ code: 0, said: '' });
      }
      await expectNoCanary();
    },
    240_000,
  );
});
