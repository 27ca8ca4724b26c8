// Kernel settings: one operation for each key of a namespace, living in the device that it is a setting of.
import { expect, it } from 'vitest';
import { makePlan } from '../../src/4-plan/make-plan.ts';
import { labOf } from '../tutorial-text.ts';

const settings = (block: string) =>
  makePlan(labOf(block)).steps.flatMap(({ operations }) =>
    operations.flatMap(({ action, undo }) => (action.do === 'sysctl-set' ? [{ ...action, undo }] : [])),
  );

it('sets what two nodes of the machine agree on once', () => {
  const found = settings(`
lab: l
nodes:
  lan1..2: { kind: bridge, subnet: 10.0.(1..2).0/24, sysctl: { net.ipv4.ip_default_ttl: 70 } }
  h1..2:
links:
  - h1..2 -- lan1..2
`);
  expect(found.map(({ key, value }) => [key, value])).toEqual([['net.ipv4.ip_default_ttl', '70']]);
});

it('does not set forwarding a second time where a bridge says it', () => {
  const found = settings(`
lab: l
nodes:
  lan: { kind: bridge, address: 10.0.1.1/24, sysctl: { net.ipv4.ip_forward: 1 } }
  h1: { gateway: lan }
  host: { nat: [masquerade lan out uplink] }
links:
  - h1 -- lan
`);
  expect(found.map(({ key, value }) => [key, value])).toEqual([['net.ipv4.ip_forward', '1']]);
});

it('lets a setting of a bridge go with the bridge, whoever of the machine says it', () => {
  const { steps } = makePlan(
    labOf(
      `
lab: l
nodes:
  lan: { kind: bridge, subnet: 10.0.1.0/24 }
  host: { sysctl: { net.ipv4.conf.lan.proxy_arp: 1, net.ipv4.conf.eth9.proxy_arp: 1 } }
  h1:
links:
  - h1 -- lan
`,
      'remove: { nodes: { lan: , host: { sysctl: } } }\n',
    ),
  );
  expect(steps[1]?.operations.map(({ id }) => id)).toEqual([
    'remove sysctl host net.ipv4.conf.eth9.proxy_arp',
    'remove accept lan to lan ipv4',
    expect.stringMatching(/^remove link host:ng/),
    'remove link host:lan',
  ]);
});

it('sets what overwrites others first, in whatever order they are written', () => {
  const found = settings(`
lab: l
nodes:
  a: { sysctl: { net.ipv4.conf.eth0.forwarding: 0, net.ipv6.conf.eth0.disable_ipv6: 0, net.ipv6.conf.all.disable_ipv6: 1, net.ipv4.ip_forward: 1 } }
  b:
links:
  - a 10.0.0.1/24 -- b 10.0.0.2/24
`);
  expect(found.map(({ key, value }) => `${key}=${value}`)).toEqual([
    'net.ipv6.conf.all.disable_ipv6=1',
    'net.ipv6.conf.eth0.disable_ipv6=0',
    'net.ipv4.ip_forward=1',
    'net.ipv4.conf.eth0.forwarding=0',
  ]);
});

it('sets again what a step overwrites', () => {
  const { steps } = makePlan(
    labOf(
      `
lab: l
nodes:
  a: { sysctl: { net.ipv4.conf.eth0.forwarding: 0, net.ipv4.conf.eth0.rp_filter: 1 } }
  b:
links:
  - a 10.0.0.1/24 -- b 10.0.0.2/24
`,
      'nodes: { a: { forward: true } }\n',
    ),
  );
  expect(steps[1]?.operations.map(({ id }) => id)).toEqual([
    'change sysctl a net.ipv4.ip_forward',
    'change sysctl a net.ipv6.conf.all.forwarding',
    'change sysctl a net.ipv4.conf.eth0.forwarding',
  ]);
});

it('says of a node that it does not forward where another step lets it', () => {
  const first = (second: string) =>
    makePlan(labOf('\nlab: l\nnodes: [a, b]\nlinks:\n  - a 10.0.0.1/24 -- b 10.0.0.2/24\n', second))
      .steps[0]?.operations.map(({ id }) => id)
      .filter((id) => id.startsWith('sysctl'));
  expect(first('change: { nodes: { a: { kind: router } } }\n')).toEqual([
    'sysctl a net.ipv4.ip_forward',
    'sysctl a net.ipv6.conf.all.forwarding',
  ]);
  expect(first('nodes: { a: { routes: [blackhole 10.9.0.0/16] } }\n')).toEqual([]);
});

it('knows the switch of IPv4 forwarding by both names, and the dot in the name of an interface by both notations', () => {
  const found = settings(`
lab: l
nodes:
  a: { sysctl: { net.ipv4.conf.all.forwarding: 1, net.ipv4.conf.e0/100.rp_filter: 2, net/ipv4/conf/e0.100/proxy_arp: 1 } }
  b:
links:
  - a:e0.100 10.0.0.1/24 -- b 10.0.0.2/24
`);
  expect(found.map(({ key }) => key)).toEqual([
    'net.ipv4.ip_forward',
    'net.ipv4.conf.e0/100.rp_filter',
    'net.ipv4.conf.e0/100.proxy_arp',
  ]);
});

it('adds a route of the machine again when a bridge below it has another address', () => {
  const { steps } = makePlan(
    labOf(
      `
lab: l
nodes: { br-z: { kind: bridge, address: 10.0.0.1/24 }, a: { kind: router }, host: { routes: [10.44.0.0/16 via a] } }
links: [a 10.0.0.2/24 -- br-z]
`,
      'change: { nodes: { br-z: { address: 10.0.0.200/24 } } }\n',
    ),
  );
  expect(steps[1]?.operations.map(({ id }) => id)).toEqual([
    'remove route host ipv4 10.44.0.0/16',
    'remove address host:br-z 10.0.0.1/24',
    'address host:br-z 10.0.0.200/24',
    'route host ipv4 10.44.0.0/16 #2',
  ]);
});
