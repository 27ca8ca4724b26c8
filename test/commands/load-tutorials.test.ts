// What is read of the files that are named as tutorials: at most what a tutorial may have, and of regular files alone.
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { check } from '../../src/cli/commands/check.ts';
import { readTutorials } from '../../src/cli/tutorials/load.ts';
import { maxBytes } from '../../src/source/limits.ts';
import { testIo } from './test-io.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'netgen-load-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('a file of any size is reported as too large', async () => {
  await writeFile(join(folder, 'huge.md'), '# Huge\n');
  await truncate(join(folder, 'huge.md'), 700 * 1024 * 1024);
  const io = testIo(folder);
  expect(await check(['huge.md'], { format: 'human', out: 'generated' }, io)).toBe(1);
  expect(io.written.err).toContain('error[file-too-large]');
});

test('what a tutorial may have is read to its last byte, and of more one byte', async () => {
  const text = 'ä'.repeat(maxBytes / 2);
  await writeFile(join(folder, 'a.md'), text);
  await writeFile(join(folder, 'b.md'), `${text}bcd`);
  await writeFile(join(folder, 'c.md'), '');
  const [whole, more, none] = readTutorials(['a.md', 'b.md', 'c.md'], testIo(folder)).map(({ bytes }) => bytes);
  expect(whole && Buffer.from(text).equals(whole)).toBe(true);
  expect(more && Buffer.from(`${text}b`).equals(more)).toBe(true);
  expect(none).toHaveLength(0);
});

test('what is no file is a wrong usage, and is not waited for', async () => {
  execFileSync('bash', ['-c', 'mkfifo "$1"', 'pipe', join(folder, 'pipe.md')]);
  await symlink('/dev/zero', join(folder, 'device.md'));
  const server = createServer().listen(join(folder, 'socket.md'));
  await new Promise((resolve) => server.on('listening', resolve));
  for (const [name, what] of [
    ['pipe.md', 'a pipe'],
    ['device.md', 'a device'],
    ['socket.md', 'a socket'],
  ] as const) {
    expect(() => readTutorials([name], testIo(folder))).toThrow(`${name}: a tutorial is a file; this is ${what}`);
  }
  await new Promise((resolve) => server.close(resolve));
});
