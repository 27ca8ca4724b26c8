// Plays roles that are generated from canaries, on a real kernel in a sandbox: no canary is taken for code.
import { expect, test } from 'vitest';
import { canariesToRun, folder, useCanarySandbox } from './canary-sandbox.ts';

const all = await canariesToRun();
/** Those of the language of roles; the others in the long run (test/long/canaries). */
const some = all.filter(({ name }) => process.env['ALL_CANARIES'] || name === 'jinja');
const { run, write, writeFile, expectNoCanary } = useCanarySandbox();

test.each(some)('$name: the role makes the lab and takes it away', async ({ files }) => {
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
    await writeFile('play.yml', play(state));
    const { code, stdout, stderr } = await run(['ansible-playbook', '-i', 'localhost,', `${folder}/play.yml`], {
      ANSIBLE_COLLECTIONS_PATH: `${folder}/${collections}`,
      ANSIBLE_NOCOLOR: '1',
      ANSIBLE_HOME: '/tmp/ansible',
      ANSIBLE_REMOTE_TEMP: '/tmp/ansible/tmp',
    });
    expect({ code, said: code === 0 ? '' : stdout + stderr }).toEqual({ code: 0, said: '' });
  }
  await expectNoCanary();
});
