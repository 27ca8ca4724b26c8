// Writing outputs: whole or not at all, only netgen's own files, and a check that agrees with it.
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { manifestPath } from '../../src/files/manifest.ts';
import { writeOutputs } from '../../src/files/write-outputs.ts';
import type { OutputFile } from '../../src/outputs/output.ts';

let base: string;
let out: string;

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'netgen-'));
  out = join(base, 'generated');
  mkdirSync(join(base, 'tutorials'));
});

afterEach(() => rmSync(base, { recursive: true, force: true }));

const output = (path: string, text = `${path}\n`, executable = false): OutputFile => ({ path, text, executable });

/** The outputs of a tutorial that exists. */
function lesson(name: string, ...files: OutputFile[]): OutputFile[] {
  const source = `tutorials/${name}.md`;
  writeFileSync(join(base, source), '');
  return files.map((file) => ({ ...file, source }));
}

const run = (files: readonly OutputFile[], mode: 'write' | 'check' = 'write', options = {}) =>
  writeOutputs(files, out, mode, { base, ...options });
const at = (path: string) => join(out, path);
const read = (path: string) => readFileSync(at(path), 'utf8');
const changes = (result: ReturnType<typeof run>) => result.changes.map(({ path, is }) => `${is} ${path}`);

/** Every file below the output folder, with its bytes and its mode. */
function snapshot(): Record<string, string> {
  const files = readdirSync(out, { recursive: true, withFileTypes: true }).filter((entry) => !entry.isDirectory());
  return Object.fromEntries(
    files.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [relative(out, path), `${lstatSync(path).mode.toString(8)} ${readFileSync(path, 'utf8')}`];
    }),
  );
}

describe('writing', () => {
  test('makes folders and files, with modes that no umask changes', () => {
    const before = process.umask(0o077);
    try {
      run([output('a/setup.sh', '#!/bin/bash\n', true), output('a/b/c.md')]);
    } finally {
      process.umask(before);
    }
    expect(read('a/b/c.md')).toBe('a/b/c.md\n');
    expect((statSync(at('a/setup.sh')).mode & 0o777).toString(8)).toBe('755');
    expect((statSync(at('a/b/c.md')).mode & 0o777).toString(8)).toBe('644');
    expect((statSync(at('a/b')).mode & 0o777).toString(8)).toBe('755');
  });

  test('does not touch what is equal', () => {
    const files = [output('a/x'), output('a/y')];
    run(files);
    const old = new Date('2001-01-01');
    for (const path of ['a/x', 'a/y', manifestPath]) utimesSync(at(path), old, old);
    expect(run(files).changes).toEqual([]);
    expect(statSync(at('a/x')).mtime).toEqual(old);
    expect(changes(run([output('a/x'), output('a/y', 'other\n')]))).toEqual(['stale .netgen-files', 'stale a/y']);
    expect(statSync(at('a/x')).mtime).toEqual(old);
    expect(read('a/y')).toBe('other\n');
  });

  test('leaves no file of its own behind', () => {
    run([output('a/x')]);
    run([output('a/x', 'new\n')]);
    expect(readdirSync(out).sort()).toEqual([manifestPath, 'a']);
  });

  test('mends the mode alone', () => {
    run([output('a/setup.sh', 'x\n', true)]);
    chmodSync(at('a/setup.sh'), 0o644);
    expect(changes(run([output('a/setup.sh', 'x\n', true)], 'check'))).toEqual(['mode a/setup.sh']);
    expect(changes(run([output('a/setup.sh', 'x\n', true)]))).toEqual(['mode a/setup.sh']);
    expect(statSync(at('a/setup.sh')).mode & 0o777).toBe(0o755);
  });

  test('does not mind the modes of a checkout with another umask', () => {
    run([output('a/setup.sh', 'x\n', true), output('a/x')]);
    chmodSync(at('a/setup.sh'), 0o775);
    chmodSync(at('a/x'), 0o664);
    expect(run([output('a/setup.sh', 'x\n', true), output('a/x')], 'check').changes).toEqual([]);
  });
});

describe('whole or not at all', () => {
  test.each([1, 2, 3, 4])('a failure at file %i leaves everything as it was', (position) => {
    const names = ['a/1', 'b/2', 'c/3', 'd/4'];
    run(names.map((name) => output(name, 'old\n')));
    const before = snapshot();
    const times = names.map((name) => statSync(at(name)).mtimeMs);
    // A name too long for the file system fails at the rename, after files before it are in place.
    const failing = `${'abcd'.charAt(position - 1)}/${'n'.repeat(300)}`;
    const files = names.map((name) => output(name, 'new\n'));
    files.splice(position, 0, output(failing));
    expect(() => run(files)).toThrow('ENAMETOOLONG');
    expect(snapshot()).toEqual(before);
    expect(names.map((name) => statSync(at(name)).mtimeMs)).toEqual(times);
  });

  test('a failure at the first build leaves no folder', () => {
    expect(() => run([output('a/1'), output(`b/${'n'.repeat(300)}`)])).toThrow('ENAMETOOLONG');
    expect(existsSync(out)).toBe(false);
  });

  test('nothing is written if one file is blocked', () => {
    mkdirSync(at('b'), { recursive: true });
    writeFileSync(at('b/mine'), 'mine\n');
    const result = run([output('a/x'), output('b/mine')]);
    expect(result.blocked).toEqual([
      { path: 'b/mine', reason: 'netgen did not write this file; move it or delete it' },
    ]);
    expect(result.changes).toEqual([]);
    expect(snapshot()).toEqual({ 'b/mine': expect.stringContaining('mine\n') });
  });

  test('a file that is there already with the same bytes is taken over', () => {
    mkdirSync(at('a'), { recursive: true });
    writeFileSync(at('a/x'), 'a/x\n');
    expect(run([output('a/x')]).blocked).toEqual([]);
    expect(changes(run([output('a/x', 'new\n')]))).toContain('stale a/x');
  });
});

describe('orphans', () => {
  test('a file that a tutorial no longer makes goes, and its empty folder with it', () => {
    run(lesson('one', output('one/x'), output('one/sub/y')));
    const next = lesson('one', output('one/x'));
    expect(changes(run(next, 'check'))).toEqual(['stale .netgen-files', 'orphan one/sub/y']);
    run(next);
    expect(existsSync(at('one/sub'))).toBe(false);
    expect(existsSync(at('one/x'))).toBe(true);
    expect(run(next, 'check').changes).toEqual([]);
  });

  test('building one tutorial leaves the outputs of the others', () => {
    const one = lesson('one', output('one/x'));
    const two = lesson('two', output('two/x'));
    run([...one, ...two]);
    expect(run(two, 'check').changes).toEqual([]);
    expect(run(one).changes).toEqual([]);
    expect(run([...one, ...two], 'check').changes).toEqual([]);
  });

  test('files that belong to all are made by a build of all', () => {
    const one = lesson('one', output('one/x'));
    const two = lesson('two', output('two/x'));
    const shared = (text: string) => [output('shared/list', text), output(`shared/${text.length}`)];
    run([...one, ...two, ...shared('one two\n')]);
    const before = snapshot();
    expect(run([...one, ...shared('one\n').slice(0, 1)], 'check').changes).toEqual([]);
    run([...one, ...shared('one\n').slice(0, 1)]);
    expect(snapshot()).toEqual(before);
    unlinkSync(at('shared/list'));
    expect(changes(run([...one, ...shared('one\n').slice(0, 1)]))).toEqual([
      'stale .netgen-files',
      'missing shared/list',
    ]);
    run([...one, ...two, ...shared('one, two\n')]);
    expect(readdirSync(at('shared')).sort()).toEqual(['9', 'list']);
    expect(read('shared/list')).toBe('one, two\n');
  });

  test('the outputs of a tutorial that is gone go', () => {
    const one = lesson('one', output('one/x'));
    run([...one, ...lesson('two', output('two/x'))]);
    unlinkSync(join(base, 'tutorials/two.md'));
    expect(changes(run(one, 'check'))).toContain('orphan two/x');
    run(one);
    expect(readdirSync(out).sort()).toEqual([manifestPath, 'one']);
  });

  test('the outputs of a tutorial that was read and makes none go', () => {
    const one = lesson('one', output('one/x'));
    run([...one, ...lesson('two', output('two/x'))]);
    expect(run(one, 'check').changes).toEqual([]);
    run(one, 'write', { empty: ['tutorials/two.md'] });
    expect(readdirSync(out).sort()).toEqual([manifestPath, 'one']);
  });

  test('a part of the labs makes no orphans', () => {
    const all = lesson('one', output('one/lab1/x'), output('one/lab2/x'));
    run(all);
    expect(run(all.slice(0, 1), 'check', { partial: true }).changes).toEqual([]);
    expect(run(all.slice(0, 1), 'write', { partial: true }).changes).toEqual([]);
    expect(run(all, 'check').changes).toEqual([]);
  });

  test('an orphan that somebody has changed stays and is named', () => {
    run(lesson('one', output('one/x'), output('one/y')));
    writeFileSync(at('one/y'), 'my notes\n');
    const result = run(lesson('one', output('one/x')), 'check');
    expect(changes(result)).toEqual(['stale .netgen-files']);
    expect(result.foreign).toEqual(['one/y']);
    run(lesson('one', output('one/x')));
    expect(read('one/y')).toBe('my notes\n');
  });

  test("somebody's own files are left alone and named", () => {
    const files = lesson('one', output('one/x'));
    run(files);
    writeFileSync(at('one/evidence.json'), '{}\n');
    writeFileSync(at('README.md'), 'mine\n');
    expect(run(files, 'check')).toMatchObject({ changes: [], blocked: [], foreign: ['one/evidence.json'] });
    run(lesson('one', output('one/z')));
    expect(read('one/evidence.json')).toBe('{}\n');
    expect(read('README.md')).toBe('mine\n');
    expect(existsSync(at('one/x'))).toBe(false);
  });

  test('a list that names files outside of the folder, or behind a link, removes none', () => {
    const outside = join(base, 'precious');
    mkdirSync(outside);
    writeFileSync(join(outside, 'file'), 'one/x\n');
    const files = lesson('one', output('one/x'));
    run(files);
    symlinkSync(outside, at('link'));
    const entry =
      read(manifestPath)
        .split('\n')
        .find((line) => line.endsWith('  one/x')) ?? '';
    const hostile = ['../precious/file', 'link/file', `${outside}/file`].map((path) => entry.replace('one/x', path));
    writeFileSync(at(manifestPath), `${hostile.join('\n')}\n${read(manifestPath)}${hostile.join('\n')}\n`);
    const result = run(files, 'check');
    expect(changes(result)).toEqual(['stale .netgen-files']);
    expect(result.foreign).toEqual([]);
    run(files);
    expect(readFileSync(join(outside, 'file'), 'utf8')).toBe('one/x\n');
  });
});

describe('paths', () => {
  test.each(['../x', '/etc/passwd', 'a/../../x', 'a//b', './a', 'a/.', 'C:/x', 'a\\..\\x', 'a/b\u0000c', 'a/b.', ''])(
    '%j is refused',
    (path) => {
      const result = run([output('fine'), output(path)]);
      expect(result.blocked).toEqual([{ path, reason: 'not a path inside the output folder' }]);
      expect(existsSync(out)).toBe(false);
    },
  );

  test('a link out of the folder is not followed', () => {
    const outside = join(base, 'outside');
    mkdirSync(outside);
    mkdirSync(out);
    symlinkSync(outside, at('a'));
    symlinkSync(join(outside, 'target'), at('b'));
    expect(run([output('a/x'), output('b')]).blocked).toEqual([
      { path: 'a/x', reason: 'a is a symbolic link' },
      { path: 'b', reason: 'a symbolic link is in the way' },
    ]);
    expect(readdirSync(outside)).toEqual([]);
  });

  test('a file where a folder belongs, and a folder where a file belongs', () => {
    mkdirSync(at('b'), { recursive: true });
    writeFileSync(at('a'), '');
    expect(run([output('a/x'), output('b')]).blocked).toEqual([
      { path: 'a/x', reason: 'a is not a folder' },
      { path: 'b', reason: 'something that is not a file is in the way' },
    ]);
  });

  test('two outputs that differ in case only are one file somewhere', () => {
    expect(run([output('a/x'), output('A/X')]).blocked).toEqual([{ path: 'A/X', reason: 'is the same file as a/x' }]);
  });
});

describe('checking', () => {
  test('writes nothing', () => {
    expect(changes(run([output('a/x')], 'check'))).toEqual(['missing .netgen-files', 'missing a/x']);
    expect(existsSync(out)).toBe(false);
  });

  test('shows how a stale file differs', () => {
    run([output('a/x', '1\n2\n3\n')]);
    const stale = run([output('a/x', '1\ntwo\n3\n')], 'check').changes.find(({ path }) => path === 'a/x');
    expect(stale).toEqual({
      path: 'a/x',
      is: 'stale',
      diff: '--- a/x\n+++ a/x\n@@ -1,3 +1,3 @@\n 1\n-2\n+two\n 3\n',
    });
  });

  test('after any two builds nothing differs, and no file of the first is left', () => {
    const names = fc.uniqueArray(fc.stringMatching(/^[a-c]{1,2}\/[a-c]{1,2}$/), { maxLength: 6 });
    const texts = fc.dictionary(fc.stringMatching(/^[a-c]\/[a-c]$/), fc.string(), { maxKeys: 6 });
    const filesOf = (contents: Record<string, string>) =>
      lesson(
        'one',
        ...Object.entries(contents).map(([path, text]) => output(`one/${path}`, text, text.length % 2 === 0)),
      );
    fc.assert(
      fc.property(texts, texts, names, (first, second, own) => {
        rmSync(out, { recursive: true, force: true });
        run(filesOf(first));
        const mine = own.map((name) => `mine/${name}`);
        for (const path of mine) {
          mkdirSync(join(at(path), '..'), { recursive: true });
          writeFileSync(at(path), 'mine');
        }
        run(filesOf(second), 'write', { empty: ['tutorials/one.md'] });
        const nothing = Object.keys(first).length + Object.keys(second).length === 0;
        const expected = [
          ...(nothing ? [] : [manifestPath]),
          ...Object.keys(second).map((path) => `one/${path}`),
          ...mine,
        ];
        expect(existsSync(out) ? Object.keys(snapshot()).sort() : []).toEqual(expected.sort());
        expect(run(filesOf(second), 'check').changes).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});
