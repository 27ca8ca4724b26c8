// netgen verify and netgen try: what they report of labs that hold, that fail, and that leave something behind.
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verifyExit, verifyReports } from '../../src/cli/commands/verify/report.ts';
import { verify } from '../../src/cli/commands/verify/verify.ts';
import { UsageError } from '../../src/cli/io.ts';
import type { Row } from '../../src/sandbox/verify-lab.ts';
import { testIo } from '../commands/test-io.ts';
import { pair } from '../fixtures/pair.ts';
import { NetgenProcess } from './netgen-process.ts';

const good = `${pair}
\`\`\`topology
step: apart
change:
  links:
    - a -- b: { state: down }
checks:
  - a cannot reach b
\`\`\`
`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'netgen-verify-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function verified(markdown: string, options: Partial<Parameters<typeof verify>[1]> = {}) {
  await writeFile(join(folder, 'lab.md'), markdown);
  const io = testIo(folder);
  const code = await verify(['lab.md'], { format: 'json', out: 'generated', ...options }, io);
  const { results } =
    options.format === undefined
      ? (JSON.parse(io.written.out) as { results: (Row & { line: number })[] })
      : { results: [] };
  return { code, results, ...io.written };
}

const texts = (rows: readonly Row[], result: Row['result']) =>
  rows.filter((row) => row.result === result).map(({ step, text }) => `${step}: ${text}`);

describe('netgen verify', () => {
  test('asks every step, sets up again, and takes down', async () => {
    const { code, results, err } = await verified(good);
    expect(code).toBe(0);
    expect(texts(results, 'ok')).toEqual([
      '1: set up',
      '1: a reaches b',
      '1: set up again: nothing changes',
      '1: taken down: nothing is left',
      'apart: set up',
      'apart: a cannot reach b',
      'apart: set up again: nothing changes',
      'apart: taken down: nothing is left',
    ]);
    expect(err).toContain('all that the author wrote, each in a sandbox');
  });

  test('a check that does not hold fails at its line, with what was tried', async () => {
    const { code, results } = await verified(good.replace('a reaches b', 'a cannot reach b: they must not talk'));
    expect(code).toBe(1);
    expect(texts(results, 'failed')).toEqual(['1: a cannot reach b']);
    const [row] = results.filter(({ result }) => result === 'failed');
    expect(row?.line).toBe(9);
    for (const part of [
      'it works, and should not',
      'ip netns exec a ping -c 1 -W 1 10.0.0.2',
      'why: they must not talk',
    ]) {
      expect(row?.detail).toContain(part);
    }
  });

  test('litter is found', async () => {
    const exec = '  host: { exec: [{ do: "ip netns add litter$RANDOM", undo: "true" }] }\nlinks:';
    const { code, results } = await verified(
      good.replace('nodes: [a, b]', 'nodes:\n  a:\n  b:').replace('links:', exec),
    );
    expect(code).toBe(1);
    expect(texts(results, 'failed')).toEqual(['1: taken down: nothing is left', 'apart: taken down: nothing is left']);
    expect(results.at(-1)?.detail).toMatch(/\+ namespace: litter\d+/);
  });

  test('a second run that has something to do is found', async () => {
    const drift = 'a reaches b\n  - { in: a, run: ip link set eth0 mtu 1400 }';
    const { code, results } = await verified(good.replace('a reaches b', drift));
    expect(code).toBe(1);
    expect(texts(results, 'failed')).toEqual(['1: set up again: nothing changes']);
    expect(results.find(({ result }) => result === 'failed')?.detail).toContain('mtu 1400');
  });

  test('a command that fails at set-up is told, and what it left is taken down', async () => {
    const exec = '  host: { exec: [{ do: "echo no such thing >&2; exit 7", undo: "true" }] }\nlinks:';
    const { code, results } = await verified(
      good.replace('nodes: [a, b]', 'nodes:\n  a:\n  b:').replace('links:', exec),
    );
    expect(code).toBe(1);
    expect(texts(results, 'failed')).toEqual(['1: set up', 'apart: set up']);
    expect(results[0]?.detail).toContain('no such thing');
    expect(texts(results, 'ok')).toEqual(['1: taken down: nothing is left', 'apart: taken down: nothing is left']);
  });

  test('by several uplinks, what goes outside is asked by each', async () => {
    const nat = `lab: ups
nodes:
  lan: { kind: bridge, address: 10.9.0.1/24 }
  a: { gateway: lan }
  host:
    nat:
      - masquerade lan out eth0
links: [a 10.9.0.2/24 -- lan]
checks: [a reaches outside]`;
    const markdown = (text: string) => `# Ups\n\n\`\`\`topology\n${text}\n\`\`\`\n`;
    const both = await verified(markdown(nat.replace('out eth0', 'out eth0, ens192')));
    expect(both.code).toBe(0);
    expect(texts(both.results, 'ok')).toContain('1: a reaches outside (by ens192)');
    const one = await verified(markdown(nat.replace('out eth0', 'out uplink')), { uplinks: ['wan0', 'wan1'] });
    expect(texts(one.results, 'failed')).toEqual([]);
    expect(texts(one.results, 'ok')).toContain('1: a reaches outside (by wan1)');
  });

  test('a lab that nobody wrote is wrong usage; a tutorial with errors is not run', async () => {
    await expect(verified(good, { lab: 'other' })).rejects.toThrow(UsageError);
    await expect(verified(good, { uplinks: ['eth0', 'a b'] })).rejects.toThrow(UsageError);
    await expect(verified(good, { uplinks: ['eth0', 'eth0'] })).rejects.toThrow(UsageError);
    const { code, out, err } = await verified(good.replace('a reaches b', 'a reaches c'), { format: 'human' });
    expect(code).toBe(1);
    expect(out).toBe('');
    expect(err).toContain('error[');
  });
});

describe('the formats', () => {
  const at = { file: 't.md', start: { line: 9, column: 1, offset: 0 }, end: { line: 9, column: 2, offset: 1 } };
  const base = { lab: 'l', step: '1', what: 'check', at, milliseconds: 1500 } as const;
  const rows: Row[] = [
    { ...base, text: 'a reaches b', result: 'ok', detail: '' },
    { ...base, text: 'a <sees> "b"', result: 'failed', detail: 'first & line\n100%\u001b[31m' },
    { ...base, text: 'c', result: 'skipped', detail: 'no macvlan' },
  ];

  const none = { diagnostics: [], sources: new Map() };

  test('nothing that was skipped counts as verified', () => {
    expect(verifyExit(rows)).toBe(1);
    expect(verifyExit(rows.filter(({ result }) => result !== 'failed'))).toBe(3);
    expect(verifyExit(rows.slice(0, 1))).toBe(0);
    expect(verifyReports.summary(rows)).toBe('\n1 lab: 1 passed, 1 failed, 1 skipped, and so not verified\n');
  });

  test('human: a table, with the reasons under what did not hold', () => {
    const text = verifyReports.human(rows, false);
    expect(text).toMatch(/^ok +1500 ms {2}l +1 +a reaches b\n/);
    expect(text).toContain('          t.md:9\n          first & line\n');
    expect(text).not.toContain('\u001b');
    expect(verifyReports.human(rows, true)).toContain('\u001b[31mfailed\u001b[0m');
  });

  test('junit, github', () => {
    const junit = verifyReports.junit(rows, none);
    expect(junit).toContain('<testsuite name="l" tests="3" failures="1" errors="0" skipped="1">');
    expect(junit).toContain('name="a &lt;sees&gt; &quot;b&quot;" time="1.5"><failure message="first &amp; line">');
    expect(junit).not.toContain('\u001b');
    const [failed, skipped] = verifyReports.github(rows, none).split('\n');
    expect(failed).toBe('::error file=t.md,line=9,title=l%2C step 1%3A a <sees> "b"::first & line%0A100%25\u241b[31m');
    expect(skipped).toMatch(/^::warning file=t.md,line=9/);
  });
});

/** A process that no other run of these tests has. */
const nap = `sleep 9${process.pid}`;

describe('as processes', () => {
  let netgen: NetgenProcess;
  let lab: string;
  beforeAll(async () => {
    netgen = await NetgenProcess.build();
    lab = netgen.file('lab.md');
    await writeFile(lab, good, { mode: 0o644 });
  });
  afterAll(() => netgen?.remove());

  test('an ordinary user verifies a lab', async () => {
    const { code, out, err } = await netgen.run(['verify', lab], { ordinary: true });
    expect(err).toMatch(
      /^Running a lab with all that the author wrote, each in a sandbox\.\n.*no evidence is kept.*\n$/,
    );
    expect(out).toContain('1 lab: 8 passed, 0 failed');
    expect(code).toBe(0);
  });

  // As in a container: the kernel then gives an ordinary user no fresh /proc, and so no process namespace.
  test.runIf(process.getuid?.() === 0)('where a part of /proc is hidden, all ends just as well', async () => {
    const rights = { ordinary: true, machine: 'mount -t tmpfs hidden /proc/fs' };
    const run = `  a: { run: [${nap}] }\n  b:\n`;
    await writeFile(netgen.file('run.md'), good.replace('nodes: [a, b]\n', `nodes:\n${run}`), { mode: 0o644 });
    const verified = await netgen.run(['verify', netgen.file('run.md')], rights);
    expect(verified.out).toContain('1 lab: 8 passed, 0 failed');
    const input = `(setsid ${nap} >/dev/null 2>&1 &)\nexit 4\n`;
    const tried = await netgen.run(['try', netgen.file('run.md')], { ...rights, input });
    expect(tried.code).toBe(4);
    await expect.poll(() => pgrep(nap)).toBe('');
  });

  test.runIf(process.getuid?.() === 0)(
    'files that the machine has for nodes of such names are not those of the lab',
    async () => {
      const machine =
        'mount -t tmpfs upper /mnt; mkdir /mnt/{upper,work}; mount -t overlay -o lowerdir=/etc,upperdir=/mnt/upper,workdir=/mnt/work overlay /etc; mkdir -p /etc/netns/{a,b}; echo theirs >/etc/netns/b/hosts';
      const etc =
        '  a: { etc: { hosts: "10.0.0.2 b" } }\n  b:\nchecks: [{ in: b, run: grep -c theirs /etc/hosts, exit: 1 }]\n';
      await writeFile(
        netgen.file('etc.md'),
        good.replace('nodes: [a, b]\n', `nodes:\n${etc}`).replace(/checks:\n {2}- a reaches b\n/, ''),
        { mode: 0o644 },
      );
      const { out } = await netgen.run(['verify', netgen.file('etc.md')], { machine });
      expect(out).toContain('1 lab: 8 passed, 0 failed');
    },
  );

  test.each([false, true])('try takes commands from standard input (ordinary user: %s)', async (ordinary) => {
    const input = 'ip netns exec a ping -c 1 -W 5 10.0.0.2 >/dev/null && echo there\nid -u\nexit 5\n';
    const { code, out, err } = await netgen.run(['try', lab, '--until', '1'], { ordinary, input });
    expect(out).toBe('there\n0\n');
    expect(err).toContain('Lab pair, step 1, in a sandbox: namespaces a, b');
    expect(code).toBe(5);
  });

  test.each(['SIGTERM', 'SIGINT', 'SIGKILL'] as const)('%s ends try and all in it', async (signal) => {
    const child = netgen.start(['try', lab]);
    child.stdin?.write(`echo ready; exec ${nap}\n`);
    await new Promise<void>((resolve) => child.stdout?.on('data', () => resolve()));
    const ended = new Promise<void>((resolve) => child.on('exit', () => resolve()));
    child.kill(signal);
    await ended;
    await expect.poll(() => pgrep(nap)).toBe('');
  });
});

function pgrep(pattern: string): Promise<string> {
  const child = spawn('pgrep', ['-f', `^${pattern}`]);
  let text = '';
  child.stdout.on('data', (chunk) => {
    text += chunk;
  });
  return new Promise((resolve) => child.on('close', () => resolve(text.trim())));
}
