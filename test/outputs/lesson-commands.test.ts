// What the lesson prints of commands and changes: lines that can be typed, one line of what is new, the way back.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compileTutorial } from '../../src/compile.ts';
import { textbookLine } from '../../src/outputs/lesson/commands.ts';
import { lessonDoc } from '../../src/outputs/lesson/lesson.ts';

const remarks = { restored: (key: string) => `${key}: as before`, ended: 'end it' };

describe('a command as a textbook prints it', () => {
  it.each([
    [{ argv: ['ip', 'netns', 'add', 'a'] }, 'ip netns add a'],
    [{ argv: ['bash', '-c', "echo 'x' | cat"] }, String.raw`bash -c 'echo '\''x'\'' | cat'`],
    [{ argv: ['iptables', '-o', { is: 'uplink' }] }, 'iptables -o "$uplink"'],
    [{ argv: ['httpd', '-f'], process: 'a-1' }, 'httpd -f &'],
    [{ argv: ['touch', 'x'], unless: ['test', '-e', 'x'] }, 'test -e x || touch x'],
    [{ argv: ['sysctl', '-w', { is: 'before', setting: 'net.x' }] }, '# net.x: as before'],
    [{ argv: ['kill', '--', { is: 'process', name: 'a-1' }] }, '# end it'],
    [{ argv: ['nft', '-f', '-'], stdin: ['a $x\n'] }, "nft -f - <<'NFT'\na $x\nNFT"],
    [
      { argv: ['nft', '-f', '-'], stdin: ['# $x\nout { ', { is: 'uplinks' }, ' } ok\n'] },
      'nft -f - <<NFT\n# \\$x\nout "$uplink" ok\nNFT',
    ],
    [{ argv: ['tee', 'f'], stdin: ['END\n'] }, "tee f <<'END_'\nEND\nEND_"],
  ] as const)('%j', (command, line) => expect(textbookLine(command, remarks)).toBe(line));
});

function pageOf(text: string, file = 'lab.md'): string {
  const { lesson, diagnostics } = compileTutorial(file, new TextEncoder().encode(text));
  if (lesson === undefined) throw new Error(diagnostics.map(({ code, label }) => `${code}: ${label}`).join('\n'));
  return lessonDoc.render(lesson)[0]?.text ?? '';
}

const tutorial = (name: string): string =>
  pageOf(readFileSync(new URL(`../../tutorials/${name}`, import.meta.url), 'utf8'), name);

const changesOf = (page: string): string[] =>
  [...page.matchAll(/^\*\*What changes:\*\* (.*)$/gm)].map(([, said = '']) => said);

describe('what a step changes', () => {
  it('is counted by nouns, with the names of the few', () => {
    expect(changesOf(tutorial('02-bridge.md'))).toEqual([
      'new: 3 namespaces (`namespace1`, `namespace2`, `namespace3`), 1 bridge (`test-bridge`), 3 cables, 1 way through the firewall, 3 addresses (`172.19.0.2/24`, `172.19.0.3/24`, `172.19.0.4/24`).',
      'new: 1 address (`172.19.0.1/24`), 3 routes (`default`).',
      'new: 1 kernel setting (`net.ipv4.ip_forward`), 2 ways through the firewall.',
    ]);
    expect(tutorial('02-bridge.zh-CN.md')).toContain('3 个命名空间（`namespace1`、`namespace2`、`namespace3`）');
  });

  it('names what is set up or down where it stands already, and nothing that is as it was', () => {
    expect(changesOf(tutorial('01-two-namespaces.md')).slice(2)).toEqual([
      'changed: 1 interface (`veth0`).',
      'changed: 1 interface (`veth0`).',
    ]);
  });

  it('is new where it comes, changed where it stands, and new again after it went', () => {
    const values = (name: string) => `a: { etc: { hosts: "10.0.0.1 ${name}" } }`;
    const block = (body: string) => `\n\`\`\`topology\n${body}\n\`\`\`\n`;
    const said = changesOf(
      pageOf(
        `# Values\n${block(`lab: values\nnodes:\n  ${values('one')}\n  b:\nlinks:\n- a 10.0.0.1/24 -- b 10.0.0.2/24`)}` +
          block(`step: other\nchange: { nodes: { ${values('two')} } }`) +
          block('step: gone\nremove: { nodes: { a: { etc: { hosts: } } } }') +
          block(`step: again\nnodes: { ${values('one')} }`),
      ),
    );
    const file = '1 file (`hosts`).';
    expect(said[0]).toMatch(/^new: /);
    expect(said.slice(1)).toEqual([`changed: ${file}`, `gone: ${file}`, `new: ${file}`]);
  });
});

describe('the uplink', () => {
  it('is found once a step, before the first command that uses it', () => {
    const page = tutorial('03-masquerade.md');
    const [step = ''] = page.split('**Step 2 of 2')[1]?.split('Or everything') ?? [];
    expect(step.match(/^uplink=/gm)?.length).toBe(1);
    expect(step.indexOf('uplink=')).toBeLessThan(step.indexOf('"$uplink"'));
  });
});

describe('what you should see', () => {
  const [, , seen = ''] = tutorial('05-publish.md').split('**What you should see:**');
  const [items = ''] = seen.split('<details');

  it('is a sentence, and in the line below the command that shows it', () => {
    expect(items).toContain(
      '\n- `namespace3 reaches outside`  \n  `ip netns exec namespace3 ping -c 1 -W 1 1.1.1.1`\n',
    );
  });

  it('says of a command that it has to fail, and that it is for another machine', () => {
    expect(items).toMatch(/`outside reaches .*\n {2}`[^`]*MACHINE\/8080'` \(on another machine\)\n/);
    expect(items).toMatch(
      /`outside cannot reach namespace2`.*\n {2}`ping [^`]*` \(on another machine, has to fail\)\n/,
    );
    expect(items).not.toContain('ip netns exec outside');
  });

  it('shows of a sentence for several the first one, and of a command no other', () => {
    const page = tutorial('05-publish.md');
    expect(page).toMatch(/- `namespace1\.\.3 reach outside` \(3 checks\) {2}\n {2}`ip netns exec namespace1 ping /);
    expect(page).toMatch(/- `namespace2 runs python3 [^\n]*veth1\n- /);
  });
});

describe('the way back', () => {
  it('is told of each step but the first, and takes the table that a step has brought as a whole', () => {
    expect(tutorial('05-publish.md').split('<summary>Take this step back</summary>').length).toBe(2);
    const [, back = ''] = tutorial('03-masquerade.md').split('<summary>Take this step back</summary>');
    expect(back.slice(0, back.indexOf('</details>')).match(/^nft .*/gm)).toEqual([
      'nft delete table inet netgen_masquerade',
    ]);
  });
});

describe('by hand', () => {
  it('settings of the machine are a remark, a table of the lab goes as a whole, what ends with another needs no line', () => {
    const [, end = ''] = tutorial('05-publish.md').split('<summary>By hand, in this order</summary>');
    const [, lines = ''] = /```bash\n([^`]*)```/.exec(end) ?? [];
    expect(lines).toMatch(/^# net\.ipv4\.ip_forward: /m);
    expect(lines).toMatch(/^# end the process/m);
    expect(lines.match(/^nft .*/gm)).toEqual(['nft delete table inet netgen_publish']);
    expect(lines).toMatch(/^ip link delete test-bridge$/m);
    expect(lines).toMatch(/ip netns delete namespace1\n$/);
    expect(lines).not.toMatch(/^ip .*(?:address|veth)|route delete/m);
  });
});
