// How long runs tell how far they are, with and without a terminal; results in the order of their jobs.
import { setTimeout } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { summaryText } from '../../src/cli/commands/verify/report.ts';
import { inOrder } from '../../src/cli/in-order.ts';
import { Progress } from '../../src/cli/progress.ts';
import { versionIn } from '../../src/sandbox/verify-lab.ts';
import { testIo } from './test-io.ts';

const esc = String.fromCharCode(27);
const clear = `\r${esc}[K`;

/** What a terminal shows after these bytes: each time the line is cleared, what stood in it is gone. */
function screen(bytes: string): string[] {
  return bytes.split('\n').map((line) => line.split(clear).at(-1) ?? '');
}

describe('progress on a terminal', () => {
  test('is one line, out of the way of results, and gone at the end', () => {
    const io = { ...testIo('/'), columns: 60 };
    const progress = new Progress(io, 2, { quiet: true });
    const one = progress.begin('bridge');
    progress.begin('publish');
    one.stage('2/3');
    expect(screen(io.written.err).at(-1)).toMatch(/^\[0\/2\] \d:\d\d {2}bridge 2\/3 · publish$/);
    one.end('5 passed');
    progress.aside(() => io.err('a result\n'));
    expect(screen(io.written.err)).toEqual(['a result', expect.stringMatching(/^\[1\/2\] \d:\d\d {2}publish$/)]);
    progress.close();
    expect(screen(io.written.err)).toEqual(['a result', '']);
  });

  test('is never wider than the terminal, and shows no control of a name', () => {
    const io = { ...testIo('/'), columns: 20 };
    const progress = new Progress(io, 1, { quiet: true });
    progress.begin('实验室\u001b[2J\n一个很长的名字');
    progress.close();
    expect(io.written.err).not.toContain('\n');
    expect(io.written.err).not.toContain('\u001b[2J');
    const [drawn = ''] = io.written.err.split(clear).filter((line) => line !== '');
    expect(drawn).toMatch(/^\[0\/1\] \d:\d\d {2}实验室…$/);
  });

  test('has colour only where colour may be', () => {
    const io = { ...testIo('/'), columns: 60, colour: { out: true, err: true } };
    new Progress(io, 1, { quiet: true }).begin('bridge');
    expect(io.written.err).toContain('\u001b[2m[0/1]');
  });
});

test('without a terminal progress is a line for each thing that is done, and none where results come as lines', () => {
  const io = testIo('/');
  const progress = new Progress(io, 2, { quiet: false });
  progress.begin('bridge').end('5 passed, 0 failed');
  progress.close();
  expect(io.written.err).toBe('[1/2] bridge: 5 passed, 0 failed\n');
  const quiet = testIo('/');
  new Progress(quiet, 1, { quiet: true }).begin('bridge').end('5 passed');
  expect(quiet.written.err).toBe('');
});

describe('jobs, some at a time', () => {
  test('are told in their order, and never more at once', async () => {
    let running = 0;
    let most = 0;
    const done: number[] = [];
    const work = async (job: number) => {
      running += 1;
      most = Math.max(most, running);
      await setTimeout((10 - job) % 4);
      running -= 1;
      return job * 2;
    };
    await inOrder([...Array(10).keys()], 3, work, (result) => done.push(result));
    expect(done).toEqual([0, 2, 4, 6, 8, 10, 12, 14, 16, 18]);
    expect(most).toBe(3);
  });

  test('the first that fails ends the run, with nothing left running', async () => {
    let running = 0;
    const work = async (job: number) => {
      running += 1;
      await setTimeout(1);
      running -= 1;
      if (job === 3) throw new Error('no sandbox');
      return job;
    };
    const done: number[] = [];
    const jobs = inOrder([...Array(100).keys()], 4, work, (result) => done.push(result));
    await expect(jobs).rejects.toThrow('no sandbox');
    expect(running).toBe(0);
    expect(done.length).toBeLessThan(10);
  });
});

test('the summary for GitHub takes no markup from anybody', () => {
  const at = { file: 't.md', start: { line: 9, column: 1, offset: 0 }, end: { line: 9, column: 2, offset: 1 } };
  const text = '</table><img src=x onerror=alert(1)> `|` [x](javascript:alert(1))';
  const row = { what: 'check', lab: text, step: text, text, at, milliseconds: 1, detail: text } as const;
  const shown = summaryText('netgen verify', [{ ...row, result: 'failed' }]);
  const outside = shown.replace(/(`+)(?!`).*?[^`]\1(?!`)/g, '');
  expect(outside).not.toMatch(/[<[]/);
  expect(shown.split('\n').filter((line) => line.startsWith('|'))).toHaveLength(3);
});

test('versions are read from what programs say', () => {
  const said = ['6.12.41+deb13-amd64', 'ip utility, iproute2-6.15.0, libbpf 1.5.0', 'nftables v1.1.3 (Commodore #4)'];
  expect(said.map(versionIn)).toEqual(['6.12.41', '6.15.0', '1.1.3']);
  expect(['ip utility, iproute2-ss200127', '5.2.37(1)-release', '', 'none'].map(versionIn)).toEqual([
    'ss200127',
    '5.2.37',
    '',
    '',
  ]);
});
