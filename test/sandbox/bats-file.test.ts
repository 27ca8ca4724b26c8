// The generated verify.bats under Bats itself: the same verdicts as netgen's own judge, whatever an author writes.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bashWord, outputPatterns, testName } from '../../src/5-outputs/bats/quote.ts';
import { lineMatcher, squeezed } from '../../src/transcripts/pattern.ts';
import { type Answers, StandingLab } from './standing-lab.ts';

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
  - a reaches b within 1s
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
`;

const verdicts = ['ok', 'failed', 'ok', 'ok', 'ok', 'ok', 'ok', 'failed', 'ok', 'failed', 'failed', 'ok'];

let lab: StandingLab;
let answers: Answers;
beforeAll(async () => {
  lab = await StandingLab.setUp(topology);
  answers = await lab.ask();
}, 60_000);
afterAll(() => lab?.close());

/** The verdicts of a TAP report, in order. */
function tap(output: string): string[] {
  return [...output.matchAll(/^(ok|not ok) \d+ .*?(# skip.*)?$/gm)].map(([, word, skipped]) =>
    skipped !== undefined ? 'skipped' : word === 'ok' ? 'ok' : 'failed',
  );
}

test('the judge gives the verdicts, and nothing of the author runs where it should be read', async () => {
  expect(Object.values(answers)).toEqual(verdicts);
  const { code } = await lab.sandbox.run(['test', '-e', canary]);
  expect(code).toBe(1);
});

const releases = [npmBats, ...(existsSync(systemBats) ? [systemBats] : [])];

test.each(releases)('%s gives the same', { timeout: 60_000 }, async (program) => {
  const { stdout, stderr } = await lab.bats(program);
  expect(stderr).toBe('');
  expect(tap(stdout)).toEqual(verdicts);
  const { code } = await lab.sandbox.run(['test', '-e', canary]);
  expect(code).toBe(1);
});

test('checks of another step are skipped, an unknown step fails', { timeout: 60_000 }, async () => {
  const { stdout } = await lab.bats(npmBats, { STEP: 'other' });
  expect(new Set(tap(stdout))).toEqual(new Set(['failed']));
  expect(stdout).toContain('STEP must be one of: 1');
});

test('beyond the uplink nothing is asked of a reader without saying so', { timeout: 60_000 }, async () => {
  const alone = await StandingLab.setUp(`
lab: beyond
nodes:
  lan: { kind: bridge, address: 10.9.0.1/24 }
  a: { gateway: lan }
  host: { nat: [masquerade lan out uplink] }
links: [a 10.9.0.2/24 -- lan]
checks:
  - a reaches outside within 1s
  - outside sees a as host
  - outside cannot reach a
`);
  try {
    expect(tap((await alone.bats(npmBats)).stdout)).toEqual(['ok', 'ok', 'ok']);
    const without = (await alone.bats(npmBats, {})).stdout;
    expect(tap(without)).toEqual(['skipped', 'skipped', 'skipped']);
    expect(without).toContain('set OUTSIDE_ADDRESS');
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

test('names keep no character that Bats or bash might read', () => {
  expect(testName('in a: echo "$(x)" `y` \\ {z} #t\n@test').text).toBe('in a: echo ??(x)? ?y? ? ?z? ?t @test');
});

test('a word with control characters stays on its line', () => {
  expect(bashWord("a'b\n@test \\ \r\u0085").text).toBe("$'a\\'b\\n@test \\\\ \\u000d\\u0085'");
  expect(bashWord("it's").text).toBe("'it'\\''s'");
});

test('expected output becomes expressions in which only the marks are special', () => {
  expect(outputPatterns('...masq[..]rade*\n...\n  $x\n')).toEqual(['^.*masq.*rade\\*$', '...', '^\\$x$']);
  expect(outputPatterns('ttl=[/6[34]|\\d+/] time=0.1 ms')).toEqual([
    '^ttl=(6[34]|([0-9])+) time=([0-9])+(\\.([0-9])+)? ms$',
  ]);
});

test('bash matches the expressions as netgen does', () => {
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
  const script =
    'while IFS= read -r text && IFS= read -r pattern; do [[ $text =~ $pattern ]] && echo yes || echo no; done';
  const input = cases.map((each) => `${each.text}\n${outputPatterns(each.pattern)[0]}\n`).join('');
  const said = execFileSync('bash', ['-c', script], { input, env: { ...process.env, LC_ALL: 'C' }, encoding: 'utf8' });
  expect(said.trim().split('\n')).toEqual(cases.map((each) => (lineMatcher(each.pattern)(each.text) ? 'yes' : 'no')));
});
