// One netgen at a time in an output folder: who waits for whom, and that the dead are waited for by nobody.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { lockFolder } from '../../src/files/lock-folder.ts';
import { beginOf } from '../../src/files/processes.ts';

let base: string;
let out: string;
let told: number[];

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'netgen-lock-'));
  out = join(base, 'generated');
  told = [];
  vi.stubEnv('TMPDIR', base);
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(base, { recursive: true, force: true });
});

const claims = () => readdirSync(join(base, '.netgen-locks'));
const lock = (path = out, stop?: AbortSignal) => lockFolder(path, { told: (id) => told.push(id), stop });

/** Leaves the claim of another process, and gives its name. */
async function leaveClaim(id: number, began: string): Promise<string> {
  const release = await lock();
  const [own = ''] = claims();
  release();
  const name = `${own.slice(0, 32)}.${id}.${began}.00`;
  writeFileSync(join(base, '.netgen-locks', name), '');
  return name;
}

test('makes nothing in the output folder, and leaves nothing behind', async () => {
  const release = await lock();
  expect(existsSync(out)).toBe(false);
  expect(claims()).toHaveLength(1);
  expect((statSync(join(base, '.netgen-locks')).mode & 0o7777).toString(8)).toBe('1777');
  release();
  expect(claims()).toEqual([]);
});

test('of many at once, one at a time has it, and all come to have it', async () => {
  let inside = 0;
  const most: number[] = [];
  const work = async () => {
    const release = await lock();
    inside += 1;
    most.push(inside);
    await setTimeout(3);
    inside -= 1;
    release();
  };
  await Promise.all(Array.from({ length: 12 }, work));
  expect(most).toEqual(Array.from({ length: 12 }, () => 1));
  expect(claims()).toEqual([]);
});

test('a folder is the same by whatever path, also before it is there; others are not waited for', async () => {
  mkdirSync(join(base, 'real'));
  symlinkSync(join(base, 'real'), join(base, 'link'));
  const release = await lock(join(base, 'real/out'));
  (await lock(join(base, 'real/other')))();
  let had = false;
  const second = lock(join(base, 'link/out')).then((done) => {
    had = true;
    done();
  });
  await setTimeout(250);
  expect(had).toBe(false);
  release();
  await second;
});

test('who waits for long is told for whom, once', async () => {
  const release = await lock();
  const second = lock();
  await setTimeout(1500);
  expect(told).toEqual([process.pid]);
  release();
  (await second)();
});

test('who waits can be stopped', async () => {
  const release = await lock();
  await expect(lock(out, AbortSignal.timeout(50))).rejects.toThrow('aborted');
  expect(claims()).toHaveLength(1);
  release();
});

test('a dead process is not waited for, by however many', async () => {
  const { pid } = spawnSync('true');
  await leaveClaim(pid, '1');
  const order: number[] = [];
  await Promise.all(
    [1, 2, 3, 4].map(async (number) => {
      const release = await lock();
      order.push(number);
      await setTimeout(2);
      order.push(number);
      release();
    }),
  );
  expect(order.filter((number, index) => index % 2 === 1 && order[index - 1] !== number)).toEqual([]);
  expect(claims()).toEqual([]);
});

test.runIf(process.platform === 'linux')('nor a stranger that was given its number since', async () => {
  await leaveClaim(process.ppid, `${Number(beginOf(process.ppid)) + 1}`);
  (await lock())();
  expect(claims()).toEqual([]);
});

test('a living process is waited for', async () => {
  const name = await leaveClaim(process.ppid, beginOf(process.ppid));
  await expect(lock(out, AbortSignal.timeout(200))).rejects.toThrow('aborted');
  expect(claims()).toEqual([name]);
});

test('files of others among the claims are left alone', async () => {
  mkdirSync(join(base, '.netgen-locks'));
  writeFileSync(join(base, '.netgen-locks/notes.txt'), '');
  (await lock())();
  expect(claims()).toEqual(['notes.txt']);
});

test('without a place for claims nobody is kept from anything', async () => {
  writeFileSync(join(base, '.netgen-locks'), '');
  const release = await lock();
  (await lock())();
  release();
});
