// The sandbox: what it has, what it keeps from the machine, and that all of it ends.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseCidr } from '../../src/address.ts';
import { makeWorld } from '../../src/model/world.ts';
import { openSandbox, type Sandbox, snapshot, whyImpossible } from '../../src/sandbox/sandbox.ts';
import { difference } from '../../src/sandbox/verify-lab.ts';

const run = promisify(execFile);

/** A process that no other run of these tests has. */
const nap = `sleep 9${process.pid}`;

async function open(uplinks: readonly string[] = ['uplink0']): Promise<Sandbox> {
  const world = makeWorld(uplinks, []);
  if (world === undefined) throw new Error('no addresses');
  const sandbox = await openSandbox(world);
  if (!('run' in sandbox)) throw new Error(`${sandbox.reason}: ${sandbox.remedy}`);
  return sandbox;
}

const shell = async (sandbox: Sandbox, command: string) => {
  const { code, stdout, stderr } = await sandbox.run(['bash', '-ec', command]);
  if (code !== 0) throw new Error(`${command}: ${stdout}${stderr}`);
  return stdout.trim();
};

/** Where what `mess` makes would be seen if it were made of the machine itself. */
async function machine(): Promise<string> {
  const facts = 'ip -o link; ip netns list; nft -s list ruleset; hostname; ls /etc/netns /run /tmp; true';
  return (await run('bash', ['-c', `{ ${facts}; } 2>&1`])).stdout;
}

describe('a sandbox with two uplinks', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await open(['eth0', 'ens192']);
  });
  afterAll(() => sandbox?.close());

  test('outside answers, in both families, by each uplink', async () => {
    const { outside4, outside6, uplinks } = sandbox.world;
    for (const { name, far4, far6 } of uplinks) {
      await shell(sandbox, `ip route replace default via ${far4.split('/')[0]} dev ${name}`);
      await shell(sandbox, `ip -6 route replace default via ${far6.split('/')[0]} dev ${name} metric 1`);
      for (const address of [outside4, outside6]) {
        await shell(sandbox, `until ping -n -c 1 -W 1 ${address}; do :; done`);
        expect(await shell(sandbox, `ip route get ${address}`)).toContain(`dev ${name}`);
      }
      await shell(sandbox, `ip -6 route del default dev ${name} metric 1`);
    }
  });

  test('the files of the machine can be read and not changed; /run, /tmp and /etc are its own', async () => {
    expect(await shell(sandbox, 'head -c 4 /usr/bin/env')).toContain('ELF');
    for (const file of ['/usr/bin/netgen-was-here', '/netgen-was-here', '/var/netgen-was-here']) {
      await expect(shell(sandbox, `touch ${file}`)).rejects.toThrow(/Read-only|Permission denied/);
    }
    for (const folder of ['/run', '/tmp', '/etc']) {
      await shell(sandbox, `touch ${folder}/netgen-was-here`);
      expect(existsSync(`${folder}/netgen-was-here`)).toBe(false);
    }
    await expect(shell(sandbox, 'echo >>/etc/passwd')).rejects.toThrow(/Read-only|Permission denied/);
  });

  test('only the settings of its own networks can be changed', async () => {
    await shell(sandbox, 'sysctl -qw net.ipv4.ip_forward=1; ip netns exec outside sysctl -qw net.ipv4.ip_forward=0');
    expect(await shell(sandbox, 'cat /proc/sys/net/ipv4/ip_forward')).toBe('1');
    await expect(shell(sandbox, 'echo 7 >/proc/sys/kernel/panic')).rejects.toThrow(/Read-only|Permission denied/);
    await shell(sandbox, 'sysctl -qw net.ipv4.ip_forward=0');
  });

  test('files of a namespace take the place of those in /etc', async () => {
    await shell(sandbox, 'mkdir -p /etc/netns/outside; echo nameserver 192.0.2.53 >/etc/netns/outside/resolv.conf');
    expect(await shell(sandbox, 'ip netns exec outside cat /etc/resolv.conf')).toBe('nameserver 192.0.2.53');
    await shell(sandbox, 'rm -r /etc/netns/outside');
  });

  test('whatever happens inside, the machine is as it was, and no process is left', async () => {
    const own = await open();
    await shell(
      own,
      `hostname own-mess; ip netns add own-mess; ip link add own-mess type bridge; nft add table inet own-mess
      mkdir -p /etc/netns/own-mess; touch /run/own-mess /tmp/own-mess`,
    );
    await shell(own, `(setsid ${nap} >/dev/null 2>&1 &); ip netns exec own-mess bash -c "${nap} >/dev/null 2>&1 &"`);
    expect((await run('pgrep', ['-f', nap])).stdout.trim().split('\n')).toHaveLength(2);
    await own.close();
    await expect(run('pgrep', ['-f', nap])).rejects.toThrow();
    expect(await machine()).not.toContain('own-mess');
  });
});

describe('a snapshot', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await open();
  });
  afterAll(() => sandbox?.close());

  test.each([
    ['a namespace', 'ip netns add x', 'ip netns del x', '+ namespace: x'],
    ['a link', 'ip link add d0 type veth peer name d1', 'ip link del d0', 'd0'],
    ['an MTU', 'ip link set uplink0 mtu 1400', 'ip link set uplink0 mtu 1500', 'mtu 1400'],
    ['an alias', 'ip link set uplink0 alias x', 'ip link set uplink0 alias ""', 'alias x'],
    ['an address', 'ip address add 10.0.0.1/24 dev lo', 'ip address del 10.0.0.1/24 dev lo', '10.0.0.1/24'],
    ['a route', 'ip route add 10.0.0.0/8 dev uplink0', 'ip route del 10.0.0.0/8', '10.0.0.0/8'],
    ['a route of a table', 'ip route add 10.0.0.0/8 dev lo table 7', 'ip route del 10.0.0.0/8 table 7', 'table 7'],
    ['an IPv6 route', 'ip route add 2001:db8:7::/64 dev lo', 'ip route del 2001:db8:7::/64', '2001:db8:7::/64'],
    ['a rule', 'ip rule add from 10.0.0.1 table 7', 'ip rule del table 7', 'lookup 7'],
    ['an nft table', 'nft add table inet x', 'nft delete table inet x', 'table inet x'],
    ['a rule of iptables', 'iptables -w -P FORWARD DROP', 'nft delete table ip filter', 'policy drop'],
    ['a setting', 'sysctl -qw net.ipv4.ip_forward=1', 'sysctl -qw net.ipv4.ip_forward=0', 'ip_forward:1'],
    [
      'a setting of a namespace',
      'ip netns exec outside sysctl -qw net.ipv4.conf.lo.arp_ignore=1',
      'ip netns exec outside sysctl -qw net.ipv4.conf.lo.arp_ignore=0',
      'outside: /proc/sys/net/ipv4/conf/lo/arp_ignore:1',
    ],
    ['a file', 'mkdir /run/x; echo 1 >/run/x/y', 'rm -r /run/x', '/run/x/y'],
    ['what is in a file', 'mkdir -p /etc/netns; echo 1 >/etc/netns/y', 'rm -r /etc/netns', 'content:'],
    ['a process', `(setsid ${nap} >/dev/null 2>&1 &)`, `pkill -f "^${nap}"; while pgrep -f "^${nap}"; do :; done`, nap],
  ])('shows %s, and nothing once it is gone', async (_, make, undo, shown) => {
    const before = await snapshot(sandbox, 'kernel and files');
    await shell(sandbox, make);
    expect(difference(before, await snapshot(sandbox, 'kernel and files'))).toContain(shown);
    await shell(sandbox, undo);
    expect(difference(before, await snapshot(sandbox, 'kernel and files'))).toBe('');
  });
});

describe('the world outside', () => {
  test('keeps clear of the addresses of the lab', () => {
    const avoid = ['192.0.2.0/24', '203.0.113.9/29', '2001:db8:9::/64', '0.0.0.0/0'].map((text) => parseCidr(text));
    const world = makeWorld(
      ['eth0', 'eth1'],
      avoid.filter((cidr) => cidr !== undefined),
    );
    expect(world).toMatchObject({ outside4: '198.51.100.9', outside6: '2001:db8:99::9' });
    expect(world?.uplinks.map(({ name, host4 }) => `${name} ${host4}`)).toEqual([
      'eth0 198.18.0.2/24',
      'eth1 198.18.1.2/24',
    ]);
  });
});

describe('why there is no sandbox', () => {
  const nothing = () => '';
  test.each([
    ['darwin', '', nothing, 'this is darwin', 'virtual machine'],
    ['linux', 'spawn unshare ENOENT', nothing, 'unshare is missing', 'sudo apt-get install util-linux'],
    ['linux', 'sandbox: line 60: ip: command not found', nothing, 'ip is missing', 'sudo apt-get install iproute2'],
    [
      'linux',
      'unshare: write failed /proc/self/uid_map',
      (file: string) => (file.startsWith('kernel/apparmor') ? '1' : ''),
      'AppArmor',
      'sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0',
    ],
    [
      'linux',
      'unshare failed',
      (file: string) => (file.includes('clone') ? '0' : ''),
      'this kernel keeps',
      'kernel.unprivileged_userns_clone=1',
    ],
    [
      'linux',
      'unshare failed',
      (file: string) => (file.startsWith('user/') ? '0' : ''),
      'no user namespaces',
      'user.max_user_namespaces=10000',
    ],
    ['linux', 'unshare: unshare failed: Operation not permitted', nothing, 'Operation not permitted', '--privileged'],
  ])('%s: %s', (platform, said, read, reason, remedy) => {
    const why = whyImpossible(said, platform, read);
    expect(why.reason).toContain(reason);
    expect(why.remedy).toContain(remedy);
  });
});
