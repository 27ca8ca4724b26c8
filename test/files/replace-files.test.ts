// Replacing files while somebody else is at work in the same folder: what is theirs stays, whether the run comes to its end or not.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { OutputFolder } from '../../src/files/output-folder.ts';
import { replaceFiles } from '../../src/files/replace-files.ts';

/** What somebody else does just before a folder is made, or before a file gets a name. */
const others = vi.hoisted(() => ({ act: (_path: string): void => undefined }));

vi.mock('node:fs', async (original) => {
  const real: typeof import('node:fs') = await original();
  return {
    ...real,
    mkdirSync: (...args: Parameters<typeof real.mkdirSync>) => {
      others.act(String(args[0]));
      return real.mkdirSync(...args);
    },
    linkSync: (...args: Parameters<typeof real.linkSync>) => {
      others.act(String(args[1]));
      return real.linkSync(...args);
    },
  };
});

let out: string;

beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'netgen-replace-'));
});

afterEach(() => {
  others.act = () => undefined;
  rmSync(out, { recursive: true, force: true });
});

const put = (path: string) => ({ path, content: { bytes: Buffer.from('new'), executable: false } });
const read = (path: string) => readFileSync(join(out, path), 'utf8');
const mine = (path: string) => writeFileSync(join(out, path), 'mine');

/** Once, just before that happens to the path. */
function before(path: string, act: () => void): void {
  others.act = (found) => {
    if (found !== join(out, path)) return;
    others.act = () => undefined;
    act();
  };
}

test('a folder that somebody makes meanwhile is taken as it is', () => {
  before('a/b', () => mkdirSync(join(out, 'a/b')));
  replaceFiles(new OutputFolder(out), [put('a/b/x')]);
  expect(read('a/b/x')).toBe('new');
});

test('a folder that somebody made meanwhile stays when the run fails', () => {
  before('a/b', () => mkdirSync(join(out, 'a/b')));
  expect(() => replaceFiles(new OutputFolder(out), [put('a/b/x'), put(`c/${'n'.repeat(300)}`)])).toThrow();
  expect(readdirSync(out, { recursive: true }).sort()).toEqual(['a', 'a/b']);
});

test('a file where a folder is to be is an error', () => {
  before('a', () => mine('a'));
  expect(() => replaceFiles(new OutputFolder(out), [put('a/x')])).toThrow('EEXIST');
  expect(read('a')).toBe('mine');
});

test('a file that appears meanwhile is not written over', () => {
  before('x', () => mine('x'));
  expect(() => replaceFiles(new OutputFolder(out), [put('w'), put('x')])).toThrow('EEXIST');
  expect(read('x')).toBe('mine');
  expect(readdirSync(out)).toEqual(['x']);
});

test('what somebody has put in the place of a new file stays when the run fails', () => {
  writeFileSync(join(out, 'old'), 'old');
  before('x', () => {
    for (const path of ['w', 'old']) {
      rmSync(join(out, path));
      mine(path);
    }
    mine('x');
  });
  expect(() => replaceFiles(new OutputFolder(out), [put('w'), put('old'), put('x')])).toThrow('EEXIST');
  expect(['w', 'old', 'x'].map(read)).toEqual(['mine', 'mine', 'mine']);
});

test('nor is what has come where a file was removed', () => {
  writeFileSync(join(out, 'gone'), 'old');
  before('x', () => {
    mine('gone');
    mine('x');
  });
  expect(() => replaceFiles(new OutputFolder(out), [{ path: 'gone' }, put('x')])).toThrow('EEXIST');
  expect(read('gone')).toBe('mine');
  expect(existsSync(join(out, 'x'))).toBe(true);
});
