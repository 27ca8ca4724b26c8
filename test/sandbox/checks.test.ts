// Every kind of check on a real kernel: it holds on the lab that stands, and fails once the lab is broken by hand.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answers, StandingLab } from './standing-lab.ts';

const routers = `
lab: routers
nodes:
  r1: { kind: router, routes: [10.0.2.0/24 via r2, "2001:db8:2::/64 via r2"] }
  r2: { kind: router, routes: [10.0.1.0/24 via r1, "2001:db8:1::/64 via r1"] }
  lan1: { kind: switch, subnet: [10.0.1.0/24, 2001:db8:1::/64] }
  h1: { gateway: r1 }
  h2: { gateway: r2 }
links:
  - r1 -- lan1
  - h1 -- lan1
  - r2 -- h2: [10.0.2.0/24, 2001:db8:2::/64]
  - r1 -- r2: [10.0.12.0/30, 2001:db8:12::/64]
checks:
  - h1 reaches h2 over ipv4 within 1s
  - h1 reaches h2 over ipv6 within 1s
  - h1 reaches h2 via r1, r2 over ipv4 within 1s
  - h1 reaches h2 via r1, r2 over ipv6 within 1s
  - h1 reaches h2 via r2, r1 over ipv4 within 0s
  - h1 reaches h2 via r2, r1 over ipv6 within 0s
  - h1 reaches h2 tcp/80 over ipv4 within 0s
  - h1 reaches h2 udp/53 over ipv4 within 0s
  - h1 reaches h2 tcp/80 over ipv6 within 0s
  - h1 reaches h2 udp/53 over ipv6 within 0s
  - h1:eth0 reaches h2 over ipv4 within 0s
  - h1 cannot reach h2 over ipv4
  - h1 cannot reach h2 over ipv6
  - h1 cannot reach h2 tcp/80 over ipv4
  - h1 cannot reach h2 tcp/81 over ipv4 because h2 refuses
  - h1 cannot reach h2 udp/81 over ipv4 because h2 refuses
  - h1 cannot reach h2 tcp/81 over ipv6 because h2 refuses
  - h1 cannot reach h2 udp/81 over ipv6 because h2 refuses
  - h1 cannot reach h2 tcp/81 over ipv4 because r2 refuses
  - h1 cannot reach h2 over ipv4 because r2 has no route to h1
  - h1 cannot reach h2 over ipv4 because r2 has no route to lan1
  - h1 cannot reach h2 over ipv4 because r2 has no route
  - h1 cannot reach h2 over ipv4 because r1 has no route to h1
  - h1 cannot reach h2 over ipv4 because r1 has no route
  - h1 cannot reach h2 over ipv6 because r2 has no route to h1
  - h1 cannot reach h2 over ipv6 because r1 has no route
  - h1 cannot reach h2 over ipv4 because r1 does not forward
  - h1 cannot reach h2 over ipv4 because r2 does not forward
  - h1 cannot reach h2 over ipv6 because r1 does not forward
  - h1 cannot reach h2 over ipv6 because r2 does not forward
  - h1 cannot reach h2 over ipv4 because h2 does not answer
  - h1 cannot reach h2 over ipv6 because h2 does not answer
  - h1 cannot reach h2 over ipv4 because r2 does not answer
  - h2 sees h1 as h1
  - h2 sees h1 as r2:eth0
  - r1 has route 10.0.2.0/24 via r2
  - r1 has route 10.0.2.0/24
  - h1 has route default via r1 within 0s
  - r1 has no route 10.0.2.0/24
  - h1 has no route 192.168.0.0/16
  - r1 has route 10.9.0.0/24 table 104 within 0s
  - r1 has route 2001:db8:9::/64 table 104 within 0s
  - r1 has no route default table 105
  - h1 has address 10.0.1.0/24 within 0s
  - h1 has address 2001:db8:1::/64 within 0s
  - h1 has no address 10.0.1.0/24
  - h1 has no address 10.0.9.0/24
  - h1 has neighbour r1 within 0s
  - { in: r1, run: "printf 'one\\\\n  two three\\\\nfour\\\\n'", prints: "...two..." }
  - { in: r1, run: "printf 'one\\\\n  two three\\\\nfour\\\\n'; exit 3", prints: "two", exit: 3, within: 0s }
  - { in: r1, run: "sleep 300 & echo 'does not wait for that'", prints: "does not wait for that", within: 0s }
  - { in: r1, run: "head -c 1000000 /dev/zero; seq 5000", prints: "5000", within: 0s }
  - { in: r1, run: "exit 3", exit: 3 }
  - { in: r1, run: "exit 2", exit: 3, within: 0s }
`;

/** The sentences that got each answer. */
function by(result: 'ok' | 'failed' | 'skipped', answers: Answers): string[] {
  return Object.keys(answers).filter((sentence) => answers[sentence] === result);
}

const intact = {
  positive: /^\S+ \d+: \S+ (reaches|sees|has|runs)/,
  silence: /cannot reach h2 (over|tcp.80)[^b]*$/,
  refusal: /refuses/,
  because: /because r. (has|does)|because h2 does/,
};

const limit = 120_000;
let lab: StandingLab;
beforeAll(async () => {
  lab = await StandingLab.setUp(routers);
  // The kernel takes its time to try its own IPv6 addresses; the checks below are not about that.
  await lab.do('for i in {1..50}; do ip netns exec h1 ping -c 1 -W 1 2001:db8:2::2 >/dev/null && exit; done; exit 1');
}, limit);
afterAll(() => lab?.close());

/** Breaks the lab, asks, and mends it again. */
async function broken(how: string, which: RegExp, mend: string): Promise<Answers> {
  await lab.do(how);
  const answers = await lab.ask(which);
  await lab.do(mend);
  return answers;
}

describe('a lab as its author wants it', () => {
  test('what is true holds, what is not fails', { timeout: limit }, async () => {
    const answers = await lab.ask(intact.positive);
    expect(by('failed', answers)).toEqual([
      'h1 reaches h2 via r2, r1 over ipv4 within 0s',
      'h1 reaches h2 via r2, r1 over ipv6 within 0s',
      'h2 sees h1 as r2:eth0',
      'r1 has no route 10.0.2.0/24',
      'r1 has route 10.9.0.0/24 table 104 within 0s',
      'r1 has route 2001:db8:9::/64 table 104 within 0s',
      'h1 has no address 10.0.1.0/24',
      'r1 runs printf ?one?n  two three?nfour?n?; exit 3'.replace('  ', ' '),
      'r1 runs exit 2',
    ]);
    expect(by('skipped', answers)).toEqual([]);
  });

  test('a target that answers is reached, whatever reason is given', { timeout: limit }, async () => {
    const answers = { ...(await lab.ask(intact.silence)), ...(await lab.ask(intact.because)) };
    expect(by('ok', answers)).toEqual([]);
    expect(Object.keys(answers)).toHaveLength(17);
    expect([...lab.said.values()].every((said) => said.startsWith('h1 reaches h2, and must not'))).toBe(true);
  });

  test('only the one who refuses, refuses', { timeout: limit }, async () => {
    expect(by('failed', await lab.ask(intact.refusal))).toEqual([
      'h1 cannot reach h2 tcp/81 over ipv4 because r2 refuses',
    ]);
    expect([...lab.said.values()].join()).toContain('refused, but not by r2');
  });
});

describe('a lab with one thing broken', () => {
  test('the way back is missing', { timeout: limit }, async () => {
    const answers = await broken(
      'ip -n r2 route del 10.0.1.0/24; ip -n r2 route del 2001:db8:1::/64',
      intact.because,
      'ip -n r2 route add 10.0.1.0/24 via 10.0.12.1; ip -n r2 route add 2001:db8:1::/64 via 2001:db8:12::1',
    );
    expect(by('ok', answers)).toEqual([
      'h1 cannot reach h2 over ipv4 because r2 has no route to h1',
      'h1 cannot reach h2 over ipv4 because r2 has no route to lan1',
      'h1 cannot reach h2 over ipv4 because r2 has no route',
      'h1 cannot reach h2 over ipv6 because r2 has no route to h1',
    ]);
  });

  test('the way there is missing', { timeout: limit }, async () => {
    const answers = await broken(
      'ip -n r1 route del 10.0.2.0/24; ip -n r1 route del 2001:db8:2::/64',
      intact.because,
      'ip -n r1 route add 10.0.2.0/24 via 10.0.12.2; ip -n r1 route add 2001:db8:2::/64 via 2001:db8:12::2',
    );
    expect(by('ok', answers)).toEqual([
      'h1 cannot reach h2 over ipv4 because r1 has no route',
      'h1 cannot reach h2 over ipv6 because r1 has no route',
    ]);
  });

  test.each(['blackhole', 'unreachable', 'prohibit'])(
    'a route of type %s is no missing route, and is named',
    { timeout: limit },
    async (type) => {
      const answers = await broken(
        `ip -n r1 route replace ${type} 10.0.2.0/24; ip -n r1 route add ${type} 2001:db8:2::/64 metric 1`,
        /because r1 has no route$/,
        `ip -n r1 route replace 10.0.2.0/24 via 10.0.12.2; ip -n r1 route del ${type} 2001:db8:2::/64 metric 1`,
      );
      expect(by('failed', answers)).toHaveLength(2);
      const said = [...lab.said].filter(([sentence]) => sentence.endsWith('because r1 has no route'));
      expect(said).toHaveLength(2);
      for (const [, words] of said) expect(words).toMatch(new RegExp(`r1, to .*: has an? ${type} route`));
    },
  );

  test.each(['r1', 'r2'])('%s does not forward', { timeout: limit }, async (router) => {
    const answers = await broken(
      `ip netns exec ${router} sysctl -qw net.ipv4.ip_forward=0 net.ipv6.conf.all.forwarding=0`,
      intact.because,
      `ip netns exec ${router} sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1`,
    );
    expect(by('ok', answers)).toEqual([
      `h1 cannot reach h2 over ipv4 because ${router} does not forward`,
      `h1 cannot reach h2 over ipv6 because ${router} does not forward`,
    ]);
  });

  test('the target has no cable', { timeout: limit }, async () => {
    const answers = await broken(
      'ip -n h2 link set eth0 down',
      intact.because,
      `ip -n h2 link set eth0 up; ip -n h2 address replace 2001:db8:2::2/64 dev eth0 nodad
       ip -n h2 route replace default via 10.0.2.1; ip -n h2 -6 route replace default via 2001:db8:2::1`,
    );
    expect(by('ok', answers)).toEqual([
      'h1 cannot reach h2 over ipv4 because h2 does not answer',
      'h1 cannot reach h2 over ipv6 because h2 does not answer',
    ]);
  });

  test('the target hears and says nothing', { timeout: limit }, async () => {
    const answers = await broken(
      'ip netns exec h2 sysctl -qw net.ipv4.icmp_echo_ignore_all=1 net.ipv6.icmp.echo_ignore_all=1',
      intact.because,
      'ip netns exec h2 sysctl -qw net.ipv4.icmp_echo_ignore_all=0 net.ipv6.icmp.echo_ignore_all=0',
    );
    expect(by('ok', answers)).toEqual([
      'h1 cannot reach h2 over ipv4 because h2 does not answer',
      'h1 cannot reach h2 over ipv6 because h2 does not answer',
    ]);
  });

  test('somebody else answers with the same address', { timeout: limit }, async () => {
    const answers = await broken(
      'ip -n r2 address add 10.0.2.2/32 dev lo; (ip netns exec r2 socat TCP4-LISTEN:80,reuseaddr,fork SYSTEM:"echo hello" &) >/dev/null 2>&1',
      /h1 (reaches|cannot reach) h2 (tcp.80 )?over ipv4( within ..)?$/,
      'ip -n r2 address del 10.0.2.2/32 dev lo; kill $(ip netns pids r2)',
    );
    expect(answers).toEqual({
      'h1 reaches h2 over ipv4 within 1s': 'failed',
      'h1 reaches h2 tcp/80 over ipv4 within 0s': 'failed',
      'h1 cannot reach h2 over ipv4': 'ok',
      'h1 cannot reach h2 tcp/80 over ipv4': 'ok',
    });
    expect(lab.said.get('h1 reaches h2 over ipv4 within 1s')).toContain('somebody else has this address');
  });

  test('a server of the lab answers instead of ours, and is counted', { timeout: limit }, async () => {
    const answers = await broken(
      '(ip netns exec h2 socat TCP-LISTEN:80,reuseaddr,fork SYSTEM:"echo hello" &) >/dev/null 2>&1; until ip netns exec h2 ss -Hlnt "sport = :80" | grep -q .; do sleep 0.05; done',
      /(reaches|cannot reach) h2 tcp.80 over ipv4/,
      'kill $(ip netns pids h2)',
    );
    expect(answers).toEqual({
      'h1 reaches h2 tcp/80 over ipv4 within 0s': 'ok',
      'h1 cannot reach h2 tcp/80 over ipv4': 'failed',
    });
  });

  test('a server of the lab takes the port before our listener does', { timeout: limit }, async () => {
    await lab.do(`mkdir /run/sandbox/quicker
      cat >/run/sandbox/quicker/socat <<'SH'
#!/bin/bash
case $* in
  *LISTEN*)
    (sleep 0.3 && exec setsid /usr/bin/socat TCP4-LISTEN:80,reuseaddr,fork SYSTEM:"echo hello") &
    exit 1
    ;;
esac
exec /usr/bin/socat "$@"
SH
      chmod +x /run/sandbox/quicker/socat`);
    const path = { PATH: '/run/sandbox/quicker:/usr/sbin:/usr/bin:/sbin:/bin' };
    const answers = await lab.ask(/h1 reaches h2 tcp.80 over ipv4/, path);
    await lab.do('kill $(ip netns pids h2)');
    expect(answers).toEqual({ 'h1 reaches h2 tcp/80 over ipv4 within 0s': 'ok' });
  });

  test('addresses, routes and neighbours are gone', { timeout: limit }, async () => {
    const answers = await broken(
      'ip -n h1 neighbour flush all; ip -n h1 -6 route del default; ip -n h1 address flush dev eth0 scope global',
      /: h1 has/,
      `ip -n h1 address add 10.0.1.2/24 dev eth0; ip -n h1 address add 2001:db8:1::2/64 dev eth0 nodad
       ip -n h1 route add default via 10.0.1.1; ip -n h1 -6 route replace default via 2001:db8:1::1`,
    );
    expect(by('ok', answers)).toEqual([
      'h1 has no route 192.168.0.0/16',
      'h1 has no address 10.0.1.0/24',
      'h1 has no address 10.0.9.0/24',
    ]);
  });

  test('a namespace is gone: no silence is taken for an answer', { timeout: limit }, async () => {
    await lab.do(
      `touch /run/sandbox/h2; mount --bind /run/netns/h2 /run/sandbox/h2; umount /run/netns/h2; rm /run/netns/h2`,
    );
    const answers = await lab.ask(/cannot reach h2 over ipv4$/);
    await lab.do('touch /run/netns/h2; mount --bind /run/sandbox/h2 /run/netns/h2; umount /run/sandbox/h2');
    expect(by('failed', answers)).toHaveLength(1);
    expect([...lab.said.values()].join()).toContain('the namespace h2 is not there');
  });
});

describe('tools', () => {
  /** A PATH of links to all that is installed, without some. */
  const without = (...names: string[]) =>
    lab.do(`rm -rf /run/sandbox/bin; mkdir /run/sandbox/bin; ln -s -t /run/sandbox/bin /usr/sbin/* /usr/bin/* 2>/dev/null || true
      cd /run/sandbox/bin; rm -f ${names.join(' ')}`);
  const path = { PATH: '/run/sandbox/bin' };

  test('Python serves where socat is missing', { timeout: limit }, async () => {
    await without('socat');
    // One after the other, as verify asks: two checks of one port would share a listener.
    const answers = await lab.ask(/(reaches|cannot reach) h2 (tcp|udp)|sees/, path, 1);
    expect(by('failed', answers)).toEqual([
      'h1 cannot reach h2 tcp/80 over ipv4',
      'h1 cannot reach h2 tcp/81 over ipv4 because r2 refuses',
      'h2 sees h1 as r2:eth0',
    ]);
    expect(by('ok', answers)).toHaveLength(9);
  });

  test('what is missing is named, with the line that installs it', { timeout: limit }, async () => {
    await without('socat', "'python3*'".replaceAll("'", ''));
    await lab.ask(/reaches h2 tcp.80 over ipv4/, path);
    expect([...lab.said.values()].join()).toContain('neither socat nor python3: apt-get install socat');
    await without('ping');
    await lab.ask(/reaches h2 over ipv4/, path);
    expect([...lab.said.values()].join()).toContain('ping is missing: apt-get install iputils-ping');
  });
});
