// netgen site: whole or not at all, and nothing of a lesson left that is gone.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { run } from '../../src/cli/cli.ts';
import { testIo } from './test-io.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'netgen-site-'));
  await mkdir(join(folder, 't'));
});

afterEach(() => rm(folder, { recursive: true }));

const lesson = (lab: string, prose = '') =>
  `# Lesson ${lab}\n\n${prose}\n\n\`\`\`topology\nlab: ${lab}\nnodes: [left, right]\nlinks:\n  - left:eth0 192.0.2.1/24 -- right:eth0 192.0.2.2/24\nchecks:\n  - left reaches right\n\`\`\`\n`;

const write = (path: string, text: string) => writeFile(join(folder, path), text);
const read = (path: string) => readFile(join(folder, path), 'utf8');

async function netgen(...argv: string[]) {
  const io = testIo(folder);
  return { code: await run(argv, io), ...io.written };
}

test('writes the site, and a second time nothing', async () => {
  await write('t/a.md', lesson('a'));
  const first = await netgen('site', 't', '--title', 'Our labs');
  expect(first).toMatchObject({ code: 0, err: '' });
  expect(first.out).toMatch(/^site\/index\.html: 1 lessons?; \d+ files written, 0 unchanged\n$/);
  expect(await read('site/index.html')).toContain('<h1>Our labs</h1>');
  expect(await read('site/a/index.html')).toContain('<h1 id="lesson-a">Lesson a</h1>');
  expect((await netgen('site', 't', '--title', 'Our labs')).out).toMatch(/ 0 files written, \d+ unchanged\n$/);
});

test('a lesson that is gone leaves nothing behind; files of others stay', async () => {
  await write('t/a.md', lesson('a'));
  await write('t/b.md', lesson('b'));
  await netgen('site', 't');
  await write('site/CNAME', 'labs.example\n');
  await rm(join(folder, 't/a.md'));
  expect((await netgen('site', 't')).out).toMatch(/, \d+ removed\n$/);
  await expect(read('site/a/index.html')).rejects.toThrow('ENOENT');
  expect(await read('site/index.html')).not.toContain('Lesson a');
  expect(await read('site/CNAME')).toBe('labs.example\n');
});

test('an error anywhere leaves the site as it was', async () => {
  await write('t/a.md', lesson('a'));
  await netgen('site', 't');
  const before = await read('site/index.html');
  await write('t/b.md', lesson('b').replace('192.0.2.2', '192.0.2.1'));
  const { code, out, err } = await netgen('site', 't');
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toContain('error[duplicate-address]');
  expect(err).toContain('Nothing was written; site is as it was.');
  expect(await read('site/index.html')).toBe(before);
});

test('a link that leads nowhere is told with its tutorial', async () => {
  await write('t/a.md', lesson('a', 'See [this](gone.md).'));
  const { code, err } = await netgen('site', 't');
  expect(code).toBe(0);
  expect(err).toBe('t/a.md: nothing in the site is at gone.md; shown as text\n');
});

test('a file of somebody else is never replaced', async () => {
  await write('t/a.md', lesson('a'));
  await mkdir(join(folder, 'site'));
  await write('site/index.html', 'my own page');
  const { code, err } = await netgen('site', 't');
  expect(code).toBe(1);
  expect(err).toContain('site/index.html: netgen did not write this file');
  expect(await read('site/index.html')).toBe('my own page');
});
