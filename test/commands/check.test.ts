// netgen check: what is foretold of each check, and the edits of --fix.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { run } from '../../src/cli/cli.ts';
import { testIo } from './test-io.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'netgen-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const lesson = (block: string) => `# A lesson\n\n\`\`\`topology\n${block}\`\`\`\n`;

async function check(text: string, ...options: string[]) {
  writeFileSync(join(folder, 'lesson.md'), text);
  const io = testIo(folder);
  const code = await run(['check', 'lesson.md', ...options], io);
  return { code, ...io.written, text: readFileSync(join(folder, 'lesson.md'), 'utf8') };
}

const twoSides = lesson(`lab: example
nodes:
  r1: router
  h1:
  h2: { gateway: r1 }
links:
  - r1 -- h1: 10.0.1.0/24
  - r1 -- h2: 10.0.2.0/24
checks:
  - h1 reaches r1
  - h1 reaches h2
  - h1 cannot reach h2 because h1 has no route
  - r1:eth0 is up
  - h1 has no route default
  - { in: h1, run: ip route }
`);

test('each check is decided: it holds, will not hold, or cannot be known', async () => {
  const { code, out } = await check(twoSides, '--each');
  expect(code).toBe(0);
  expect(out).toBe(`lesson.md:13: holds: step 1: h1 reaches r1
lesson.md:14: will not hold: step 1: h1 reaches h2: h1 has no route to 10.0.2.2
lesson.md:15: holds: step 1: h1 cannot reach h2 because h1 has no route
lesson.md:16: holds: step 1: r1:eth0 is up
lesson.md:17: holds: step 1: h1 has no route default
lesson.md:18: cannot be known: step 1: h1 runs ip route: what programs print and answer is not foretold
6 checks: 4 hold, 1 will not hold, 1 cannot be known
`);
});

test('JSON has of each its verdict, the place of death and its place in the file', async () => {
  const { checks } = JSON.parse((await check(twoSides, '--format', 'json')).out);
  expect(checks).toHaveLength(6);
  expect(checks[1]).toMatchObject({
    ...{ lab: 'example', step: '1', check: 'h1 reaches h2', verdict: 'fails', packets: 'dies' },
    why: 'h1 has no route to 10.0.2.2',
    death: { of: 'request', node: 'h1', reason: 'no route', text: 'h1 has no route to 10.0.2.2' },
    ...{ file: 'lesson.md', start: { line: 14, column: 5 } },
  });
  expect(checks[2]).toMatchObject({ verdict: 'holds', packets: 'dies', death: { node: 'h1' } });
});

test('what goes outside is known, as the stand-in of verify answers', async () => {
  const block = `lab: example
nodes:
  r1: router
  h1:
links:
  - r1 -- h1: 10.0.1.0/24
checks:
  - h1 cannot reach outside because h1 has no route
  - host reaches outside
`;
  const { out } = await check(lesson(block), '--each');
  expect(out).toContain('holds: step 1: h1 cannot reach outside');
  expect(out).toContain('holds: step 1: host reaches outside');
});

/** What --fix makes of a block. */
async function fixed(block: string): Promise<string> {
  const { text } = await check(lesson(block), '--fix');
  return text.slice(lesson('').length - 4).replace(/```\n$/, '');
}

test.each([
  ['nothing said', 'h1:', 'h1: { gateway: r1 }'],
  ['a kind', 'h1: netns', 'h1: { kind: netns, gateway: r1 }'],
  [
    'a flow mapping',
    'h1: { sysctl: { net.ipv4.ip_default_ttl: 60 } }',
    'h1: { sysctl: { net.ipv4.ip_default_ttl: 60 }, gateway: r1 }',
  ],
  ['a block mapping', 'h1:\n    address: 10.9.9.9/32', 'h1:\n    gateway: r1\n    address: 10.9.9.9/32'],
])('--fix gives a host its gateway, where there is %s', async (_, before, after) => {
  const block = (h1: string) => `lab: example
nodes:
  r1: router
  ${h1}
  h2: { gateway: r1 }
links:
  - r1 -- h1: 10.0.1.0/24
  - r1 -- h2: 10.0.2.0/24
checks:
  - h1 reaches h2
`;
  expect(await fixed(block(before))).toBe(block(after));
});

test('--fix adds routes, puts links up and makes routers', async () => {
  const before = `lab: example
nodes:
  r1: { kind: router, routes: [10.0.2.0/24 via r2] }
  r2:
    kind: netns
  h1: { gateway: r1 }
  h2: { gateway: r2 }
links:
  - r1 -- h1: 10.0.1.0/24
  - r1 -- r2: { subnet: 10.0.12.0/30, state: down }
  - r2 -- h2: 10.0.2.0/24
checks:
  - h1 reaches r1
  - h1 reaches h2
`;
  const after = await fixed(before);
  expect(after).toContain('state: up');
  expect(after).toMatch(/r2:\n {4}(?:routes: .*\n {4})?kind: router/);
  expect(after).toContain('10.0.1.0/24 via r1');
  const { out } = await check(lesson(after), '--each');
  expect(out).toContain('2 checks: 2 hold');
});

test('--fix writes the lines that a firewall needs for a check and its answer, and leaves a line that drops', async () => {
  const block = (r1: string) => `lab: example
nodes:
  r1: ${r1}
  h1..2: { gateway: r1 }
links:
  - r1 -- h1: 10.0.1.0/24
  - r1 -- h2: 10.0.2.0/24
checks:
  - h1 reaches h2 tcp/80
  - h1 reaches r1
  - h2 reaches h1
`;
  const before = '{ kind: router, firewall: { forward: drop, input: drop, rules: [drop from h2 icmp] } }';
  const rules = '[drop from h2 icmp, accept tcp/80, accept established, accept to r1 icmp]';
  const after = await fixed(block(before));
  expect(after).toBe(block(before.replace('[drop from h2 icmp]', rules)));
  const { out } = await check(lesson(after), '--each');
  expect(out).toContain('3 checks: 2 hold, 1 will not hold');
});

test('--fix shows the diff, keeps line ends, and leaves what it cannot mend', async () => {
  const block = `lab: example
nodes: [h1, h2]
links:
  - h1 -- h2: 10.0.1.0/24
checks:
  - h1 reaches 10.0.3.1
  - h1 raches h2
`;
  const { out, err, text } = await check(lesson(block).replaceAll('\n', '\r\n'), '--fix');
  expect(text).toBe(lesson(block.replace('raches', 'reaches')).replaceAll('\n', '\r\n'));
  expect(out).toContain('+  - h1 reaches h2');
  expect(out).toContain('1 problem mended in 1 file');
  expect(err).toContain('check-will-not-hold');
  expect(err).toContain('What is reported was left as it is');
});
