// The Ansible output without a kernel: names of roles, folded steps, and that every text arrives as it was written.
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { makePlan } from '../../src/4-plan/make-plan.ts';
import type { Plan } from '../../src/4-plan/plan.ts';
import { ansible } from '../../src/5-outputs/ansible/ansible.ts';
import { roleName } from '../../src/5-outputs/role-name.ts';
import { foldPlan } from '../../src/5-outputs/ansible/wanted.ts';
import { commentLines, yamlValue } from '../../src/5-outputs/ansible/yaml.ts';
import type { Lesson } from '../../src/5-outputs/output.ts';
import { bridge, twoNamespaces } from '../fixtures/plans.ts';
import { labOf } from '../tutorial-text.ts';

const lessonOf = (...plans: readonly Plan[]): Lesson => ({ tutorial: {} as Lesson['tutorial'], plans });

/** YAML as Ansible reads it, but for what the tag is for. */
const read = (text: string): unknown =>
  parse(text, { customTags: [{ tag: '!unsafe', resolve: (value: string) => value }] });

test('roles have the names of their labs, as Ansible takes them', () => {
  expect(roleName('bridge')).toBe('bridge');
  expect(roleName('two-namespaces-zh')).toBe('two_namespaces_zh');
  // The example of docs/how-to/use-the-role.md.
  expect(roleName('My_lab')).toBe('my_lab_x1fd0cdab');
});

test('no two labs share a role, and no role takes a name of Ansible', () => {
  const labs = [
    'a-b',
    'a_b',
    'A-b',
    'a--b',
    'ansible',
    'ansible-b',
    'a',
    'a-',
    'b'.repeat(24),
    'b'.repeat(25),
    '02-bridge',
  ];
  const names = labs.map(roleName);
  expect(new Set(names).size).toBe(labs.length);
  for (const name of names) expect(name).toMatch(/^(?!ansible)[a-z][a-z0-9_]{0,23}$/);
});

test('no variable of a lab is one of another lab, whose name goes on where that of the first ends', () => {
  const full = labOf(
    'lab: demo\nnodes:\n  br8: { kind: bridge, address: 10.8.0.1/24 }\n  a: { gateway: br8, run: sleep 9, exec: [{ do: touch x, undo: rm x }] }\n  host: { nat: [masquerade br8 out uplink] }\nlinks:\n  - a:eth0 10.8.0.2/24 -- br8\n',
  );
  const names = ansible
    .render(lessonOf(makePlan(full)))
    .flatMap(({ text }) => [...text.matchAll(/(?<![\w-])demo_+[a-z_]+/g)].map(([name]) => name));
  expect(names.length).toBeGreaterThan(100);
  // The name of a role has no two underscores in a row, so what follows them is not part of one.
  expect(new Set(names.filter((name) => !/^demo__[a-z]/.test(name)))).toEqual(new Set(['demo_state', 'demo_uplink']));
});

test('the same lesson gives the same bytes, and each file ends in one newline', () => {
  const once = ansible.render(lessonOf(bridge, twoNamespaces));
  expect(ansible.render(lessonOf(bridge, twoNamespaces))).toEqual(once);
  for (const { text } of once) expect(text).toMatch(/[^\n]\n$/);
});

test('lines stay shorter than ansible-lint allows, also for a lab with a long name', () => {
  const named = (plan: Plan): Plan => ({ ...plan, lab: 'b'.repeat(63) });
  const full = labOf(
    `lab: ${'b'.repeat(63)}\nnodes:\n  br8: { kind: bridge, address: [10.8.0.1/24, 2001:db8:8::1/64] }\n  a: { gateway: br8, run: sleep 9, exec: [{ do: touch x, undo: rm x }] }\n  host: { nat: [masquerade br8 out uplink] }\nlinks:\n  - a:eth0 10.8.0.2/24 -- br8\n`,
  );
  for (const plan of [named(bridge), makePlan(full)]) {
    for (const { path, text } of ansible.render(lessonOf(plan)).filter(({ path }) => path.endsWith('.yml'))) {
      for (const line of text.split('\n')) expect(line.length, `${path}: ${line}`).toBeLessThanOrEqual(160);
    }
  }
});

test('a thing carries the numbers of the steps that have it', () => {
  const wanted = foldPlan(bridge);
  const sysctl = wanted.find(({ thing }) => 'do' in thing && thing.do === 'sysctl-set');
  expect(sysctl?.steps).toEqual([2]);
  expect(wanted.filter(({ thing }) => 'do' in thing && thing.do === 'netns-add').map(({ steps }) => steps)).toEqual([
    [1, 2],
    [1, 2],
    [1, 2],
  ]);
});

test('a link that goes takes its other end, its addresses and its routes along', () => {
  const [first, second] = bridge.steps;
  if (first === undefined || second === undefined) throw new Error('the bridge has two steps');
  const [some] = first.operations;
  if (some === undefined) throw new Error('a step without operations');
  const gone = { ...some, action: { do: 'link-delete', netns: null, dev: 'veth2' } as const };
  const plan: Plan = { ...bridge, steps: [first, { ...second, operations: [gone] }] };
  const last = foldPlan(plan).filter(({ steps }) => steps.includes(2));
  const text = JSON.stringify(last.map(({ thing }) => thing));
  expect(text).toContain('veth0');
  expect(text).not.toMatch(/"veth[23]"/);
});

test('a link takes along what it carries in another namespace', () => {
  const lab = labOf(
    'lab: l\nnodes: [h, m, x]\nlinks:\n  - h -- x: 10.0.0.0/29\n  - m 10.0.0.5/29 -- h:eth0: { kind: macvlan }\n',
    'remove: { nodes: [h] }\n',
  );
  const [first, last] = [1, 2].map((step) =>
    JSON.stringify(foldPlan(makePlan(lab)).filter(({ steps }) => steps.includes(step))),
  );
  expect(first).toMatch(/"macvlan".*10\.0\.0\.5/);
  expect(last).toContain('"x"');
  expect(last).not.toMatch(/macvlan|10\.0\.0\.5|"netns":"m","dev":"eth0"/);
});

test('up to the step that plugs an interface into a bridge it stands alone', () => {
  const lab = labOf(
    'lab: l\nnodes: [a, b]\nlinks:\n  - a -- b: 10.0.0.0/24\n',
    'change: { nodes: { b: { kind: switch } } }\n',
  );
  const vars = ansible.render(lessonOf(makePlan(lab))).find(({ path }) => path.endsWith('/vars/main.yml'))?.text ?? '';
  const ends = (read(vars) as { l__interfaces: { do: string; gives: string[]; steps: number[] }[] }).l__interfaces;
  expect(ends.filter(({ do: command }) => /\bb link set .*eth0/.test(command))).toEqual([
    { do: 'ip -n b link set eth0 nomaster up', gives: ['b link eth0 master -', 'b link eth0 up'], steps: [1] },
    { do: expect.stringMatching(/link set eth0 master \S+ up$/), gives: expect.anything(), steps: [2] },
  ]);
});

test('a link that is born under another name is made by two commands, wanted together', () => {
  const lab = labOf(
    'lab: l\nnodes: [a, b, c]\nlinks:\n  - a:eth0 10.0.0.1/24 -- b:eth0 10.0.0.2/24\n  - c:eth0 10.0.0.3/24 -- b:eth0: { kind: macvlan }\n',
  );
  const files = ansible.render(lessonOf(makePlan(lab)));
  const vars = files.find(({ path }) => path.endsWith('/vars/main.yml'))?.text ?? '';
  const links = (read(vars) as { l__links: { do: string; gives: string[] }[] }).l__links;
  expect(links.map(({ do: command }) => command.replace(/ng[0-9a-f]{10}/, 'BORN'))).toEqual([
    'ip -n a link add eth0 type veth peer name eth0 netns b',
    'ip -n b link add BORN link eth0 netns c type macvlan mode bridge',
    'ip -n c link set BORN name eth0',
  ]);
  expect(links[2]?.gives).toEqual(links[1]?.gives);
  expect(links[2]?.gives).toEqual(['c link eth0 type macvlan', 'c link eth0 mode bridge']);
});

test('what a setting of the machine was is noted, but for interfaces that go with the lab', () => {
  const lab = labOf(
    'lab: l\nnodes:\n  br8: { kind: bridge, address: 10.8.0.1/24, sysctl: { net.ipv4.conf.br8.rp_filter: 2, net.ipv4.conf.all.rp_filter: 2 } }\n  a: {}\nlinks:\n  - a 10.8.0.2/24 -- br8\n',
  );
  const files = ansible.render(lessonOf(makePlan(lab)));
  const vars = files.find(({ path }) => path.endsWith('/vars/main.yml'))?.text ?? '';
  const settings = (read(vars) as { l__sysctls: { key: string; returns?: string }[] }).l__sysctls;
  expect(settings.map(({ key, returns = 'never' }) => [key, returns]).toSorted()).toEqual([
    ['net.ipv4.conf.all.rp_filter', 'with_last_lab'],
    ['net.ipv4.conf.br8.rp_filter', 'never'],
  ]);
});

const hostile = [
  '{{ 7*7 }}',
  '{% raw %}',
  '{# gone #}',
  'a: b # c',
  '"\'`$(id)\\',
  '!!python/object/apply:os.system ["id"]',
  'several\nlines\n{{ x }}\n',
  'a table {\n\tin tabs\n}\n',
  '  blanks around  \n\n',
  'yes',
  '0x10',
  '',
  '\u0000\u0085\u2028\ufeff\u{1f600}',
  `${'long '.repeat(80)}\\ "quoted" {{ end }}`,
];

test.each(hostile)('%j arrives as it was written', (text) => {
  const document = `---\nlist:\n  - name: ${yamlValue(text, 4).text}\n    after: 1\n`;
  expect(read(document)).toEqual({ list: [{ name: text, after: 1 }] });
  if (/\{[{%#]/.test(text)) expect(document).toContain('!unsafe');
});

test('comments are broken between words', () => {
  const lines = commentLines('word '.repeat(60));
  expect(lines.length).toBeGreaterThan(2);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(110);
  expect(lines.join(' ')).toBe('word '.repeat(60).trim());
});
