// The scripts as text: byte-stable, every kind of action, nothing of the author's unquoted.
import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import type { Outlet } from '../../src/2-model/lab.ts';
import type { Action, Chain, Plan, Rule, TableLoad } from '../../src/4-plan/plan.ts';
import { bash } from '../../src/5-outputs/bash/bash.ts';
import { type Command, commandsOf } from '../../src/5-outputs/commands.ts';
import { nftRule, nftTable } from '../../src/5-outputs/nft.ts';
import type { Lesson } from '../../src/5-outputs/output.ts';
import { bridge, twoNamespaces } from '../fixtures/plans.ts';

const lessonOf = (...plans: Plan[]): Lesson => ({ tutorial: { name: 'lesson' } as Lesson['tutorial'], plans });

function scriptOf(plan: Plan, name: 'setup.sh' | 'teardown.sh' = 'setup.sh'): string {
  const file = bash.render(lessonOf(plan)).find(({ path }) => path === `lesson/${name}`);
  if (file === undefined) throw new Error(`no ${name}`);
  return file.text;
}

/** A plan of one step that holds these actions. */
function planWith(...actions: Action[]): Plan {
  const [step] = twoNamespaces.steps;
  const [first] = step?.operations ?? [];
  if (step === undefined || first === undefined) throw new Error('the fixture is empty');
  const operations = actions.map((action, index) => ({ ...first, id: String(index), action }));
  return { ...twoNamespaces, steps: [{ ...step, operations }] };
}

const line = ({ words }: Command) =>
  words.map((word) => (typeof word === 'string' ? word : `$${word.variable}`)).join(' ');

const linesOf = (action: Action) => commandsOf(action, bridge.mark).map(line);

describe('files', () => {
  test('a lab has two scripts, executable, the same bytes each time', () => {
    const files = bash.render(lessonOf(bridge));
    expect(files.map(({ path, executable }) => [path, executable])).toEqual([
      ['lesson/setup.sh', true],
      ['lesson/teardown.sh', true],
    ]);
    expect(bash.render(lessonOf(bridge))).toEqual(files);
  });

  test('several labs have a folder each', () => {
    expect(bash.render(lessonOf(bridge, twoNamespaces)).map(({ path }) => path)).toEqual([
      'lesson/bridge/setup.sh',
      'lesson/bridge/teardown.sh',
      'lesson/two-namespaces/setup.sh',
      'lesson/two-namespaces/teardown.sh',
    ]);
  });

  test('every line of the lesson stands under its reason and its place', () => {
    const text = scriptOf(bridge);
    const lesson = text.slice(text.indexOf('lesson() {'), text.indexOf('\n}\n'));
    expect(lesson).toContain("  # tutorials/02-bridge.md:35\n  step 2 'The way out, and the way back in'\n");
    expect(lesson).toContain(
      '  # The bridge is the switch that the cables are plugged into.\n  ip link add test-bridge ',
    );
    expect(lesson).not.toMatch(/\beval\b/);
  });

  test('the words of a reader follow the language of the tutorial', () => {
    const chinese: Plan = { ...twoNamespaces, tutorial: { ...twoNamespaces.tutorial, language: 'zh-CN' } };
    expect(scriptOf(chinese)).toContain('#   撤销');
    expect(scriptOf(chinese)).toContain('网络命名空间是一套独立的网络栈');
    expect(scriptOf(chinese, 'teardown.sh')).toContain('拆除 setup.sh 创建的一切');
  });
});

describe('the header', () => {
  const needing = (namespaces: string[], links: string[], sysctls: string[]): string => {
    const needs = { ...bridge.needs, namespaces, host: { ...bridge.needs.host, links, sysctls } };
    return scriptOf({ ...bridge, needs });
  };

  test('speaks of one thing as of one', () => {
    const text = needing(['h1'], ['br'], ['net.ipv4.ip_forward']);
    expect(text).toContain(' the network namespace h1\n');
    expect(text).toContain(' on this machine the interface br\n');
    expect(text).toContain(' the setting net.ipv4.ip_forward of this machine; it goes back to what it was\n');
  });

  test('speaks of several as of several', () => {
    const text = needing(['h1', 'h2'], ['br', 'br2'], ['net.ipv4.ip_forward', 'net.ipv6.conf.all.forwarding']);
    expect(text).toContain(' the network namespaces h1 h2\n');
    expect(text).toContain(' on this machine the interfaces br br2\n');
    expect(text).toMatch(/ the settings net\.\S+ net\.\S+ of this machine; they go back to what they were\n/);
  });
});

describe('commands', () => {
  const veth = { do: 'link-add', type: 'veth', words: [], up: true } as const;

  test('a pair is made where its first end lives, each end in its place', () => {
    const both = { ...veth, netns: 'sw', dev: 'h1', master: 'br0', peer: { netns: 'h1', dev: 'eth0', mtu: 1400 } };
    expect(linesOf(both)).toEqual(['ip -n sw link add h1 master br0 up type veth peer name eth0 netns h1 mtu 1400']);
    expect(linesOf({ ...veth, netns: null, dev: 'p', alias: 'h1:eth0', peer: { netns: null, dev: 'q' } })).toEqual([
      'ip link add p group 1851924 up type veth peer name q group 1851924',
      'ip link set p alias h1:eth0',
    ]);
  });

  test('another kind of link, and one with a parent elsewhere, which is born under a name of its own', () => {
    const vlan = { do: 'link-add', netns: 'r1', dev: 'eth0.10', type: 'vlan', words: ['id', '10'], up: true } as const;
    expect(linesOf({ ...vlan, parent: { netns: 'r1', dev: { is: 'interface', name: 'eth0' } } })).toEqual([
      'ip -n r1 link add eth0.10 link eth0 up type vlan id 10',
    ]);
    expect(linesOf({ ...vlan, parent: { netns: null, dev: { is: 'uplink' } } })).toEqual([
      'ip link add ng049117e973 link $uplink netns r1 type vlan id 10',
      'ip -n r1 link set ng049117e973 name eth0.10',
      'ip -n r1 link set eth0.10 up',
    ]);
  });

  test.each<[Action, string[]]>([
    [{ do: 'netns-add', netns: 'h1' }, ['ip netns add h1']],
    [{ do: 'netns-delete', netns: 'h1' }, ['ip netns delete h1']],
    [{ do: 'link-delete', netns: null, dev: 'br' }, ['ip link delete br']],
    [{ do: 'link-set', netns: 'h1', dev: 'e', mtu: 1400, up: false }, ['ip -n h1 link set e mtu 1400 down']],
    [{ do: 'link-set', netns: 'h1', dev: 'e' }, []],
    [
      { do: 'address-add', netns: 'h1', dev: 'e', address: '2001:db8::1/64', family: 6 },
      ['ip -n h1 address add 2001:db8::1/64 dev e nodad'],
    ],
    [
      { do: 'address-delete', netns: 'h1', dev: 'e', address: '10.0.0.1/24', family: 4 },
      ['ip -n h1 address delete 10.0.0.1/24 dev e'],
    ],
    [
      { do: 'route-add', netns: 'r', family: 6, type: 'unicast', to: 'default', hops: [{ dev: 'e' }] },
      ['ip -n r route add ::/0 dev e'],
    ],
    [
      {
        do: 'route-add',
        netns: 'r',
        family: 4,
        type: 'unicast',
        to: '10.9.0.0/16',
        hops: [
          { via: '10.0.0.2', dev: 'a', weight: 2 },
          { via: '10.0.1.2', dev: 'b' },
        ],
        metric: 50,
        table: 7,
      },
      [
        'ip -n r route add 10.9.0.0/16 metric 50 table 7 nexthop via 10.0.0.2 dev a weight 2 nexthop via 10.0.1.2 dev b',
      ],
    ],
    [
      { do: 'route-delete', netns: null, family: 4, type: 'blackhole', to: '10.9.0.0/16', hops: [] },
      ['ip route delete blackhole 10.9.0.0/16'],
    ],
    [{ do: 'sysctl-set', netns: null, key: 'a.b', value: '1' }, ['sysctl -w a.b=1']],
    [{ do: 'sysctl-set', netns: 'r', key: 'a.b', value: '1' }, ['ip netns exec r sysctl -w a.b=1']],
    [{ do: 'sysctl-restore', netns: null, key: 'a.b' }, ['restore_sysctl host a.b']],
    [{ do: 'table-delete', netns: 'r', table: 't' }, ['ip netns exec r nft delete table inet t']],
    [
      {
        do: 'forward-accept',
        netns: null,
        families: [4, 6],
        in: { is: 'uplink' },
        out: { is: 'interface', name: 'br' },
        answersOnly: true,
      },
      [
        'accept_forward ipv4 @uplink br RELATED,ESTABLISHED,DNAT',
        'accept_forward ipv6 @uplink br RELATED,ESTABLISHED,DNAT',
      ],
    ],
    [{ do: 'file-write', netns: 'h', file: 'hosts', text: 'x' }, ['write_file /etc/netns/h/hosts x']],
    [{ do: 'file-delete', netns: 'h', file: 'hosts' }, ['remove_file /etc/netns/h/hosts']],
    [{ do: 'process-start', netns: 'h', id: 'h-1', command: 'web' }, ['start_process h-1 h web']],
    [{ do: 'process-end', netns: 'h', id: 'h-1' }, ['end_process h-1']],
    [
      { do: 'run', netns: null, id: 'host-1', command: 'a', undo: 'b', unless: 'c' },
      ['run_once host-1 host a unless c undo b'],
    ],
  ])('%j', (action, lines) => {
    expect(linesOf(action)).toEqual(lines);
  });
});

describe('rules', () => {
  const service = { protocol: 'udp', port: 53, lastPort: 54 } as const;
  test.each([
    [
      nftRule({ text: '', from: ['2001:db8::/64', '2001:db8:1::/64'], verdict: { do: 'snat', to: '2001:db8::9' } }),
      'ip6 saddr { 2001:db8::/64, 2001:db8:1::/64 } snat ip6 to 2001:db8::9',
    ],
    [
      nftRule({ text: '', family: 6, service, verdict: { do: 'dnat', to: '2001:db8::9', port: 53, lastPort: 54 } }),
      'meta nfproto ipv6 udp dport 53-54 dnat ip6 to 2001:db8::9',
    ],
    [
      nftRule({ text: '', family: 6, service, verdict: { do: 'dnat', to: '2001:db8::9', port: 80, lastPort: 81 } }),
      'meta nfproto ipv6 udp dport 53-54 dnat ip6 to [2001:db8::9]:udp dport map { 53 : 80, 54 : 81 }',
    ],
    [
      nftRule({
        text: '',
        out: [{ is: 'uplink' }, { is: 'interface', name: 'w' }],
        verdict: { do: 'masquerade' },
      }),
      'oifname { $each_uplink, "w" } masquerade',
    ],
  ])('%s', (text, wanted) => {
    expect(text).toBe(wanted);
  });
});

describe('a table', () => {
  const load = (out: Outlet): TableLoad => {
    const rule: Rule = { text: 'x `touch /tmp/canary` $(id) $HOME \\ out', out: [out], verdict: { do: 'masquerade' } };
    const chain: Chain = { name: 'out', type: 'nat', hook: 'postrouting', priority: 'srcnat', rules: [rule] };
    return { do: 'table-load', netns: null, table: 't', chains: [chain] };
  };
  /** What nft reads when the shell comes to the lesson; `each_uplink` is what the runtime sets it to, or a reader. */
  const read = (out: Outlet): string => {
    const lesson = /^lesson\(\) \{\n.*?^\}$(?=\n\n#)/ms.exec(scriptOf(planWith(load(out))))?.[0] ?? '';
    const program = `step() { :; }; nft() { cat; }; iptables-restore() { :; }; ip6tables-restore() { :; }; each_uplink=up0\n${lesson}\nlesson`;
    return execFileSync('bash', ['-c', program], { encoding: 'utf8' });
  };

  test('that speaks of the uplinks has their names filled in by the shell, and nothing else', () => {
    const uplink: Outlet = { is: 'uplink' };
    expect(read(uplink)).toBe(nftTable(load(uplink)).replace('$each_uplink', 'up0'));
    expect(read(uplink)).toContain('oifname { up0 } masquerade');
  });

  test('that speaks of none is read as it stands', () => {
    const wan: Outlet = { is: 'interface', name: 'wan' };
    expect(read(wan)).toBe(nftTable(load(wan)));
    expect(scriptOf(planWith(load(wan)))).toContain("  nft -f - <<'NFT'\n");
  });
});

test('whatever the author writes stays a word of its command', () => {
  const evil = '\'; touch /tmp/canary #\n$(touch /tmp/canary) `touch /tmp/canary` "%s\\\n})]] 中文\r\n{{title}}';
  const plan = planWith(
    { do: 'file-write', netns: 'h1', file: 'hosts', text: evil },
    { do: 'process-start', netns: 'h1', id: 'h1-1', command: evil },
    { do: 'run', netns: 'h1', id: 'h1-1', command: evil, unless: evil, undo: evil },
    { do: 'sysctl-set', netns: 'h1', key: 'net.x', value: evil },
  );
  const titled: Plan = { ...plan, tutorial: { ...plan.tutorial, title: evil, file: evil } };
  const lesson = /^lesson\(\) \{\n.*?^\}$/ms.exec(scriptOf(titled))?.[0] ?? '';
  const words = 'step() { :; }; word() { printf "%s\\0" "$@"; }';
  const verbs = 'write_file() { word "$2"; }; start_process() { word "$3"; }; run_once() { word "$3" "$5" "$7"; }';
  const program = `${words}\n${verbs}\nip() { word "\${6#net.x=}"; }\n${lesson}\nlesson`;
  const printed = execFileSync('bash', ['-c', program], { encoding: 'utf8' });
  expect(printed.split('\0')).toEqual([evil, evil, evil, evil, evil, evil, '']);
});
