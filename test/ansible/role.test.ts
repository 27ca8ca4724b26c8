// The Ansible output without a kernel: names of roles, that every text arrives as it was written, and that roles run what scripts run.
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { compileTutorial } from '../../src/compile.ts';
import { ansible } from '../../src/outputs/ansible/ansible.ts';
import { commentLines, yamlLine, yamlLines } from '../../src/outputs/ansible/yaml.ts';
import type { Lesson } from '../../src/outputs/output.ts';
import { roleName } from '../../src/outputs/role-name.ts';
import { makePlan } from '../../src/plan/make-plan.ts';
import { setupScript } from '../../src/scripts/scripts.ts';
import { labOf } from '../tutorial-text.ts';

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
  const labs = ['a-b', 'a_b', 'A-b', 'a--b', 'ansible', 'ansible-b', 'a', 'a-', 'b'.repeat(24), 'b'.repeat(25), '02-b'];
  const names = labs.map(roleName);
  expect(new Set(names).size).toBe(labs.length);
  for (const name of names) expect(name).toMatch(/^(?!ansible)[a-z][a-z0-9_]{0,23}$/);
});

const hostile = [
  '{{ 7*7 }}',
  '{% raw %}',
  '{# gone #}',
  'a: b # c',
  '"\'`$(id)\\',
  '!!python/object/apply:os.system ["id"]',
  'several\nlines\n{{ x }}\n',
  'a table {\n\tin tabs\n}',
  'far\n\n\n\n\napart',
  '  blanks around  \n\n',
  'yes',
  'No',
  '0x10',
  '',
  '\u0000\u0085\u2028\ufeff\u{1f600}',
  `${'long '.repeat(80)}\\ "quoted" {{ end }}`,
  '\u{1f600}'.repeat(200),
];

test.each(hostile)('%j arrives as it was written', (text) => {
  const document = `- name: ${yamlLine(text, 4).text}\n  do:\n    stdin: ${yamlLines(text, 6).text}\n  after: 1\n`;
  expect(read(document)).toEqual([{ name: text, do: { stdin: `${text}\n` }, after: 1 }]);
  if (/\{[{%#]/.test(text)) expect(document.match(/!unsafe/g)).toHaveLength(2);
  for (const line of document.split('\n')) expect([...line].length).toBeLessThanOrEqual(160);
});

test('comments are broken between words', () => {
  const lines = commentLines('word '.repeat(60));
  expect(lines.length).toBeGreaterThan(2);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(120);
  expect(lines.join(' ')).toBe('word '.repeat(60).trim());
});

test('every task of a step is a reason with its lines, and the next step is another file', () => {
  const lab = labOf(
    'lab: l\nnodes: [a, b]\nlinks:\n  - a 10.0.0.1/24 -- b 10.0.0.2/24\n',
    'step: down\nchange:\n  links:\n    - a -- b: { state: down }\n',
  );
  const files = ansible.render({ tutorial: {}, plans: [makePlan(lab)] } as unknown as Lesson);
  const tasksOf = (name: string) =>
    read(files.find(({ path }) => path.endsWith(`/tasks/${name}`))?.text ?? '') as {
      name: string;
      'ansible.builtin.command': { cmd: string; stdin: string };
    }[];
  const [first] = tasksOf('step-1-1.yml');
  expect(first?.['ansible.builtin.command']).toEqual({
    cmd: 'bash /run/netgen/l/setup.sh --lines --until 1',
    stdin: 'ip netns add a\nip netns add b\n',
  });
  expect(tasksOf('step-2-down.yml').map((task) => task['ansible.builtin.command'].stdin)).toEqual([
    expect.stringMatching(/^ip -n a link set eth0 down\n/),
  ]);
});

/** Without reasons and indentation. */
const commandsIn = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));

const pages = ['tutorials', 'src/kinds'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md') && !name.includes('zh-CN'))
    .map((name) => `${folder}/${name}`),
);

test.each(pages)('the tasks of %s are the lines of its setup.sh, on whatever kernel', (page) => {
  const { lesson } = compileTutorial(page, readFileSync(page));
  const plans = lesson?.plans ?? [];
  expect(plans.length).toBeGreaterThan(0);
  for (const plan of plans) {
    const files = ansible.render({ ...lesson, plans: [plan] } as Lesson);
    const steps = [...setupScript(plan).matchAll(/^step_[^(]+\(\) \{\n(.*?)^\}\n\n/gms)].map(([, body = '']) =>
      commandsIn(body),
    );
    const tasks = plan.steps.map(({ number }) => {
      const { text = '' } = files.find(({ path }) => path.includes(`/tasks/step-${number}-`)) ?? {};
      return (read(text) as { 'ansible.builtin.command': { stdin: string } }[]).flatMap((task) =>
        commandsIn(task['ansible.builtin.command'].stdin),
      );
    });
    expect(tasks).toEqual(steps);
  }
});
