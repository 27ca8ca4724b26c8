// Standard streams that break under the program: what the exit code says, and that the work is done all the same.
import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pair } from '../fixtures/pair.ts';
import { type Ended, NetgenProcess } from '../sandbox/netgen-process.ts';

const good = pair;

let netgen: NetgenProcess;
beforeAll(async () => {
  netgen = await NetgenProcess.build();
  await writeFile(netgen.file('good.md'), good);
  await writeFile(netgen.file('failing.md'), good.replace('a reaches b', 'a cannot reach b'));
  await writeFile(netgen.file('bad.md'), good.replace('nodes:', 'nodos:'));
});
afterAll(() => netgen.remove());

/** Runs a line of bash in which `ng` is netgen; ends with the status of the first command of its pipe. */
function bash(line: string): Promise<Ended> {
  const start = `ng() { "${process.execPath}" cli.mjs "$@"; }; ${line}; exit "\${PIPESTATUS[0]}"`;
  const child = spawn('bash', ['-c', start], { cwd: netgen.file('.'), stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    err += chunk;
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, out, err })));
}

describe('the reader of a pipe goes away', () => {
  test.each([
    ['ng check bad.md --format json | true', 1],
    ['ng check bad.md 2> >(true)', 1],
    ['ng verify failing.md | true', 1],
    ['ng schema | true', 0],
    // Nothing else would end it.
    ['ng build good.md --watch --out watched | true', 0],
  ])('%s ends with %i', async (line, code) => {
    expect(await bash(line)).toMatchObject({ code });
  });

  test('the work is done: evidence is kept', async () => {
    await bash('ng build good.md --out lab');
    const { code, err } = await bash('ng verify good.md --out lab | true');
    expect({ code, err }).toMatchObject({ code: 0, err: expect.stringContaining('brought up to date') });
    expect(JSON.parse(await readFile(netgen.file('lab/good/evidence.json'), 'utf8'))).toHaveProperty('labs');
  });
});

describe('a stream has no room', () => {
  test.each(['ng check bad.md --format json > /dev/full', 'ng schema > /dev/full', 'ng build --help > /dev/full'])(
    '%s ends with 3 and one line',
    async (line) => {
      expect(await bash(line)).toEqual({
        code: 3,
        out: '',
        err: 'netgen: standard output cannot be written: no space left on device\n',
      });
    },
  );

  test('it is told once, and the work is done', async () => {
    await bash('ng build good.md --out full');
    const { code, err } = await bash('ng verify good.md --out full > /dev/full');
    expect(code).toBe(3);
    expect(err.match(/cannot be written/g)).toHaveLength(1);
    expect(JSON.parse(await readFile(netgen.file('full/good/evidence.json'), 'utf8'))).toHaveProperty('labs');
  });

  test('standard error: the exit code is all that is left', async () => {
    expect(await bash('ng check bad.md 2> /dev/full')).toEqual({ code: 1, out: '', err: '' });
  });

  test('both', async () => {
    expect(await bash('ng check bad.md --format json > /dev/full 2>&1')).toEqual({ code: 3, out: '', err: '' });
  });
});
