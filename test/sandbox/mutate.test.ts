// netgen verify --mutate: a hole in a lesson is found and told at its line; a lesson without holes passes.
import { readdirSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Plan } from '../../src/4-plan/plan.ts';
import { hashOfVerified } from '../../src/evidence/verified.ts';
import { run } from '../../src/cli.ts';
import { compileTutorial } from '../../src/compile.ts';
import { testIo } from '../commands/test-io.ts';

const limit = { timeout: 600_000 };
const root = resolve(import.meta.dirname, '../..');

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
  - b 10.0.2.2/24 -- r 10.0.2.1/24: { mtu: 1400 }
checks:
${checks}
`;

test('a lesson whose checks notice everything passes, and says what noticed', limit, async () => {
  const checks = [
    '  - a reaches b',
    '  - { in: b, run: ip link show eth0, prints: "...mtu 1400..." }',
    '  - { in: r, run: ip link show eth1, prints: "...mtu 1400..." }',
  ];
  const { code, failed, results } = await mutated(routed(checks.join('\n')));
  expect(failed).toEqual([]);
  expect(code).toBe(0);
  const routes = results.filter(({ text }) => text.includes('route add'));
  expect(routes).toHaveLength(2);
  for (const { detail } of routes) expect(detail).toBe('noticed at step 1: a reaches b');
});

test('a hole is told at its line', limit, async () => {
  const { code, failed } = await mutated(routed('  - a reaches 10.0.1.1'));
  expect(code).toBe(1);
  expect(failed).toContainEqual(expect.stringMatching(/^7: without .*ip -n b route add default via 10\.0\.2\.1/));
  expect(failed).toContainEqual(expect.stringMatching(/^11: without mtu 1400/));
  expect(failed.filter((text) => text.includes('-n a address'))).toEqual([]);
});

test('what the lesson shows notices as well as a check', limit, async () => {
  const shown = ['b$ ip link show eth0', '... mtu 1400 ...', '...', 'r$ ip link show eth1', '... mtu 1400 ...', '...'];
  const fence = `\n\`\`\`console\n${shown.join('\n')}\n\`\`\`\n`;
  const { code, failed, results } = await mutated(routed('  - a reaches b'), fence);
  expect(failed).toEqual([]);
  expect(code).toBe(0);
  const sizes = results.filter(({ text }) => text.startsWith('without mtu'));
  expect(sizes.map(({ detail }) => detail)).toEqual([
    'noticed at step 1: b$ ip link show eth0',
    'noticed at step 1: r$ ip link show eth1',
  ]);
});

test('a lesson without checks has nothing but holes, and a lab that does not hold is told as such', limit, async () => {
  const bare = await mutated('lab: bare\nnodes: [a, b]\nlinks:\n  - a 10.0.0.1/24 -- b 10.0.0.2/24');
  expect(bare.code).toBe(1);
  expect(bare.failed.length).toBe(bare.results.length);
  expect(bare.failed.length).toBeGreaterThan(3);
  const wrong = await mutated(routed('  - a cannot reach b'));
  expect(wrong.code).toBe(1);
  expect(wrong.results).toHaveLength(1);
  expect(wrong.failed).toContain('13: the lab as it is: a cannot reach b');
});

const masqueraded = (checks: string) => `
lab: nat
nodes:
  lan: { kind: bridge, address: 10.9.0.1/24 }
  a: { gateway: lan }
  b:
  host:
    nat:
      - masquerade lan out uplink
links:
  - a 10.9.0.2/24 -- lan
  - b 10.9.0.3/24 -- lan
checks:
${checks}
`;

test('what opens a firewall is missed only behind one', limit, async () => {
  const whole = await mutated(masqueraded('  - a reaches outside\n  - a reaches b'));
  expect(whole.failed).toEqual([]);
  const gates = whole.results.filter(({ text }) => text.includes('accept_forward'));
  expect(gates.map(({ text }) => text)).toEqual([
    'without accept_forward ipv4 lan lan (behind a firewall)',
    'without accept_forward ipv4 lan @uplink (behind a firewall)',
    'without accept_forward ipv4 @uplink lan RELATED,ESTABLISHED,DNAT (behind a firewall)',
  ]);
  const hole = await mutated(masqueraded('  - a reaches outside'));
  expect(hole.failed.filter((text) => text.includes('@uplink'))).toEqual([]);
  expect(hole.failed.length).toBeGreaterThan(0);
});

// test/mutate tries the English ones.
describe('the tutorials of this tree', () => {
  const english = readdirSync(resolve(root, 'tutorials')).filter((file) => !file.includes('.zh-CN.'));

  test('say in both languages the same lab, so that one trial is enough for both', async () => {
    const hashes = async (file: string) => {
      const text = await readFile(resolve(root, 'tutorials', file), 'utf8');
      const { lesson } = compileTutorial(file, new TextEncoder().encode(text.replace(/^(lab: .*)-zh$/gm, '$1')));
      // What they show may differ: another public address, another remark.
      const bare = (plan: Plan) => ({ ...plan, steps: plan.steps.map((step) => ({ ...step, commands: [] })) });
      return lesson?.plans.map((plan) => hashOfVerified(bare(plan)));
    };
    expect(english.length).toBeGreaterThan(0);
    for (const file of english) {
      expect(await hashes(file.replace('.md', '.zh-CN.md')), file).toEqual(await hashes(file));
    }
  });
});
