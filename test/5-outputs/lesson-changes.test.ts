// The line of a lesson that says what a step changes: a setting or a file that stands already is changed, not new.
import { expect, it } from 'vitest';
import { lessonDoc } from '../../src/5-outputs/lesson/lesson.ts';
import { compileTutorial } from '../../src/compile.ts';

const lab = `# Values

\`\`\`topology
lab: values
nodes:
  a: { sysctl: { net.ipv4.conf.all.rp_filter: 1 }, etc: { hosts: "10.0.0.1 one" } }
  b:
links:
- a 10.0.0.1/24 -- b 10.0.0.2/24
\`\`\`
`;

const step = (name: string, body: string) => `\n\`\`\`topology\nstep: ${name}\n${body}\n\`\`\`\n`;

function changesOf(text: string): string[] {
  const { lesson, diagnostics } = compileTutorial('values.md', new TextEncoder().encode(text));
  if (lesson === undefined) throw new Error(diagnostics.map(({ code, label }) => `${code}: ${label}`).join('\n'));
  return [...(lessonDoc.render(lesson)[0]?.text ?? '').matchAll(/^\*\*What changes:\*\* (.*)$/gm)].map(
    ([, said = '']) => said,
  );
}

it('calls a setting and a file new where they come, changed where they stand, and new again after they went', () => {
  const values = (filter: number, name: string) =>
    `a: { sysctl: { net.ipv4.conf.all.rp_filter: ${filter} }, etc: { hosts: "10.0.0.1 ${name}" } }`;
  const said = changesOf(
    lab +
      step('other', `change: { nodes: { ${values(2, 'two')} } }`) +
      step('gone', 'remove: { nodes: { a: { sysctl: { net.ipv4.conf.all.rp_filter: }, etc: { hosts: } } } }') +
      step('again', `nodes: { ${values(1, 'one')} }`),
  );
  expect(said[0]).toMatch(/^new: .*`net\.ipv4\.conf\.all\.rp_filter`\), 1 file \(`hosts`\)\.$/);
  expect(said.slice(1)).toEqual([
    'changed: 1 kernel setting (`net.ipv4.conf.all.rp_filter`), 1 file (`hosts`).',
    'gone: 1 kernel setting (`net.ipv4.conf.all.rp_filter`), 1 file (`hosts`).',
    'new: 1 kernel setting (`net.ipv4.conf.all.rp_filter`), 1 file (`hosts`).',
  ]);
});
