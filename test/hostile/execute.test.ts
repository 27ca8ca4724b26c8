// Runs scripts that are generated from canaries, on a real kernel in a sandbox: no canary is taken for code.
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fileNamed, mark } from './accepted.ts';
import { canariesToRun, folder, useCanarySandbox } from './canary-sandbox.ts';

/** The most telling ones; all of them in the long run (test/long/canaries). */
const quick = ['substitution', 'singleQuotes', 'newline', 'hereDocument', 'bats', 'nft'];
const all = (await canariesToRun()).filter(({ name }) => process.env['ALL_CANARIES'] || quick.includes(name));
const bats = resolve(import.meta.dirname, '../../node_modules/bats/bin/bats');
const { run, write, expectNoCanary } = useCanarySandbox();

test('a canary that flies is seen', async () => {
  await run(['touch', mark]);
  try {
    await expect(expectNoCanary()).rejects.toThrow();
  } finally {
    await run(['rm', mark]);
  }
});

describe.each(all)('$name', ({ text, fields: taking, files }) => {
  test('sets up, passes its checks and goes, and is never taken for code', async () => {
    await write(files);
    const script = (name: string) => `${folder}/${fileNamed(files, name).path}`;
    const first = await run(['bash', script('setup.sh')]);
    expect(first).toMatchObject({ code: 0 });
    if (taking.includes('file text')) {
      const { stdout } = await run(['cat', '/etc/netns/a/resolv.conf']);
      expect(stdout.trimEnd()).toBe(text.trimEnd());
    }
    const again = await run(['bash', script('setup.sh')]);
    expect(again.stdout + again.stderr).toContain('changed=0');
    const checks = await run([bats, '--formatter', 'tap', script('verify.bats')]);
    expect(checks.stdout).toContain('ok 1');
    const gone = await run(['bash', script('teardown.sh')]);
    expect(gone).toMatchObject({ code: 0 });
    await expectNoCanary();
  });
});
