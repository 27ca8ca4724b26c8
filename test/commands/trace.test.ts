// netgen trace: the way of a packet and its answer, as text and as JSON.
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { run } from '../../src/cli/cli.ts';
import { testIo } from './test-io.ts';

const root = resolve(import.meta.dirname, '../..');

async function trace(...argv: string[]) {
  const io = testIo(root);
  return { code: await run(['trace', ...argv], io), ...io.written };
}

test('text has both ways, hop by hop, and what comes of them', async () => {
  const { code, out } = await trace('src/kinds/nat/nat.md', 'pc', 'far', 'tcp/80', '--lab', 'router-nat');
  expect(code).toBe(0);
  expect(out).toBe(`pc → far (198.18.0.1), tcp/80, in lab router-nat after step closed

Request:
  1.  pc (out eth0)  10.26.0.2:40000 → 198.18.0.1:80
      chooses its address 10.26.0.2
      route default via 10.26.0.1 dev eth0
      ARP asks for 10.26.0.1: gw:eth0 answers
      frame: pc:eth0 → lan:pc → lan:br0 → lan:gw → gw:eth0
  2.  gw (in eth0, out wan)  10.26.0.2:40000 → 198.18.0.1:80
      route 198.18.0.0/24 dev wan
      postrouting: masquerade 10.26.0.0/16 as 198.18.0.9 makes it 198.18.0.9:40000 → 198.18.0.1:80
      ARP asks for 198.18.0.1: far:eth0 answers
  3.  far (in eth0)  198.18.0.9:40000 → 198.18.0.1:80
      route local 198.18.0.1 dev eth0 (rule from all lookup local)

Answer:
  4.  far (out eth0)  198.18.0.1:80 → 198.18.0.9:40000
      route 198.18.0.0/24 dev eth0
      ARP asks for 198.18.0.9: gw:wan answers
  5.  gw (in wan, out eth0)  198.18.0.1:80 → 198.18.0.9:40000
      prerouting: the connection, as its first packet makes it 198.18.0.1:80 → 10.26.0.2:40000
      route 10.26.0.0/24 dev eth0
      ARP asks for 10.26.0.2: pc:eth0 answers
      frame: gw:eth0 → lan:gw → lan:br0 → lan:pc → pc:eth0
  6.  pc (in eth0)  198.18.0.1:80 → 10.26.0.2:40000
      route local 10.26.0.2 dev eth0 (rule from all lookup local)

It arrives, and so does the answer.
`);
});

test('JSON says where the packet dies, and what the asker hears of it', async () => {
  const { code, out } = await trace('tutorials/09-firewall.md', 'shop', 'clerk', 'tcp/22', '--format', 'json');
  expect(code).toBe(1);
  expect(JSON.parse(out)).toMatchObject({
    ...{ lab: 'zones', step: 'told', from: 'shop', to: 'clerk', dialled: '10.0.1.2', service: 'tcp/22' },
    verdict: 'dies',
    death: { of: 'request', node: 'fw', reason: 'rejected', told: { says: 'port unreachable', isHeard: true } },
  });
});

test('a route that is no way on is told, too, where the packet dies of it', async () => {
  const file = join(await mkdtemp(join(tmpdir(), 'netgen-trace-')), 'refused.md');
  const lab = `
lab: refused
nodes:
  a: { gateway: r }
  r: { kind: router, routes: [prohibit 10.9.0.0/16] }
links:
  - a -- r: 10.0.1.0/24`;
  await writeFile(file, `\`\`\`topology${lab}\n\`\`\`\n`);
  const { out } = await trace(file, 'a', '10.9.0.1');
  expect(out).toContain(`
  2.  r (in eth0)  10.0.1.1 → 10.9.0.1
      route prohibit 10.9.0.0/16

It is lost`);
});

test('of a way that goes in a circle, one round is told, and where it ends', async () => {
  const file = join(await mkdtemp(join(tmpdir(), 'netgen-trace-')), 'loop.md');
  const lab = `
lab: loop
nodes:
  a: { gateway: r1 }
  r1: { kind: router, gateway: r2 }
  r2: { kind: router, gateway: r1 }
links:
  - a -- r1: 10.0.1.0/24
  - r1 -- r2: 10.0.2.0/30`;
  await writeFile(file, `\`\`\`topology${lab}\n\`\`\`\n`);
  const { out } = await trace(file, 'a', '192.0.2.1');
  const hops = out.split('\n').filter((line) => /^ {2}(\d+\.|…)/.test(line));
  expect(hops.map((line) => line.slice(0, 8))).toEqual([
    ...['  1.  a ', '  2.  r1', '  3.  r2', '  4.  r1', '  5.  r2', '  …  and', '  65. r2'],
  ]);
});

test('who is not in the lab is named', async () => {
  const { code, err } = await trace('tutorials/02-bridge.md', 'namespace1', 'nobody');
  expect(code).toBe(2);
  expect(err).toContain('the lab has no node nobody; it has');
});

test('outside is a stand-in beyond the uplink: packets get there, and come from there', async () => {
  const lost = await trace('tutorials/02-bridge.md', 'namespace1', 'outside', '--step', 'switch');
  expect(lost.code).toBe(1);
  expect(lost.out).toContain('It is lost: the request dies: namespace1 has no route to 203.0.113.9');
  const published = await trace('tutorials/05-publish.md', 'outside', 'host', 'tcp/8080');
  expect(published.code).toBe(0);
  expect(published.out).toContain(
    'prerouting: publish tcp/8080 to namespace1 tcp/80 makes it 192.0.2.1:40000 → 172.19.0.2:80',
  );
  const inside = await trace('tutorials/05-publish.md', 'outside', 'namespace1', 'tcp/80');
  expect(inside.code).toBe(1);
  expect(inside.out).toContain('the request dies: outside has no route to 172.19.0.2');
});

test('of several uplinks nobody can tell which one it is', async () => {
  const { code, err } = await trace('tutorials/04-two-uplinks.md', 'outside', 'host', '--step', 'both-names');
  expect(code).toBe(2);
  expect(err).toContain('begin at host, or at a node');
});

test('SVG is the picture of the step with the way on it', async () => {
  const { code, out } = await trace('tutorials/09-firewall.md', 'stranger', 'clerk', 'tcp/22', '--format', 'svg');
  expect(code).toBe(1);
  expect(out).toMatch(/^<svg [\s\S]*class="netgen-drawn walk shown"[\s\S]*class="death"[\s\S]*<\/svg>\n$/);
});
