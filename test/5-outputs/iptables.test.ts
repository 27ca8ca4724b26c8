// The rules of a table in iptables: every form of a rule, both families, and what the programs themselves say to them.
import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import type { Outlet } from '../../src/2-model/lab.ts';
import type { Chain, Mark, Rule, TableLoad } from '../../src/4-plan/plan.ts';
import { iptablesRestores, iptablesRules } from '../../src/5-outputs/iptables.ts';

const mark: Mark = { group: 12, alias: 'netgen:lab', comment: 'netgen-lab', table: 'netgen_lab' };
const uplink: Outlet = { is: 'uplink' };
const wan: Outlet = { is: 'interface', name: 'wan' };
const inside: Outlet = { is: 'interface', name: 'br0' };
const masquerade = { do: 'masquerade' } as const;

const rules = (rule: Partial<Rule>, family: 4 | 6 = 4) =>
  iptablesRules({ text: '', verdict: masquerade, ...rule }, family);

const ports = (port: number, lastPort: number, to: string, toPort: number): Partial<Rule> => ({
  service: { protocol: 'udp', port, lastPort },
  verdict: { do: 'dnat', to, port: toPort, lastPort: toPort + lastPort - port },
});

describe('a rule', () => {
  test.each<[string, Partial<Rule>, 4 | 6, string[]]>([
    ['says what it does', {}, 4, ['-j MASQUERADE']],
    [
      'has a line for each source of its family',
      { from: ['10.0.0.0/8', 'fd00::/8', '10.1.0.0/16'] },
      4,
      ['-s 10.0.0.0/8 -j MASQUERADE', '-s 10.1.0.0/16 -j MASQUERADE'],
    ],
    ['says nothing of sources of another family', { from: ['10.0.0.0/8'] }, 6, []],
    [
      'has a line for each interface',
      { in: [inside], out: [wan, uplink] },
      4,
      ['-i br0 -o wan -j MASQUERADE', '-i br0 -o $each_uplink -j MASQUERADE'],
    ],
    ['excludes an interface', { notIn: [inside] }, 4, ['! -i br0 -j MASQUERADE']],
    ['asks for an address of this namespace', { toLocal: true }, 4, ['-m addrtype --dst-type LOCAL -j MASQUERADE']],
    ['gives an address', { verdict: { do: 'snat', to: '192.0.2.9' } }, 4, ['-j SNAT --to-source 192.0.2.9']],
    ['gives an address of IPv6', { verdict: { do: 'snat', to: 'fd00::9' } }, 6, ['-j SNAT --to-source fd00::9']],
    [
      'hands on a port',
      ports(53, 53, '10.0.0.2', 5353),
      4,
      ['-p udp --dport 53 -j DNAT --to-destination 10.0.0.2:5353'],
    ],
    [
      'hands on a port of IPv6',
      ports(53, 53, 'fd00::2', 53),
      6,
      ['-p udp --dport 53 -j DNAT --to-destination [fd00::2]:53'],
    ],
    [
      'leaves a range its ports',
      ports(50, 59, '10.0.0.2', 50),
      4,
      ['-p udp --dport 50:59 -j DNAT --to-destination 10.0.0.2'],
    ],
    [
      'shifts a range port for port',
      ports(50, 51, 'fd00::2', 80),
      6,
      [
        '-p udp --dport 50 -j DNAT --to-destination [fd00::2]:80',
        '-p udp --dport 51 -j DNAT --to-destination [fd00::2]:81',
      ],
    ],
    [
      'masquerades a range',
      { service: { protocol: 'tcp', port: 1, lastPort: 9 } },
      4,
      ['-p tcp --dport 1:9 -j MASQUERADE'],
    ],
  ])('%s', (_, rule, family, wanted) => {
    expect(rules(rule, family)).toEqual(wanted);
  });

  test('that excludes several interfaces is refused, not made too wide', () => {
    expect(() => rules({ notIn: [inside, wan] })).toThrow('excludes one interface');
    expect(() => rules({ notIn: [uplink] })).toThrow('excludes one interface');
  });
});

const chain = (hook: Chain['hook'], ...of: Rule[]): Chain => ({
  name: hook,
  type: 'nat',
  hook,
  priority: hook === 'postrouting' ? 'srcnat' : 'dstnat',
  rules: of,
});

const table: TableLoad = {
  do: 'table-load',
  netns: null,
  table: 'netgen_lab',
  chains: [
    chain('prerouting', {
      text: 'publish',
      family: 4,
      notIn: [inside],
      toLocal: true,
      ...ports(53, 54, '10.0.0.2', 80),
    } as Rule),
    chain('output', { text: 'publish', family: 6, toLocal: true, ...ports(53, 53, 'fd00::2', 80) } as Rule),
    chain('postrouting', { text: 'out $(id) `id` \\', from: ['10.0.0.0/8'], out: [uplink], verdict: masquerade }),
  ],
};

describe('a table', () => {
  test('has chains of its own in the families that its rules speak of, and one tagged rule that leads into each', () => {
    const [four, six, ...more] = iptablesRestores(table, mark);
    expect(more).toEqual([]);
    expect(four).toEqual({
      program: 'iptables-restore',
      expands: true,
      text: String.raw`*nat
:netgen-12-in - [0:0]
:netgen-12-out - [0:0]
# publish
-A netgen-12-in ! -i br0 -m addrtype --dst-type LOCAL -p udp --dport 53 -j DNAT --to-destination 10.0.0.2:80
-A netgen-12-in ! -i br0 -m addrtype --dst-type LOCAL -p udp --dport 54 -j DNAT --to-destination 10.0.0.2:81
# out \$(id) ${'\\`id\\`'} \\
-A netgen-12-out -s 10.0.0.0/8 -o $each_uplink -j MASQUERADE
-I PREROUTING -m comment --comment netgen-lab -j netgen-12-in
-I POSTROUTING -m comment --comment netgen-lab -j netgen-12-out
COMMIT
`,
    });
    expect(six?.program).toBe('ip6tables-restore');
    expect(six?.text).toContain(':netgen-12-here - [0:0]');
    expect(six?.text).not.toContain('10.0.0');
  });

  test('without an uplink is read by the shell as it stands', () => {
    const [first] = iptablesRestores(
      { ...table, chains: [chain('postrouting', { text: 'a $b', verdict: masquerade })] },
      mark,
    );
    expect(first).toMatchObject({ expands: false });
    expect(first?.text).toContain('# a $b\n');
  });

  test('of another kind is refused', () => {
    const chains: Chain[] = [{ ...chain('prerouting'), type: 'filter' }];
    const [rule] = table.chains[0]?.rules ?? [];
    if (rule === undefined) throw new Error('no rule');
    expect(() => iptablesRestores({ ...table, chains: [{ ...chain('forward'), rules: [rule] }] }, mark)).toThrow(
      'no place',
    );
    expect(iptablesRestores({ ...table, chains }, mark)).toEqual([]);
  });

  test('that stands is taken away before, by name, in the families that it spoke of', () => {
    const [four, six] = iptablesRestores({ chains: [], before: table.chains }, mark);
    expect(four).toEqual({
      program: 'iptables-restore',
      expands: false,
      text: `*nat
-D PREROUTING -m comment --comment netgen-lab -j netgen-12-in
-D POSTROUTING -m comment --comment netgen-lab -j netgen-12-out
-F netgen-12-in
-F netgen-12-out
-X netgen-12-in
-X netgen-12-out
COMMIT
`,
    });
    expect(six?.text).toContain('-X netgen-12-here\nCOMMIT\n');
    const [again] = iptablesRestores({ ...table, before: table.chains.slice(0, 1) }, mark);
    expect(again?.text).toMatch(/^\*nat\n-D .*in\n-F .*in\n-X .*in\n:netgen-12-in - /);
  });

  test('is understood by both programs', () => {
    for (const { program, text } of iptablesRestores(table, mark)) {
      const input = text.replaceAll('$each_uplink', 'up0');
      execFileSync('unshare', ['--map-root-user', '--net', program, '--noflush', '--test'], { input });
    }
  });
});

test('names of chains fit, whatever the number of the lab', () => {
  const [{ text } = { text: '' }] = iptablesRestores(table, { ...mark, group: 2 ** 31 - 1 });
  const names = [...text.matchAll(/^:(\S+)/gm)].map(([, name]) => name);
  expect(names).toHaveLength(2);
  for (const name of names) expect(name?.length).toBeLessThanOrEqual(28);
});
