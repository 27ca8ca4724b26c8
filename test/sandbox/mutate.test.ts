// netgen verify --mutate: a hole in a lesson is found and told at its line; a lesson without holes passes.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run } from '../../src/cli/cli.ts';
import { testIo } from '../commands/test-io.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'netgen-mutate-'));
});
afterAll(() => rm(folder, { recursive: true }));

interface Found {
  readonly line: number;
  readonly text: string;
  readonly result: 'ok' | 'failed' | 'skipped';
  readonly detail: string;
}

async function mutated(block: string, shown = '') {
  await writeFile(join(folder, 'lab.md'), `# Lab\n\n\`\`\`topology\n${block.trim()}\n\`\`\`\n${shown}`);
  const io = testIo(folder);
  const code = await run(['verify', 'lab.md', '--mutate', '--format', 'json'], io);
  const { results } = JSON.parse(io.written.out) as { results: Found[] };
  const failed = results.filter(({ result }) => result === 'failed');
  return { code, results, failed: failed.map(({ line, text }) => `${line}: ${text}`) };
}

const routed = (checks: string) => `
lab: routed
nodes:
  a: { gateway: r }
  b: { gateway: r }
  r: { kind: router }
links:
  - a 10.0.1.2/24 -- r 10.0.1.1/24
  - b 10.0.2.2/24 -- r 10.0.2.1/24
checks:
${checks}
`;

test('a lesson whose checks notice everything passes, and says what noticed', async () => {
  const { code, failed, results } = await mutated(routed('  - a reaches b'));
  expect(failed).toEqual([]);
  expect(code).toBe(0);
  const details = (part: string) => results.filter(({ text }) => text.includes(part)).map(({ detail }) => detail);
  expect(details('route add')).toEqual(Array.from({ length: 2 }, () => 'noticed at step 1: a reaches b'));
  expect(details('netns add')).toEqual(Array.from({ length: 3 }, () => 'noticed at step 1: set up'));
});

test('a hole is told at its line; what the lesson shows notices as well', async () => {
  const checks = '  - a reaches 10.0.1.1';
  const { code, failed } = await mutated(routed(checks));
  expect(code).toBe(1);
  expect(failed).toContain('7: without ip -n b route add default via 10.0.2.1 dev eth0');
  expect(failed.filter((text) => text.includes('-n a address'))).toEqual([]);
  const shown = await mutated(
    routed(checks),
    '\n```console\nb$ ip route show default\ndefault via 10.0.2.1 ...\n```\n',
  );
  expect(shown.failed.filter((text) => text.includes('-n b route'))).toEqual([]);
});

test('a lab that does not hold is told as such', async () => {
  const { code, failed, results } = await mutated(routed('  - a cannot reach b'));
  expect(code).toBe(1);
  expect(results).toHaveLength(1);
  expect(failed).toContain('13: the lab as it is: a cannot reach b');
});

test('rules for a firewall that is not there are not judged', async () => {
  const lan = '  lan: { kind: bridge, address: 10.9.0.1/24 }\n  a: { gateway: lan }';
  const nat = '  host: { nat: [masquerade lan out uplink] }';
  const block = `lab: nat\nnodes:\n${lan}\n${nat}\nlinks: [a 10.9.0.2/24 -- lan]\nchecks: [a reaches outside]`;
  const { code, results } = await mutated(block);
  expect(code).toBe(0);
  expect(results.filter(({ text }) => text.includes('iptables'))).toEqual([]);
  expect(results.filter(({ text }) => text.includes('way_out'))).toHaveLength(1);
});
