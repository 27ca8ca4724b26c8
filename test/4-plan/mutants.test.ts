// The mistakes that a plan can have: each operation is judged, and each mutant is wrong by one thing.
import { describe, expect, test } from 'vitest';
import { judgedOperations, type Mutant } from '../../src/4-plan/mutants/mutants.ts';
import type { Plan } from '../../src/4-plan/plan.ts';
import { compileTutorial } from '../../src/compile.ts';

function planOf(block: string, ...more: string[]): Plan {
  const text = `# Lab\n\n${[block, ...more].map((yaml) => `\`\`\`topology\n${yaml.trim()}\n\`\`\`\n`).join('\n')}`;
  const { lesson, diagnostics } = compileTutorial('lab.md', new TextEncoder().encode(text));
  const plan = lesson?.plans[0];
  if (plan === undefined) throw new Error(JSON.stringify(diagnostics));
  return plan;
}

const everything = planOf(
  `
lab: all
nodes:
  lan: { kind: bridge, address: 10.0.0.1/24 }
  a:
    gateway: lan
    run: [sleep 1]
    sysctl: { net.ipv4.ip_default_ttl: 65 }
  r: { kind: router }
  b:
  host:
    nat:
      - masquerade lan out eth0, ens192
      - publish tcp/8080 to a tcp/80
links:
  - a:eth0 10.0.0.2/24 -- lan: { mtu: 1400 }
  - r:eth0 10.0.1.1/24 -- a:eth1 10.0.1.2/24
  - r:eth1 10.0.2.1/24 -- b:eth0 10.0.2.2/24
`,
  `
step: other
change:
  links:
    - r:eth0 -- a:eth1: { state: down }
  nodes:
    host:
      nat:
        - publish tcp/8080 to a tcp/81
`,
);

const said = ({ operation, altered }: Mutant) => `${operation.id}: ${altered.what ?? 'left out'}`;
const mutantsOf = (plan: Plan) => judgedOperations(plan).flatMap(({ mutants }) => mutants);

test('every operation is judged once, in order', () => {
  const judged = judgedOperations(everything);
  expect(judged.map(({ operation }) => operation)).toEqual(everything.steps.flatMap(({ operations }) => operations));
  for (const { by, mutants } of judged) expect(mutants.length > 0).toBe(by === 'mutants');
});

test('a mutant is the plan but for one operation, and the tables that say the same again', () => {
  for (const { plan, operation, altered } of mutantsOf(everything)) {
    const right = everything.steps.flatMap(({ operations }) => operations);
    const wrong = plan.steps.flatMap(({ operations }) => operations);
    const before = right.indexOf(operation);
    expect(wrong.slice(0, before)).toEqual(right.slice(0, before));
    expect(wrong.slice(before, before + altered.actions.length).map(({ action }) => action)).toEqual(altered.actions);
    expect(altered.actions).not.toContainEqual(operation.action);
    const rest = (operations: typeof right, from: number) =>
      operations.slice(from).map((one) => (one.action.do === 'table-load' ? one.id : one));
    expect(rest(wrong, before + altered.actions.length)).toEqual(rest(right, before + 1));
    expect(plan.steps.map(({ checks }) => checks)).toEqual(everything.steps.map(({ checks }) => checks));
  }
});

describe('what is judged how', () => {
  const judged = judgedOperations(everything);
  const idsBy = (by: (typeof judged)[number]['by']) =>
    judged.filter((each) => each.by === by).map(({ operation }) => operation.id);

  test('a namespace or a link that others stand on needs no trial', () => {
    expect(idsBy('needed')).toEqual(expect.arrayContaining(['netns a', 'netns b', 'netns r']));
  });

  test("netgen's own care is not judged: loopback interfaces, path filters, what it closes behind itself", () => {
    for (const id of idsBy('care')) expect(id).toMatch(/:lo$|rp_filter|^remove accept |ipv6/);
    expect(idsBy('care')).toContain('link a:lo');
    expect(idsBy('care').some((id) => id.includes('rp_filter'))).toBe(true);
    expect(idsBy('care')).toContain('sysctl r net.ipv6.conf.all.forwarding');
  });

  test('a link is tried without each thing that is said of it', () => {
    expect(mutantsOf(everything).map(said)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^link host:\S+: master lan$/),
        expect.stringMatching(/^link host:\S+: mtu 1400$/),
        expect.stringMatching(/^link host:\S+: mtu 1400 of eth0$/),
        'link host:lan: up',
      ]),
    );
  });

  test('a switch of the kernel is turned, another setting is left out', () => {
    const settings = mutantsOf(everything)
      .map(said)
      .filter((text) => text.startsWith('sysctl'));
    expect(settings).toContain('sysctl host net.ipv4.ip_forward: net.ipv4.ip_forward=0 instead of 1');
    expect(settings).toContain('sysctl a net.ipv4.ip_default_ttl: left out');
  });

  test('a table is tried without each of its rules, and a rule without each of its interfaces; later tables lack it too', () => {
    const rules = mutantsOf(everything).filter(({ operation }) => operation.action.do === 'table-load');
    expect(rules.map(({ step, altered }) => `${step.name} ${altered.what}`)).toEqual([
      '1 publish tcp/8080 to a tcp/80 (way_in)',
      '1 publish tcp/8080 to a tcp/80 (way_in_from_here)',
      '1 masquerade lan out eth0, ens192 (way_out)',
      '1 eth0 of masquerade lan out eth0, ens192 (way_out)',
      '1 ens192 of masquerade lan out eth0, ens192 (way_out)',
      'other publish tcp/8080 to a tcp/81 (way_in)',
      'other publish tcp/8080 to a tcp/81 (way_in_from_here)',
    ]);
    const loads = (mutant: Mutant | undefined) =>
      mutant?.plan.steps.flatMap(({ operations }) =>
        operations.flatMap(({ action }) => (action.do === 'table-load' ? [JSON.stringify(action.chains)] : [])),
      );
    const without = loads(rules[2]);
    expect(without).toHaveLength(2);
    for (const chains of without ?? []) expect(chains).not.toContain('masquerade');
  });

  test('what opens a firewall is tried behind one, and where it is for frames, with br_netfilter', () => {
    const accepts = mutantsOf(everything).filter(({ operation }) => operation.action.do === 'forward-accept');
    expect(accepts.length).toBeGreaterThan(3);
    expect(new Set(accepts.map(({ world }) => world))).toEqual(new Set(['firewall']));
    expect(accepts.filter(({ bridged }) => bridged.length > 0).map(said)).toEqual(['accept lan to lan ipv4: left out']);
    const others = mutantsOf(everything).filter(({ operation }) => operation.action.do !== 'forward-accept');
    expect(new Set(others.map(({ world }) => world))).toEqual(new Set(['plain']));
  });
});
