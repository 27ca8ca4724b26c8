// Each rule on labs made by hand: what it reports, and what it leaves alone. The pages in docs/diagnostics show the words.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { overlaps, parseAddress, parseCidr } from '../../src/address.ts';
import { compileTutorial } from '../../src/compile.ts';
import type { Masquerade, Publish } from '../../src/kinds/nat/translation.ts';
import { checkLab } from '../../src/rules/check-lab.ts';
import { place, type StepSketch, sketchLab } from '../fixtures/labs.ts';
import { tutorialOf } from '../tutorial-text.ts';

const report = (...steps: StepSketch[]) => checkLab(sketchLab(...steps)).map(({ code, label }) => `${code}: ${label}`);

const helps = (...steps: StepSketch[]) => checkLab(sketchLab(...steps)).map(({ help }) => help);

/** Two nodes and a cable. */
const pair = (a: string, b: string): StepSketch => ({
  nodes: { a: { interfaces: { eth0: a } }, b: { interfaces: { eth0: b } } },
  cables: ['a:eth0 b:eth0'],
});

/** Two bridges with two nodes each. */
const twoLans = (first: string, second: string, more: Partial<StepSketch> = {}): StepSketch => ({
  nodes: {
    left: { bridge: 'br0', interfaces: { br0: '', p1: '', p2: '' } },
    right: { bridge: 'br0', interfaces: { br0: '', p3: '', p4: '' } },
    a: { interfaces: { eth0: `${first}.1/24` } },
    b: { interfaces: { eth0: `${first}.2/24` } },
    c: { interfaces: { eth0: `${second}.1/24` } },
    d: { interfaces: { eth0: `${second}.2/24` } },
  },
  cables: ['a:eth0 left:p1', 'b:eth0 left:p2', 'c:eth0 right:p3', 'd:eth0 right:p4'],
  ...more,
});

describe('addresses', () => {
  test.each([
    ['10.0.0.1/24', '10.0.0.1/24', ['duplicate-address: used again here']],
    ['10.0.0.1/24', '10.0.0.1/16', ['duplicate-address: used again here']],
    ['2001:db8::1/64', '2001:db8:0::1/64', ['duplicate-address: used again here']],
    ['10.0.0.0/24', '10.0.0.2/24', ['network-address: this is the network itself']],
    ['10.0.0.255/24', '10.0.0.2/24', ['broadcast-address: this is the broadcast address']],
    ['2001:db8::/64', '2001:db8::2/64', ['network-address: every router of the subnet answers to this']],
    ['10.0.0.1/24', '10.0.1.1/24', ['different-subnets: not in the subnet of a:eth0']],
    ['10.0.0.1/24', '10.0.1.1/16', ['different-subnets: not in the subnet of a:eth0']],
    ['10.0.0.1/32', '10.9.9.9/32', ['different-subnets: /32 is a subnet of one, and no route leads on']],
    ['10.0.0.1/32', '10.9.9.9/24', ['different-subnets: /32 is a subnet of one, and no route leads on']],
    [
      '127.0.0.1/24',
      '127.0.0.2/24',
      ['reserved-address: 127.0.0.1 never leaves the node', 'reserved-address: 127.0.0.2 never leaves the node'],
    ],
    ['10.0.0.1/24 ff02::5/64', '10.0.0.2/24', ['reserved-address: ff02::5 belongs to a multicast group']],
  ])('%s and %s', (a, b, expected) => {
    expect(report(pair(a, b))).toEqual(expected);
  });

  test.each([
    ['10.0.0.0/31', '10.0.0.1/31'],
    ['2001:db8::/127', '2001:db8::1/127'],
    ['fe80::1/64', 'fe80::2/64'],
    ['10.0.0.1/24', '2001:db8::1/64'],
    ['10.0.0.1/24 192.0.2.1/30', '10.0.0.2/24'],
    ['10.0.0.1/16', '10.0.0.2/24'],
    ['', '10.0.0.1/24'],
  ])('%s and %s are fine', (a, b) => {
    expect(report(pair(a, b))).toEqual([]);
  });

  test('the example is the next address that is free', () => {
    expect(helps(pair('10.0.0.1/24 10.0.0.2/24', '10.0.0.1/24'))).toEqual([
      'give b:eth0 another address, for example 10.0.0.3/24',
    ]);
    expect(helps(pair('10.0.0.0/31 10.0.0.1/31', '10.0.0.1/31'))).toEqual([
      'give b:eth0 an address of a larger subnet: this one is full',
    ]);
  });

  test('a stranger among many is the one reported', () => {
    const lan = (address: string) => ({ eth0: address });
    const nodes = {
      lan: { bridge: 'br0', interfaces: { br0: '', p1: '', p2: '', p3: '' } },
      a: { interfaces: lan('10.0.9.1/24') },
      b: { interfaces: lan('10.0.0.2/24') },
      c: { interfaces: lan('10.0.0.3/24') },
    };
    expect(report({ nodes, cables: ['a:eth0 lan:p1', 'b:eth0 lan:p2', 'c:eth0 lan:p3'] })).toEqual([
      'different-subnets: not in the subnet of b:eth0',
    ]);
  });

  test('an address on a port', () => {
    const nodes = {
      lan: { bridge: 'br0', interfaces: { br0: '', p: '10.0.0.9/24' } },
      a: { interfaces: { eth0: '10.0.0.1/24' } },
    };
    expect(report({ nodes, cables: ['a:eth0 lan:p'] })).toEqual(['address-on-port: nobody answers to it here']);
  });
});

describe('subnets', () => {
  test('of two segments may not overlap', () => {
    expect(report(twoLans('10.0.0', '10.0.0'))).toEqual([
      'overlapping-subnets: 10.0.0.0/24 is that of another segment',
    ]);
    expect(helps(twoLans('10.0.0', '10.0.0'))).toEqual([
      'take another subnet here, for example 10.0.1.0/24; if it is meant, write `overlap: true` under right',
    ]);
  });

  test('may, if one of them says so', () => {
    expect(report(twoLans('10.0.0', '10.0.0', { overlap: ['right'] }))).toEqual([]);
  });

  test('link-local addresses are on every segment', () => {
    expect(report(twoLans('10.0.0', '10.0.1'))).toEqual([]);
    const nodes = {
      a: { interfaces: { eth0: 'fe80::1/64', eth1: 'fe80::1/64' } },
      b: { interfaces: { eth0: 'fe80::2/64' } },
      c: { interfaces: { eth0: 'fe80::3/64' } },
    };
    expect(report({ nodes, cables: ['a:eth0 b:eth0', 'a:eth1 c:eth0'] })).toEqual([]);
  });

  const prefixes = fc
    .record({ host: fc.integer({ min: 0, max: 255 }), length: fc.integer({ min: 25, max: 30 }) })
    .map(({ host, length }) => `10.0.0.${host}/${length}`);

  test('are reported exactly if two of them overlap', () => {
    fc.assert(
      fc.property(fc.array(prefixes, { minLength: 1, maxLength: 8 }), (texts) => {
        const nodes = Object.fromEntries(
          texts.flatMap((text, i) => [
            [`a${i}`, { interfaces: { eth0: text } }],
            [`b${i}`, { interfaces: { eth0: '' } }],
          ]),
        );
        const cables = texts.map((_, i) => `a${i}:eth0 b${i}:eth0`);
        const cidrs = texts.flatMap((text) => parseCidr(text) ?? []);
        const meet = cidrs.some((one, i) => cidrs.some((two, j) => i !== j && overlaps(one, two)));
        const found = report({ nodes, cables }).filter((line) => line.startsWith('overlapping-subnets'));
        expect(found.length > 0).toBe(meet);
      }),
    );
  });
});

describe('interfaces', () => {
  test.each([
    ['mtu 60', 'mtu 60', Array(2).fill('mtu-out-of-range: 60 is not within 68 to 65535')],
    ['2001:db8::1/64 mtu 1000', '2001:db8::2/64 mtu 1000', ['mtu-too-small-for-ipv6: MTU 1000: IPv6 needs 1280']],
    ['mtu 1400', '', ['mtu-mismatch: a:eth0 has 1400, b:eth0 1500']],
    ['', 'mtu 9000', ['mtu-mismatch: b:eth0 has 9000, a:eth0 1500']],
    ['mac 02:00:00:00:00:01', 'mac 02:00:00:00:00:01', ['duplicate-mac: b:eth0 has 02:00:00:00:00:01 again']],
    ['mac 01:00:5e:00:00:01', '', ['multicast-mac: 01:00:5e:00:00:01 belongs to a group']],
    ['mac 00:00:00:00:00:00', '', ["multicast-mac: 00:00:00:00:00:00 is nobody's address"]],
    ['10.0.0.1/30 mtu 68 mac 02:00:00:00:00:01', '10.0.0.2/30 mtu 68 mac 02:00:00:00:00:02', []],
    ['2001:db8::1/64 mtu 1280', '2001:db8::2/64 mtu 1280', []],
    ['mtu 65535', 'mtu 65535', []],
    ['mtu 1500', '', []],
  ])('%s and %s', (a, b, expected) => {
    expect(report(pair(a, b))).toEqual(expected);
  });

  test('a bridge has its MTU from its cables', () => {
    const lesson = (kind: string, key: string, more: string) =>
      compileTutorial(
        't.md',
        new TextEncoder().encode(
          tutorialOf(
            `lab: l\nnodes: { sw: { kind: ${kind}, subnet: 10.0.0.0/24, sysctl: { net.ipv6.conf.${key}.disable_ipv6: 1 } }, a: , b: }\nlinks:\n  - a -- sw:p: { mtu: 1000 }\n  - b -- sw${more}\n`,
          ),
        ),
      )
        .diagnostics.filter(({ code }) => code === 'mtu-too-small-for-ipv6')
        .map(({ help }) => help);
    const one = 'give the cable a -- sw at least `mtu: 1280`, or leave this setting out';
    const each = 'give each cable of sw at least `mtu: 1280`, or leave this setting out';
    expect(lesson('switch', 'br0', '')).toEqual([one]);
    expect(lesson('switch', 'p', '')).toEqual([one]);
    expect(lesson('bridge', 'sw', ': { mtu: 1000 }')).toEqual([each]);
    expect(lesson('switch', 'p', ': { mtu: 1000 }')).toEqual([one]);
  });

  test('names that are not free for a cable', () => {
    const nodes = { a: { interfaces: { lo: '10.9.9.9/32' } }, b: { interfaces: { all: '' } } };
    expect(report({ nodes, cables: ['a:lo b:all'] })).toEqual([
      'reserved-interface-name: a:lo is not free',
      'reserved-interface-name: b:all is not free',
    ]);
    // What may stand in place of the name, without the node; a node's own lo is reported at the cable.
    expect(checkLab(sketchLab({ nodes, cables: ['a:lo b:all'] })).map(({ expected }) => expected)).toEqual([
      [],
      ['eth9'],
    ]);
  });

  test('devices of the machine', () => {
    const nodes = {
      left: { onMachine: true, bridge: 'left', interfaces: { left: '', p: '' } },
      right: { onMachine: true, bridge: 'right', interfaces: { right: '', q: '', eth0: '' } },
      a: { interfaces: { eth0: '', eth1: '', eth2: '' } },
    };
    expect(report({ nodes, cables: ['a:eth0 left:p', 'a:eth1 right:q', 'a:eth2 right:eth0'] })).toEqual([
      'taken-device-name: set-up stops where eth0 exists already',
    ]);
  });

  test('1023 ports are as many as a bridge takes', () => {
    const bridge = (ports: number): StepSketch => {
      const interfaces = Object.fromEntries([['br0', ''], ...Array.from({ length: ports }, (_, i) => [`p${i}`, ''])]);
      return { nodes: { lan: { bridge: 'br0', interfaces } } };
    };
    expect(report(bridge(1023))).toEqual([]);
    expect(report(bridge(1024))).toEqual(['too-many-ports: 1024 ports; a bridge takes 1023']);
  });
});

describe('routes', () => {
  test('via an address of the node itself, or of nobody', () => {
    const step = (via: string): StepSketch => ({
      nodes: {
        r1: { forward: true, interfaces: { eth0: '10.0.1.1/24' } },
        h1: { interfaces: { eth0: '10.0.1.2/24' }, routes: [`10.9.0.0/16 ${via} eth0`] },
      },
      cables: ['h1:eth0 r1:eth0'],
    });
    expect(report(step('10.0.1.1'))).toEqual([]);
    expect(report(step('10.0.1.2'))).toEqual(['route-via-itself: 10.0.1.2 is an address of h1']);
    const both = pair('10.0.1.2/24', '10.0.1.2/24');
    const a = { interfaces: { eth0: '10.0.1.2/24' }, routes: ['10.9.0.0/16 10.0.1.2 eth0'] };
    expect(report({ ...both, nodes: { ...both.nodes, a } })).not.toContain(
      'route-via-itself: 10.0.1.2 is an address of a',
    );
    expect(report(step('10.0.1.77'))).toEqual([
      'next-hop-without-owner: nobody on the segment of h1:eth0 has 10.0.1.77',
    ]);
  });
});

describe('translations', () => {
  const masquerade = (out: string, inside: string[], as?: string): Masquerade => {
    const source = parseCidr('10.0.1.0/24');
    const address = as === undefined ? undefined : parseAddress(as);
    return {
      is: 'masquerade',
      at: place(500),
      text: 'masquerade',
      sources: source === undefined ? [] : [source],
      inside,
      out: [{ is: 'interface', name: out }],
      ...(address === undefined ? {} : { as: address }),
    };
  };
  const gateway = (wan: string, translation: Masquerade, routes: string[] = []): StepSketch => ({
    nodes: {
      gw: { forward: true, interfaces: { lan: '10.0.1.1/24', wan }, routes, things: { nat: [translation] } },
      h1: { interfaces: { eth0: '10.0.1.2/24' } },
      web: { interfaces: { eth0: wan === '' ? '' : '198.51.100.2/30' } },
    },
    cables: ['h1:eth0 gw:lan', 'gw:wan web:eth0'],
  });

  test('need a way out', () => {
    expect(report(gateway('198.51.100.1/30', masquerade('wan', ['lan'])))).toEqual([]);
    expect(report(gateway('', masquerade('wan', ['lan'])))).toEqual([
      'nat-without-way-out: wan has no address to write',
    ]);
    expect(report(gateway('', masquerade('wan', ['lan'], '192.0.2.1')))).toEqual([
      'nat-without-way-out: no route of gw leaves by wan',
    ]);
  });

  test('need a source behind the node, on the other side', () => {
    expect(report(gateway('198.51.100.1/30', masquerade('wan', [])))).toEqual([
      'nat-source-without-route: gw has no route to 10.0.1.0/24',
    ]);
    expect(report(gateway('198.51.100.1/30', masquerade('lan', ['lan'])))).toEqual([
      'nat-source-not-behind: the source is beyond lan too',
    ]);
  });

  const publish = (protocol: 'tcp' | 'udp', port: number, lastPort: number, line: number, more = {}): Publish => {
    const to = parseAddress('10.0.1.2');
    if (to === undefined) throw new Error('an address');
    return {
      is: 'publish',
      at: place(line),
      text: 'publish',
      protocol,
      port,
      lastPort,
      to,
      toPort: port,
      inside: 'lan',
      in: [],
      hairpin: [],
      ...more,
    };
  };
  const published = (...translations: Publish[]): StepSketch => ({
    nodes: {
      gw: { forward: true, interfaces: { lan: '10.0.1.1/24' }, things: { nat: translations } },
      h1: { interfaces: { eth0: '10.0.1.2/24' } },
    },
    cables: ['h1:eth0 gw:lan'],
  });

  test('take a port once', () => {
    expect(report(published(publish('tcp', 80, 80, 600), publish('tcp', 80, 80, 601)))).toEqual([
      'publish-port-twice: tcp/80 of gw again',
    ]);
    expect(report(published(publish('udp', 5000, 5010, 600), publish('udp', 5005, 5005, 601)))).toEqual([
      'publish-port-twice: udp/5005 of gw again',
    ]);
    expect(
      helps(published(publish('tcp', 80, 80, 600), publish('tcp', 81, 81, 601), publish('tcp', 80, 80, 602))),
    ).toEqual(['publish another port, for example tcp/82']);
  });

  test('share it with another protocol, family or interface', () => {
    const six = { to: parseAddress('2001:db8::2') };
    const [wan, lan] = [{ in: [{ is: 'interface', name: 'wan' }] }, { in: [{ is: 'interface', name: 'lan' }] }];
    expect(report(published(publish('tcp', 80, 80, 600), publish('udp', 80, 80, 601)))).toEqual([]);
    expect(report(published(publish('tcp', 80, 80, 600), publish('tcp', 80, 80, 601, six)))).toEqual([]);
    expect(report(published(publish('tcp', 80, 80, 600, wan), publish('tcp', 80, 80, 601, lan)))).toEqual([]);
  });
});

describe('a lab', () => {
  const unplugged = { ...pair('10.0.0.1/24', '10.0.0.2/24') };

  test('has a use for its nodes, in some step', () => {
    const alone: StepSketch = { ...unplugged, nodes: { ...unplugged.nodes, c: {} } };
    const nodes = { ...unplugged.nodes, c: { interfaces: { eth0: '' } } };
    const used: StepSketch = { nodes, cables: ['a:eth0 b:eth0', 'c:eth0 b:eth1'] };
    expect(report(alone)).toEqual(['unused-node: nothing is plugged into c']);
    expect(report(alone, used)).toEqual([]);
    expect(report({ nodes: { a: {}, b: {} } })).toEqual([]);
  });

  test('is told of a problem once, at the first step that has it', () => {
    const wrong = pair('10.0.0.1/24', '10.0.0.1/24');
    expect(report(unplugged, wrong, wrong)).toEqual(['duplicate-address: used again here']);
  });
});
