// setup.sh and teardown.sh as texts: the lines of a lesson, the parts of the frame, and what they may be long.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { buildLabs } from '../../src/model/build-labs.ts';
import { makePlan } from '../../src/plan/make-plan.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { lessonLines } from '../../src/scripts/lines.ts';
import { setupScript, teardownScript } from '../../src/scripts/scripts.ts';
import { readTutorial } from '../../src/source/read-tutorial.ts';

function planOf(file: string, bytes: Uint8Array): Plan {
  const { tutorial } = readTutorial(file, bytes);
  const [lab] = tutorial === undefined ? [] : buildLabs(tutorial).labs;
  if (lab === undefined) throw new Error(`${file} holds no lab`);
  return makePlan(lab);
}

const tutorial = (name: string): Plan =>
  planOf(`tutorials/${name}.md`, readFileSync(new URL(`../../tutorials/${name}.md`, import.meta.url)));

const lab = (...blocks: readonly string[]): Plan =>
  planOf('lab.md', Buffer.from(`# A lab\n\n${blocks.map((block) => `\`\`\`topology\n${block}\n\`\`\`\n`).join('\n')}`));

const linesOf = (plan: Plan, step = 0): string[] =>
  lessonLines(plan.steps[step]?.changes ?? []).flatMap(({ lines }) => lines);

const countLines = (text: string): number => text.split('\n').length - 1;

/** What bash says to the text, which it reads and does not run. */
const syntax = (text: string): string => spawnSync('bash', ['-n'], { input: text, encoding: 'utf8' }).stderr;

const withHost = (host: string) => lab(`lab: own\nnodes:\n  n:\n  host:\n${host.replace(/^/gm, '    ')}`);

describe('the lines of a lesson', () => {
  it('stand in the script as they are handed to the role', () => {
    const plan = tutorial('05-publish');
    const script = setupScript(plan);
    for (const line of linesOf(plan)) {
      const [first = ''] = line.split('\n');
      expect(script).toContain(`\n  ${first}\n`);
    }
  });

  it('know each uplink by one loop, and all of them as a set', () => {
    const lines = linesOf(tutorial('05-publish'));
    const loop =
      /^for uplink in "\$\{uplinks\[@\]\}"; do\n {2}iptables -I FORWARD -i test-bridge -o "\$uplink" .*\ndone$/;
    expect(lines).toContainEqual(expect.stringMatching(loop));
    expect(lines.find((line) => line.startsWith('nft -f - <<NFT'))).toContain('oifname { $uplink_set } masquerade');
  });

  it('note an undo before what it undoes, and only where that is not done already', () => {
    const plan = withHost("exec: { do: touch /run/x, undo: rm /run/x, unless: '[ -e /run/x ]' }");
    expect(linesOf(plan)).toContain(
      "if ! is_done bash -c '[ -e /run/x ]'; then\n  on_teardown rm /run/x\n  touch /run/x\nfi",
    );
  });

  it('take back what a later step leaves out, and end its processes', () => {
    const plan = lab(
      'lab: own\nnodes:\n  n: { run: sleep 9 }\n  host: { exec: { do: touch /run/x, undo: rm /run/x } }',
      'step: later\nremove:\n  nodes:\n    n: { run: sleep 9 }\n    host: { exec: { do: touch /run/x, undo: rm /run/x } }',
    );
    expect(linesOf(plan)).toEqual(expect.arrayContaining(['on_teardown rm /run/x', 'touch /run/x']));
    expect(linesOf(plan)).toContain('start_process n-1 ip netns exec n sleep 9');
    expect(linesOf(plan, 1)).toEqual(expect.arrayContaining(['take_back rm /run/x', 'stop_process n-1']));
  });

  it('say so where they begin with a program that the frame calls by its name', () => {
    expect(linesOf(withHost('exec: { do: cat /etc/hostname, undo: sleep 0 }'))).toContain('run cat /etc/hostname');
  });

  it("leave the author's text as it is, whatever the shell would see in it", () => {
    const text = 'echo "$HOME" `id` \'q\' TEXT \\';
    const plan = lab(`lab: own\nnodes:\n  n: { etc: { motd: ${JSON.stringify(`${text}\nTEXT\n`)} } }`);
    expect(linesOf(plan)).toContain(`tee /etc/netns/n/motd <<'TEXT_'\n${text}\nTEXT\nTEXT_`);
  });
});

describe('the frame', () => {
  it.each([
    ['02-bridge', 380, 110],
    ['05-publish', 430, 130],
  ])('of %s stays short', (name, setup, teardown) => {
    const plan = tutorial(name);
    expect(countLines(setupScript(plan))).toBeLessThanOrEqual(setup);
    expect(countLines(teardownScript(plan))).toBeLessThanOrEqual(teardown);
  });

  it('holds a part only where its plan needs it', () => {
    const [small, large] = [setupScript(tutorial('01-two-namespaces')), setupScript(tutorial('05-publish'))];
    for (const part of ['start_process() {', 'find_firewalls() {', 'survey() {', 'sysctl() {', ' ss -Hln ']) {
      expect(small).not.toContain(part);
      expect(large).toContain(part);
    }
    expect(large).not.toContain('--judge');
    expect(setupScript(tutorial('05-publish'), { forRole: true })).toContain('--judge');
  });

  it('is bash, with each of its parts', () => {
    const plans = [
      tutorial('01-two-namespaces'),
      tutorial('05-publish'),
      lab(
        'lab: own\nnodes:\n  n: { etc: { hosts: "1.2.3.4 n" }, run: sleep 9, exec: { do: "a; b", unless: "c" } }\n  host: { exec: { do: d, undo: e } }',
      ),
    ];
    for (const plan of plans) {
      for (const text of [setupScript(plan), setupScript(plan, { forRole: true }), teardownScript(plan)])
        expect(syntax(text)).toBe('');
    }
  });
});
