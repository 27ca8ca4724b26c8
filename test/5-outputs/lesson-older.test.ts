// What the lesson says of older tools. That the commands do the same is tried in test/lesson/typed.bats.
import { describe, expect, it } from 'vitest';
import type { Action } from '../../src/4-plan/plan.ts';
import { Labels, netmask, olderAddress } from '../../src/5-outputs/lesson/older/addresses.ts';
import { olderLinkAdd, olderLinkDelete, olderLinkSet } from '../../src/5-outputs/lesson/older/links.ts';
import { olderForms } from '../../src/5-outputs/lesson/older/older.ts';
import { olderRoute } from '../../src/5-outputs/lesson/older/routes.ts';
import { olderTable } from '../../src/5-outputs/lesson/older/tables.ts';
import { compileTutorial } from '../../src/compile.ts';

const mark = { group: 7, alias: 'netgen:x', comment: 'netgen-x', table: 'netgen_x' };

describe('a netmask', () => {
  it.each([
    [0, '0.0.0.0'],
    [1, '128.0.0.0'],
    [24, '255.255.255.0'],
    [30, '255.255.255.252'],
    [32, '255.255.255.255'],
  ])('of %i bits', (length, mask) => expect(netmask(length)).toBe(mask));
});

describe('addresses', () => {
  const add = (address: string, dev = 'eth0') =>
    ({ do: 'address-add', netns: 'a', dev, address, family: address.includes(':') ? 6 : 4 }) as const;
  const remove = (address: string, dev = 'eth0') => ({ ...add(address, dev), do: 'address-delete' }) as const;

  it('have a name each, beyond the first', () => {
    const labels = new Labels();
    const lines = [add('10.0.0.1/24'), add('10.0.1.1/24'), add('2001:db8::1/64'), add('10.9.0.1/32', 'lo')];
    expect(lines.flatMap((action) => olderAddress(action, labels, true).lines ?? [])).toEqual([
      'ip netns exec a ifconfig eth0 10.0.0.1 netmask 255.255.255.0',
      'ip netns exec a ifconfig eth0:1 10.0.1.1 netmask 255.255.255.0',
      'ip netns exec a ifconfig eth0 add 2001:db8::1/64',
      'ip netns exec a ifconfig lo:1 10.9.0.1 netmask 255.255.255.255',
    ]);
  });

  it('go by the name that they have, and leave it free', () => {
    const labels = new Labels();
    const lines = [
      add('10.0.0.1/24'),
      add('10.0.1.1/24'),
      remove('10.0.1.1/24'),
      remove('10.0.0.1/24'),
      add('10.0.2.1/24'),
    ];
    expect(lines.flatMap((action) => olderAddress(action, labels, true).lines ?? []).slice(2)).toEqual([
      'ip netns exec a ifconfig eth0:1 down',
      'ip netns exec a ifconfig eth0 0.0.0.0',
      'ip netns exec a ifconfig eth0 10.0.2.1 netmask 255.255.255.0',
    ]);
  });

  it('of an interface that stays down do not leave it up', () => {
    expect(olderAddress(add('10.0.0.1/24'), new Labels(), false).lines?.[1]).toBe('ip netns exec a ifconfig eth0 down');
  });

  it('beyond the first need a short name', () => {
    const labels = new Labels();
    olderAddress(add('10.0.0.1/24', 'fourteen-chars'), labels, true);
    expect(olderAddress(add('10.0.0.2/24', 'fourteen-chars'), labels, true)).toEqual({ lack: 'labels' });
  });
});

describe('routes', () => {
  const about = {
    do: 'route-add',
    netns: 'a',
    family: 4,
    type: 'unicast',
    hops: [{ via: '10.0.0.1', dev: 'eth0' }],
  } as const;

  it.each([
    [{ to: 'default' }, 'route add default gw 10.0.0.1 dev eth0'],
    [{ to: '10.2.0.0/16', metric: 5 }, 'route add -net 10.2.0.0 netmask 255.255.0.0 gw 10.0.0.1 metric 5 dev eth0'],
    [{ to: '10.2.0.1/32' }, 'route add -host 10.2.0.1 gw 10.0.0.1 dev eth0'],
    [{ to: '10.2.0.0/16', hops: [{ dev: 'eth0' }] }, 'route add -net 10.2.0.0 netmask 255.255.0.0 dev eth0'],
    [{ to: '10.2.0.0/16', type: 'unreachable', hops: [] }, 'route add -net 10.2.0.0 netmask 255.255.0.0 reject'],
    [{ to: 'default', family: 6 }, 'route -A inet6 add default gw 10.0.0.1 metric 1024 dev eth0'],
    [{ do: 'route-delete', to: 'default' }, 'route del default gw 10.0.0.1 dev eth0'],
  ] as const)('%j', (of, line) =>
    expect(olderRoute({ ...about, ...of })).toEqual({ lines: [`ip netns exec a ${line}`] }),
  );

  it.each([
    { type: 'blackhole', hops: [] },
    { type: 'unreachable', family: 6, hops: [] },
    { src: '10.0.0.9' },
    { table: 9 },
    { hops: [...about.hops, { via: '10.0.0.2', dev: 'eth1' }] },
  ] as const)('without an older form: %j', (of) =>
    expect(olderRoute({ ...about, to: '10.2.0.0/16', ...of })).toEqual({ lack: 'routes' }),
  );
});

describe('links', () => {
  const veth = {
    do: 'link-add',
    netns: null,
    dev: 'v0',
    type: 'veth',
    words: [],
    up: false,
    peer: { netns: 'a', dev: 'v1' },
  } as const;

  it('that are bridges are made by brctl, which sets no mark', () => {
    const bridge = { do: 'link-add', netns: null, dev: 'br0', type: 'bridge', words: [], up: true } as const;
    expect(olderLinkAdd(bridge, mark, () => [])).toEqual({
      lines: ['brctl addbr br0', 'ip link set br0 group 7', 'ifconfig br0 up'],
      lack: 'marks',
    });
    expect(olderLinkDelete({ do: 'link-delete', netns: null, dev: 'br0' }, true).lines).toEqual([
      'ifconfig br0 down',
      'brctl delbr br0',
    ]);
  });

  it('that are cables are not, but are plugged in by it', () => {
    expect(olderLinkAdd(veth, mark, () => [])).toEqual({ lack: 'cables' });
    const plugged = olderLinkAdd({ ...veth, master: 'br0', up: true }, mark, ({ master, up }) => [
      `made ${master} ${up}`,
    ]);
    expect(plugged.lines).toEqual(['made undefined false', 'brctl addif br0 v0', 'ifconfig v0 up']);
    expect(olderLinkDelete({ do: 'link-delete', netns: null, dev: 'v0' }, false)).toEqual({ lack: 'cables' });
  });

  it('that stand are set one by one', () => {
    const set = {
      do: 'link-set',
      netns: 'a',
      dev: 'v1',
      up: false,
      mtu: 1400,
      mac: '02:00:00:00:00:01',
      master: 'br0',
    } as const;
    expect(olderLinkSet(set).lines).toEqual([
      'ip netns exec a ifconfig v1 mtu 1400',
      'ip netns exec a ifconfig v1 hw ether 02:00:00:00:00:01',
      'ip netns exec a brctl addif br0 v1',
      'ip netns exec a ifconfig v1 down',
    ]);
  });
});

describe('tables', () => {
  it('are commands of iptables, uplinks by the variable that the page sets', () => {
    const rule = {
      text: 'masquerade $(x) `y` out uplink',
      from: ['10.0.0.0/24'],
      out: [{ is: 'uplink' }],
      verdict: { do: 'masquerade' },
    } as const;
    const chains = [{ name: 'out', type: 'nat', hook: 'postrouting', priority: 'srcnat', rules: [rule] }] as const;
    expect(olderTable({ do: 'table-load', netns: null, table: 'netgen_x', chains }, mark).lines).toEqual([
      'iptables -t nat -N netgen-7-out',
      '# masquerade $(x) `y` out uplink',
      'iptables -t nat -A netgen-7-out -s 10.0.0.0/24 -o "$uplink" -j MASQUERADE',
      'iptables -t nat -I POSTROUTING -m comment --comment netgen-x -j netgen-7-out',
    ]);
    expect(olderTable({ do: 'table-delete', netns: 'a', table: 'netgen_x', chains }, mark).lines).toEqual([
      'ip netns exec a iptables -t nat -D POSTROUTING -m comment --comment netgen-x -j netgen-7-out',
      'ip netns exec a iptables -t nat -F netgen-7-out',
      'ip netns exec a iptables -t nat -X netgen-7-out',
    ]);
  });
});

describe('a plan', () => {
  it('remembers what stands: a bridge that an earlier step has made, addresses by their names', () => {
    const text =
      '# A\n\n```topology\nlab: x\nnodes:\n  b0: { kind: bridge, address: [10.0.0.1/24, 10.0.1.1/24] }\n  a:\nlinks: [a -- b0]\n```\n\n```topology\nstep: fewer\nremove:\n  nodes:\n    b0: { address: 10.0.1.1/24 }\n```\n\n```topology\nstep: end\nremove:\n  nodes:\n    b0:\n    a:\n```\n';
    const { lesson, diagnostics } = compileTutorial('x.md', new TextEncoder().encode(text));
    const [plan] = lesson?.plans ?? [];
    if (plan === undefined) throw new Error(JSON.stringify(diagnostics));
    const forms = olderForms(plan, ({ do: what }: Action) => [what]);
    const of = (id: RegExp) =>
      [...forms].flatMap(([operation, form]) => (id.test(operation.id) ? (form.lines ?? []) : []));
    expect(of(/^remove address/)).toEqual(['ifconfig b0:1 down']);
    expect(of(/^remove link host:b0/)).toEqual(['ifconfig b0 down', 'brctl delbr b0']);
    expect([...forms].find(([{ id }]) => id === 'netns a')?.[1]).toEqual({ lack: 'namespaces' });
  });
});
