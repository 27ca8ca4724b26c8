// One netgen at a time in an output folder: who waits for whom, and that the dead are waited for by nobody.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { addressOf, withLock } from '../../src/files/lock.ts';

let base: string;
let out: string;

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'netgen-lock-'));
  out = join(base, 'generated');
});

afterEach(() => rmSync(base, { recursive: true, force: true }));

/** Takes a folder, and leaves it when `leave` is called. */
async function take(folder = out) {
  let leave: () => void = () => undefined;
  const left = new Promise<void>((resolve) => {
    leave = resolve;
  });
  let ended = Promise.resolve();
  await new Promise<void>((had, failed) => {
    ended = withLock(folder, { waiting: () => failed(new Error('it is taken')) }, async () => {
      had();
      await left;
    });
  });
  return () => {
    leave();
    return ended;
  };
}

/** Asks for a folder that is taken; resolves when it is waited for. */
async function wait(folder = out, stop?: AbortSignal) {
  let had = false;
  let ended = Promise.resolve();
  await new Promise<void>((waiting) => {
    ended = withLock(folder, { waiting, stop }, async () => {
      had = true;
    });
  });
  return { ended, had: () => had };
}

test('of many at once, one at a time has it, all come to have it, and nothing is left behind', async () => {
  let inside = 0;
  const most: number[] = [];
  const work = async () => {
    inside += 1;
    most.push(inside);
    await setImmediate();
    inside -= 1;
  };
  await Promise.all(Array.from({ length: 12 }, () => withLock(out, { waiting: () => undefined }, work)));
  expect(most).toEqual(Array.from({ length: 12 }, () => 1));
  expect(readdirSync(base)).toEqual([]);
});

test('it gives what the action gives, and is free again after one that failed', async () => {
  const fail = () => Promise.reject(new Error('no'));
  await expect(withLock(out, { waiting: () => undefined }, fail)).rejects.toThrow('no');
  await expect(withLock(out, { waiting: () => undefined }, async () => 7)).resolves.toBe(7);
});

test('a folder is the same by whatever path, also before it is there; others are not waited for', async () => {
  mkdirSync(join(base, 'real'));
  symlinkSync(join(base, 'real'), join(base, 'link'));
  const leave = await take(join(base, 'real/out'));
  await (await take(join(base, 'real/other')))();
  const second = await wait(join(base, 'link/out'));
  expect(second.had()).toBe(false);
  await leave();
  await second.ended;
  expect(second.had()).toBe(true);
});

test('who waits can be stopped', async () => {
  const leave = await take();
  const stop = new AbortController();
  const second = await wait(out, stop.signal);
  stop.abort();
  await expect(second.ended).rejects.toThrow('aborted');
  expect(second.had()).toBe(false);
  await leave();
});

test('a process that is killed holds nothing any more', async () => {
  const address = Buffer.from(addressOf(out)).toString('hex');
  const hold = `require('node:net').createServer().listen(Buffer.from('${address}', 'hex').toString(), () => console.log());`;
  const holder = spawn(process.execPath, ['--eval', hold], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(holder.stdout, 'data');
  const second = await wait();
  expect(second.had()).toBe(false);
  holder.kill('SIGKILL');
  await second.ended;
  await (await take())();
});
