// The generated verify.bats, asked by Bats and by check.sh: the same verdicts, whatever an author writes.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { outputPattern } from '../../src/checks/output-pattern.ts';
import { compileTutorial } from '../../src/compile.ts';
import { bats, distinctNames } from '../../src/outputs/bats/bats.ts';
import { bashWord } from '../../src/outputs/quote.ts';
import { lineMatcher, squeezed } from '../../src/transcripts/pattern.ts';
import { tutorialOf } from '../tutorial-text.ts';
import { StandingLab } from './standing-lab.ts';

const npmBats = fileURLToPath(new URL('../../node_modules/bats/bin/bats', import.meta.url));
// Another release of Bats treats names of tests differently; where the system has one, it must agree.
const systemBats = '/usr/bin/bats';
const canary = '/run/sandbox/canary';

const topology = `
lab: hostile
nodes: [a, b]
links:
  - a 10.0.0.1/24 -- b 10.0.0.2/24
checks:
  - a reaches b
  - a cannot reach b
  - { in: a, run: "true", note: "'; touch ${canary}; echo '" }
  - { in: a, run: "echo \\"$(echo one)\\" 'two' \`echo three\` {{x}} {%y%} \\\\\\\\ é ☃", prints: "one two three {{x}} {%y%} ... é ☃" }
  - { in: a, run: "echo '$(touch ${canary})' \\"\\\\$0\\"", prints: "$(touch ${canary}) $0" }
  - in: a
    run: >-
      printf '%s\\n' '@test "x; touch ${canary}; echo y" {' 'foo() { # @test' '# bats test_tags=a' 'tab "double" \`ticks\` \\'
    prints: |
      @test "x; touch ${canary}; echo y" {
      ...
      # bats [..]_tags=a
      tab "double" \`ticks\` \\
  - { in: a, run: "echo 'a*b'; echo '[x]'", prints: "a*b\\n[x]" }
  - { in: a, run: "echo aXb", prints: "a*b", within: 0s }
  - { in: a, run: "echo one; echo between; echo two", prints: "one\\n...\\ntwo" }
  - { in: a, run: "echo one; echo gap; echo two", prints: "one\\ntwo", within: 0s }
  - { in: a, run: "echo to the screen >&2", prints: "to the screen", within: 0s }
  - { in: a, run: "foo() { # @test" , exit: 2, within: 0s }
  - { in: a, run: "echo 'b'", prints: "b" }
  - { in: a, run: 'echo "b"', prints: "b" }
  - { in: a, run: "echo $((1 + 1))", prints: "2" }
`;

const verdicts = [
  'ok',
  'failed',
  'ok',
  'ok',
  'ok',
  'ok',
  'ok',
  'failed',
  'ok',
  'failed',
  'failed',
  'ok',
  'ok',
  'ok',
  'ok',
];

let lab: StandingLab;
beforeAll(async () => {
  lab = await StandingLab.setUp(topology);
});
afterAll(() => lab?.close());

/** The verdicts of a TAP report, in order. */
function tap(output: string): string[] {
  return [...output.matchAll(/^(ok|not ok) \d+ .*?(# skip.*)?$/gm)].map(([, word, skipped]) =>
    skipped !== undefined ? 'skipped' : word === 'ok' ? 'ok' : 'failed',
  );
}

test('check.sh gives the verdicts, and nothing of the author runs where it should be read', async () => {
  expect((await lab.verdicts()).map(({ result }) => result)).toEqual(verdicts);
  const { stdout, code } = await lab.check([]);
  expect([...stdout.matchAll(/^[✓✗]/gm)]).toHaveLength(verdicts.length);
  expect(stdout).toMatch(/^1: 11 passed, 4 failed, 0 skipped$/m);
  expect(code).toBe(1);
  expect((await lab.sandbox.run(['test', '-e', canary])).code).toBe(1);
});

const releases = [npmBats, ...(existsSync(systemBats) ? [systemBats] : [])];

test.each(releases)('%s gives the same', async (program) => {
  const { stdout, stderr } = await lab.bats(program);
  expect(stderr).toBe('');
  expect(tap(stdout)).toEqual(verdicts);
  const { code } = await lab.sandbox.run(['test', '-e', canary]);
  expect(code).toBe(1);
});

test('where no lab stands, Bats fails and check.sh says so', async () => {
  await lab.do('mv /run/netgen/hostile /run/netgen/gone');
  expect(new Set(tap((await lab.bats(npmBats)).stdout))).toEqual(new Set(['failed']));
  expect(await lab.check([])).toMatchObject({ code: 3, stderr: expect.stringContaining('does not stand') });
  expect(await lab.check(['--format', 'tap'])).toMatchObject({ code: 2 });
  await lab.do('mv /run/netgen/gone /run/netgen/hostile');
});

test('beyond the uplink nothing is asked of a reader without saying so', async () => {
  const alone = await StandingLab.setUp(`
lab: beyond
nodes:
  lan: { kind: bridge, address: 10.9.0.1/24 }
  a: { gateway: lan }
  host: { nat: [masquerade lan out uplink] }
links: [a 10.9.0.2/24 -- lan]
checks:
  - a reaches outside
  - outside sees a as host
  - outside cannot reach a
`);
  try {
    expect(tap((await alone.bats(npmBats)).stdout)).toEqual(['ok', 'ok', 'ok']);
    const without = (await alone.bats(npmBats, {})).stdout;
    expect(tap(without)).toEqual(['skipped', 'skipped', 'skipped']);
    expect(without).toContain('set OUTSIDE_ADDRESS');
    expect(await alone.check(['--quiet'], {})).toMatchObject({ code: 3, stdout: '' });
    expect((await alone.verdicts({}))[0]).toMatchObject({ result: 'skipped', said: 'set OUTSIDE_ADDRESS' });
    const { outside4 } = alone.sandbox.world;
    expect(tap((await alone.bats(npmBats, { OUTSIDE_ADDRESS: outside4 })).stdout)).toEqual([
      'ok',
      'skipped',
      'skipped',
    ]);
    await alone.do('nft flush ruleset');
    expect(tap((await alone.bats(npmBats, { OUTSIDE_ADDRESS: outside4 })).stdout)).toEqual([
      'failed',
      'skipped',
      'skipped',
    ]);
  } finally {
    await alone.close();
  }
});

test('where a lab speaks IPv6 alone, the outside is dialled by that', async () => {
  const text = tutorialOf(`lab: six
nodes:
  lan: { kind: bridge, address: "2001:db8:5::1/64" }
  a: { gateway: lan }
  host: { nat: masquerade lan out uplink }
links: [a -- lan]
checks: [outside sees a as host]
`);
  const { lesson } = compileTutorial('six.md', new TextEncoder().encode(text));
  const files = lesson === undefined ? [] : await bats.render(lesson);
  expect(files.map((file) => file.text).join('')).toContain('cat </dev/tcp/$OUTSIDE_ADDRESS6/40404');
});

test('names keep no character that Bats or bash might read, and differ', () => {
  const names = distinctNames(['in a: echo "$(x)" `y` \\ {z} #t\n@test', 'a', 'a']);
  expect(names.map(({ text }) => text)).toEqual(['in a: echo ??(x)? ?y? ? ?z? ?t @test', 'a', 'a (2)']);
});

test('a word with control characters stays on its line', () => {
  expect(bashWord("a'b\n@test \\ \r\u0085")).toBe("$'a\\'b\\n@test \\\\ \\u000d\\u0085'");
  expect(bashWord("it's")).toBe("'it'\\''s'");
});

test('expected output becomes an expression in which only the marks are special', () => {
  expect(outputPattern('...veth1...')).toEqual({ text: 'veth1', lines: false });
  expect(outputPattern('ttl=[/6[34]|\\d+/] time=0.1 ms')).toEqual({
    text: '^ ?ttl=(6[34]|[0-9]+) time=[0-9]+(\\.[0-9]+)? ms ?$',
    lines: false,
  });
  expect(outputPattern('...masq[..]rade*\n...\n  $x\n')).toEqual({
    text: '\n ?[^\n]*masq[^\n]*rade\\* ?\n([^\n]*\n)* ?\\$x ?\n',
    lines: true,
  });
});

test('grep and bash match the expressions as netgen does', () => {
  const atom = fc.constantFrom('a', '\\d', '\\W', '.', '[ab0]', '[^a-b]', '[\\]^-]', '\\.', '[-^]', '[^\\d-]', 'é');
  const part = fc.oneof(
    atom,
    fc.tuple(atom, atom).map(([a, b]) => `(${a}|${b}${a})`),
    fc.tuple(atom, fc.constantFrom('*', '+', '?', '{2}', '{1,2}', '{1,}')).map(([a, times]) => `(?:${a})${times}`),
  );
  const line = fc.array(
    fc.oneof(
      part.map((each) => `[/${each}/]`),
      fc.constantFrom('[..]', 'x', '*', ' '),
    ),
    { maxLength: 4 },
  );
  const text = fc.array(fc.constantFrom('a', 'b', '0', '-', '.', 'x', ' ', '^', ']', '*', 'é'), { maxLength: 5 });
  const cases = fc
    .sample(fc.tuple(line, text), { numRuns: 400, seed: 7 })
    .map(([parts, characters]) => ({ pattern: parts.join(''), text: squeezed(characters.join('')) }))
    .filter(({ pattern }) => !['...', ''].includes(squeezed(pattern)));
  const fits = cases.map((each) => (lineMatcher(each.pattern)(each.text) ? 'yes' : 'no'));
  const run = (script: string, patterns: readonly string[]) => {
    const input = cases.map(({ text }, index) => `${text}\0${patterns[index]}\0`).join('');
    const env = { ...process.env, LC_ALL: 'C' };
    return execFileSync('bash', ['-c', script], { input, env, encoding: 'utf8' }).trim().split('\n');
  };
  const each = "while IFS= read -rd '' text && IFS= read -rd '' pattern; do";
  const byLine = cases.map(({ pattern }) => outputPattern(pattern).text);
  expect(run(`${each} grep -aqE -e "$pattern" <<<"$text" && echo yes || echo no; done`, byLine)).toEqual(fits);
  const together = cases.map(({ pattern }) => outputPattern(`${pattern}\n...`).text);
  const whole = `${each} [[ $'\\n'$text$'\\n' =~ $pattern ]] && echo yes || echo no; done`;
  expect(run(whole, together)).toEqual(fits);
});
