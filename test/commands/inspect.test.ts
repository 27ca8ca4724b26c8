// netgen inspect: the lab with every name resolved, after a step, as a table and as JSON.
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { run } from '../../src/cli/cli.ts';
import { testIo } from './test-io.ts';

const root = resolve(import.meta.dirname, '../..');

async function inspect(...argv: string[]) {
  const io = testIo(root);
  return { code: await run(['inspect', ...argv], io), ...io.written };
}

test('JSON has nodes, interfaces, addresses, segments and routes', async () => {
  const { code, out, err } = await inspect('tutorials/02-bridge.md', '--format', 'json');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const [lab] = JSON.parse(out).labs;
  expect(lab).toMatchObject({ name: 'bridge', step: { number: 3, name: 'forwarding' } });
  const bridge = lab.nodes.find(({ name }: { name: string }) => name === 'test-bridge');
  expect(bridge.interfaces[0]).toMatchObject({
    name: 'test-bridge',
    role: 'bridge',
    addresses: [{ address: '172.19.0.1/24', from: 'author' }],
    state: 'up',
  });
  const namespace = lab.nodes.find(({ name }: { name: string }) => name === 'namespace1');
  expect(namespace).toMatchObject({ netns: 'namespace1', routes: ['default via 172.19.0.1 dev veth1'] });
  expect(lab.segments[0].subnets).toEqual(['172.19.0.0/24']);
});

test('--step shows the lab as it stands then', async () => {
  const { out } = await inspect('tutorials/02-bridge.md', '--step', 'switch');
  expect(out).toContain('Lab bridge of tutorials/02-bridge.md, after step 1 of 3: switch\n');
  expect(out).not.toContain('172.19.0.1');
  expect(out).not.toContain('default via');
  const last = await inspect('tutorials/02-bridge.md');
  expect(last.out).toMatch(/^ {2}namespace3 +default via 172\.19\.0\.1 dev veth5$/m);
});

test('names the labs and steps there are, where it is asked for another', async () => {
  expect(await inspect('tutorials/02-bridge.md', '--lab', 'brigde')).toMatchObject({
    code: 2,
    err: 'netgen: there is no lab brigde; there is bridge\n',
  });
  expect(await inspect('tutorials/02-bridge.md', '--step', '9')).toMatchObject({
    code: 2,
    err: 'netgen: lab bridge has no step 9; it has switch, gateway, forwarding\n',
  });
});
