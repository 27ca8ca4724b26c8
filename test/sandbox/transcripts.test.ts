// Console fences in the sandbox: what verify says of them, and what update writes.
import { chmod, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type UpdateOptions, update } from '../../src/cli/commands/update.ts';
import { verify } from '../../src/cli/commands/verify/verify.ts';
import { UsageError } from '../../src/cli/io.ts';
import { compileTutorial } from '../../src/compile.ts';
import { openLab } from '../../src/sandbox/open-lab.ts';
import { runCommand } from '../../src/sandbox/run-transcripts.ts';
import { publicAddresses } from '../../src/sandbox/uplinks.ts';
import type { Row } from '../../src/sandbox/verify-lab.ts';
import { testIo } from '../commands/test-io.ts';

const pair = '# Pair\n\n```topology\nlab: pair\nnodes: [a, b]\nlinks:\n  - a 10.0.0.1/24 -- b 10.0.0.2/24\n```\n\n';
const fence = (...lines: string[]) => `\`\`\`console\n${lines.map((line) => `${line}\n`).join('')}\`\`\`\n`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'netgen-transcripts-'));
});
afterAll(() => rm(folder, { recursive: true }));

const file = () => join(folder, 'lab.md');

async function verified(markdown: string) {
  await writeFile(file(), markdown);
  const io = testIo(folder);
  const code = await verify(['lab.md'], { format: 'json', out: 'out' }, io);
  const { results } = JSON.parse(io.written.out) as { results: (Row & { line: number })[] };
  return { code, rows: results.filter(({ what }) => what === 'transcript'), results, ...io.written };
}

async function updated(markdown: string, options: UpdateOptions = {}) {
  await writeFile(file(), markdown);
  const io = testIo(folder);
  const code = await update(['lab.md'], options, io);
  return { code, text: await readFile(file(), 'utf8'), ...io.written };
}

describe('netgen verify', () => {
  test('runs the commands in their node and step, in order', async () => {
    const more =
      '```topology\nstep: apart\nchange:\n  links:\n    - a -- b: { state: down }\n```\n\n' +
      fence('a$ ping -c 1 -W 1 10.0.0.2', '...Network is unreachable', '[exit 2]');
    const { code, rows } = await verified(
      pair +
        fence('a$ ip -brief address show dev eth0', 'eth0@if9  UP  10.0.0.1/24 ...', 'b# ip route show 10.0.0.0/24') +
        fence('$ ip netns exec b sh -c "exit 3"', '[exit 3]', 'outside$ echo "$LC_ALL" \\', '> two', 'C two') +
        more,
    );
    expect(rows.map(({ step, text, result, exit }) => [step, text, result, exit])).toEqual([
      ['1', 'a$ ip -brief address show dev eth0', 'ok', 0],
      ['1', 'b# ip route show 10.0.0.0/24', 'ok', 0],
      ['1', '$ ip netns exec b sh -c "exit 3"', 'ok', 3],
      ['1', 'outside$ echo "$LC_ALL" \\', 'ok', 0],
      ['apart', 'a$ ping -c 1 -W 1 10.0.0.2', 'ok', 2],
    ]);
    expect(rows[1]?.output).toEqual(['10.0.0.0/24 dev eth0 proto kernel scope link src 10.0.0.2']);
    expect(code).toBe(0);
  });

  test('shows a difference at its line, and a wrong exit status with what was printed', async () => {
    const { code, rows } = await verified(
      pair +
        fence('a$ printf "one\\ntwo\\n"', 'one', 'zwei', 'a$ echo said; false', 'a$ echo x', '[no output]') +
        fence('a$ printf "a\\0b"', "a$ printf '\\200\\n'", '[..]'),
    );
    expect(code).toBe(1);
    expect(rows.map(({ line, result, detail }) => [line, result, detail])).toEqual([
      [13, 'failed', '@@ lab.md:12 @@\n one\n-zwei\n+two'],
      [14, 'failed', 'it ended with 1, and the lesson says 0\n@@ lab.md:15 @@\n+[exit 1]\n| said'],
      [16, 'failed', '@@ lab.md:16 @@\n-[no output]\n+x'],
      [19, 'failed', 'it prints what is no text'],
      [20, 'ok', ''],
    ]);
  });

  test("a command that changes the lab by hand is nobody else's trouble", async () => {
    const { code, results } = await verified(pair + fence('a$ ip link set eth0 down', '[no output]'));
    expect(code).toBe(0);
    expect(results.map(({ what }) => what)).toEqual(['setup', 'again', 'transcript', 'teardown']);
  });
});

test('a command has an end, and so has what it prints', async () => {
  const text = pair + fence('a$ sleep 30', 'a$ sleep 30 & echo done', 'a$ yes', 'a$ exit 124', '$ ping -c 1 1.1.1.1');
  const { lesson } = compileTutorial('lab.md', new TextEncoder().encode(text));
  const [plan] = lesson?.plans ?? [];
  if (plan === undefined) throw new Error('no lesson');
  expect(publicAddresses(plan)).toEqual(['1.1.1.1']);
  const sandbox = await openLab(plan, []);
  if (!('run' in sandbox)) throw new Error(sandbox.reason);
  try {
    await sandbox.run(['ip', 'netns', 'add', 'a']);
    const ran = [];
    for (const [index, command] of (plan.steps[0]?.commands ?? []).entries())
      ran.push(await runCommand(sandbox, command, index < 2 ? 3 : undefined));
    expect(ran.slice(0, 4)).toEqual([
      { problem: 'it still runs after 3 s; what stays for long belongs under "run:"' },
      { problem: 'it still runs after 3 s; what stays for long belongs under "run:"' },
      { problem: 'it prints more than 64 KiB or 2000 lines' },
      { answer: { lines: [], status: 124 } },
    ]);
    expect(ran[4]).toMatchObject({ answer: { status: 0 } });
  } finally {
    await sandbox.close();
  }
});

describe('netgen update', () => {
  const lesson =
    `\uFEFF${pair}` +
    '- a list\n\n  ```console\n  a$ printf "one\\n\\n  two 7ms\\n"\n  eins\n  ...\n  a$ false\n  a$ true\n  x\n  a$ echo y\n  ```\n\n' +
    '> ~~~console\n> a$ echo "~~~"; echo "a$ x"\n> z\n> ~~~\n';
  const after = lesson
    .replace('  eins\n  ...\n', '  one\n  ...\n')
    .replace('a$ false\n', 'a$ false\n  [exit 1]\n')
    .replace('  x\n', '  [no output]\n')
    .replace('> z\n', '> [..]~~\n> [..]$ x\n');

  test('rewrites what does not fit and not a byte besides; then there is nothing to do', async () => {
    const first = await updated(lesson);
    expect(first.text).toBe(after);
    expect(first).toMatchObject({ code: 0, out: 'lab.md: 4 of 5 commands rewritten\n' });
    const second = await updated(first.text);
    expect(second).toMatchObject({ code: 0, text: after, out: 'lab.md: 5 commands, as the lesson shows\n' });
    expect((await verified(after)).code).toBe(0);
  });

  test('keeps line ends, the mode and a link', async () => {
    await writeFile(join(folder, 'real.md'), lesson.replaceAll('\n', '\r\n'));
    await chmod(join(folder, 'real.md'), 0o600);
    await symlink('real.md', join(folder, 'link.md'));
    expect(await update(['link.md'], {}, testIo(folder))).toBe(0);
    expect(await readFile(join(folder, 'real.md'), 'utf8')).toBe(after.replaceAll('\n', '\r\n'));
    expect((await stat(join(folder, 'real.md'))).mode & 0o777).toBe(0o600);
  });

  test('--check writes nothing and shows the diff; --fill gives output to commands without', async () => {
    const { code, text, out } = await updated(lesson, { check: true, fill: true });
    expect({ code, text }).toEqual({ code: 1, text: lesson });
    for (const line of ['-  eins', '+  one', '+  [no output]', '+  y']) expect(out).toContain(`${line}\n`);
  });

  test('leaves a lesson alone whose lab is not what it says', async () => {
    const wrong = pair.replace('```\n\n', 'checks:\n  - a cannot reach b\n```\n\n') + fence('a$ echo x', 'y');
    const { code, text, err } = await updated(wrong);
    expect({ code, text }).toEqual({ code: 1, text: wrong });
    expect(err).toContain(
      'lab.md:9: pair, step 1: a cannot reach b: does not hold: ip netns exec a ping -c 1 -W 1 10.0.0.2 # fails',
    );
    expect(err).toContain('lab.md: the lab is not what the lesson says; the lesson is as it was\n');
  });

  test('a lesson without commands is a wrong use', async () => {
    await expect(updated(pair)).rejects.toThrow(UsageError);
  });
});
