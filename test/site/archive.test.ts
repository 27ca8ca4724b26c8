// The archives of roles: what tar makes of them, and the same bytes on every machine.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { tar as archiveOf } from '../../src/site/archive.ts';

const entry = (path: string, text: string, executable = false) => ({ path, text, executable });

test('tar lists and prints what was put in, with its mode', () => {
  const long = `${'folder-with-a-long-name/'.repeat(5)}file.yml`;
  const archive = archiveOf([
    entry('role/run.sh', '#!/bin/sh\n', true),
    entry(long, 'é 中文\n'),
    entry('role/empty', ''),
  ]);
  const tar = (...options: string[]) => execFileSync('tar', ['-f', '-', ...options], { input: archive }).toString();
  expect(tar('-t').split('\n')).toEqual(['role/run.sh', long, 'role/empty', '']);
  expect(tar('-tv')).toMatch(/^-rwxr-xr-x .* 10 1970-01-01 .* role\/run\.sh\n-rw-r--r-- /);
  expect(tar('-xO', long)).toBe('é 中文\n');
});

test('the bytes are these, wherever they are made', () => {
  const archive = archiveOf([entry('role/tasks/main.yml', '---\n'), entry('role/README.md', '# Role\n')]);
  expect(createHash('sha256').update(archive).digest('hex')).toMatchInlineSnapshot(
    `"902a064ff85212fc09ccebb26ed8cbb42553d44adfc73332df6ba893bf59f331"`,
  );
});

test('a name that does not fit is refused, never cut', () => {
  expect(() => archiveOf([entry('x'.repeat(101), '')])).toThrow(RangeError);
});
