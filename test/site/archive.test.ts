// The archives of roles: what tar and gunzip make of them, and the same bytes on every machine.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tarGz } from '../../src/site/archive.ts';

const entry = (path: string, text: string, executable = false) => ({ path, text, executable });

test('tar lists and prints what was put in, with its mode', () => {
  const long = `${'folder-with-a-long-name/'.repeat(5)}file.yml`;
  const archive = tarGz([entry('role/run.sh', '#!/bin/sh\n', true), entry(long, 'é 中文\n'), entry('role/empty', '')]);
  const tar = (...options: string[]) => execFileSync('tar', ['-zf', '-', ...options], { input: archive }).toString();
  expect(tar('-t').split('\n')).toEqual(['role/run.sh', long, 'role/empty', '']);
  expect(tar('-tv')).toMatch(/^-rwxr-xr-x .* 10 1970-01-01 .* role\/run\.sh\n-rw-r--r-- /);
  expect(tar('-xO', long)).toBe('é 中文\n');
});

test('gunzip gives back any content, of whatever length', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 2_000 }), fc.integer({ min: 1, max: 200 }), (text, times) => {
      const whole = gunzipSync(tarGz([entry('a', text.repeat(times))]));
      expect(whole.length % 512).toBe(0);
      const bytes = Buffer.from(text.repeat(times));
      expect(whole.subarray(512, 512 + bytes.length).equals(bytes)).toBe(true);
    }),
    { numRuns: 30 },
  );
});

test('the bytes are these, wherever they are made', () => {
  const archive = tarGz([entry('role/tasks/main.yml', '---\n'), entry('role/README.md', '# Role\n')]);
  expect(createHash('sha256').update(archive).digest('hex')).toMatchInlineSnapshot(
    `"ba76a0bef678b504274c760e2e3da525a8764cc788c75fefd8fb6d1a0c6a9037"`,
  );
});

test('a name that does not fit is refused, never cut', () => {
  expect(() => tarGz([entry('x'.repeat(101), '')])).toThrow(RangeError);
});
