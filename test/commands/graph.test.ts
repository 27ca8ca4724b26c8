// netgen graph: the diagram of a lab after a step, in each form.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { run } from '../../src/cli/cli.ts';
import { testIo } from './test-io.ts';

const root = resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'netgen-graph-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function graph(argv: readonly string[], terminal = false) {
  const io = { ...testIo(root), terminal };
  return { code: await run(['graph', ...argv], io), ...io.written };
}

function tutorial(name: string, ...blocks: readonly string[]): string {
  const file = join(folder, name);
  writeFileSync(file, `# Lab\n\n${blocks.map((block) => `\`\`\`topology\n${block}\n\`\`\`\n`).join('\n')}`);
  return file;
}

test('prints SVG, and on a terminal plain characters', async () => {
  const svg = await graph(['tutorials/02-bridge.md']);
  expect(svg).toMatchObject({ code: 0, err: '', out: expect.stringMatching(/^<svg [\s\S]*<\/svg>\n$/) });
  const ascii = await graph(['tutorials/02-bridge.md'], true);
  expect(ascii).toMatchObject({ code: 0, err: '' });
  expect(ascii.out).toMatch(/^Lab bridge, step 3 of 3: forwarding\n/);
  expect(await graph(['tutorials/02-bridge.md', '--format', 'ascii'])).toEqual(ascii);
  expect(await graph(['tutorials/02-bridge.md', '--format', 'svg'], true)).toEqual(svg);
});

test('the SVG is the file that build writes', async () => {
  const { out } = await graph(['tutorials/02-bridge.md', '--step', 'gateway']);
  const io = testIo(root);
  await run(['build', 'tutorials/02-bridge.md', '--out', join(folder, 'out')], io);
  const { readFileSync } = await import('node:fs');
  expect(readFileSync(join(folder, 'out/02-bridge/step-2-gateway.svg'), 'utf8')).toBe(out);
});

test('prints Mermaid and Graphviz', async () => {
  expect((await graph(['tutorials/02-bridge.md', '--format', 'mermaid'])).out).toMatch(/^flowchart LR\n/);
  expect((await graph(['tutorials/02-bridge.md', '--format', 'dot'])).out).toMatch(/^graph lab \{\n[\s\S]*\}\n$/);
});

test('--step shows the lab as it stands then', async () => {
  const { out } = await graph(['tutorials/02-bridge.md', '--step', 'switch', '--format', 'ascii']);
  expect(out).toContain('Lab bridge, step 1 of 3: switch');
  expect(out).not.toContain('default via');
});

test('names the steps and labs there are', async () => {
  expect(await graph(['tutorials/02-bridge.md', '--step', 'nope'])).toMatchObject({
    code: 2,
    err: 'netgen: lab bridge has no step nope; it has switch, gateway, forwarding\n',
  });
  const two = tutorial('two.md', 'lab: a\nnodes: [a1]', 'lab: b\nnodes: [b1]');
  expect(await graph([two])).toMatchObject({
    code: 2,
    err: 'netgen: there are several labs: a, b; choose one with --lab\n',
  });
  expect(await graph([two, '--lab', 'c'])).toMatchObject({
    code: 2,
    err: 'netgen: there is no lab c; there is a, b\n',
  });
  expect(await graph([two, '--lab', 'b', '--format', 'ascii'])).toMatchObject({
    code: 0,
    out: expect.stringContaining('b1'),
  });
});

test('a lab too large to read is printed for other programs only', async () => {
  const star = tutorial(
    'star.md',
    'lab: star\nnodes: [hub: { kind: switch, subnet: 10.0.0.0/16 }, h1..200]\nlinks:\n  - h1..200 -- hub',
  );
  const { code, out, err } = await graph([star]);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain('201 nodes and 200 cables are too many for a picture that can be read');
  expect(await graph([star, '--format', 'dot'])).toMatchObject({ code: 0, out: expect.stringContaining('h200') });
});

test('with an error in the tutorial, the diagnostics', async () => {
  const wrong = tutorial('wrong.md', 'lab: a\nnodes: [a, b]\nlinks:\n  - a 10.0.0.1/24 -- b 10.0.0.1/24');
  const { code, out, err } = await graph([wrong]);
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toContain('error[duplicate-address]');
});
