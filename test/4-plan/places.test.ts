// The place of an operation is the line that asks for it: the thing's own, in the block of the step where it stands there.
import { expect, it } from 'vitest';
import { makePlan } from '../../src/4-plan/make-plan.ts';
import { labOf, tutorialOf } from '../tutorial-text.ts';

/** The operations of a step, each with the text that its place stands for. */
function placesOf(step: number, ...blocks: string[]): Record<string, string> {
  const text = tutorialOf(...blocks);
  const { operations = [] } = makePlan(labOf(...blocks)).steps[step - 1] ?? {};
  return Object.fromEntries(
    operations.map(({ id, at }) => [id, text.slice(at.start.offset, at.end.offset).replace(/\s+/g, ' ')]),
  );
}

const first = `
lab: l
nodes:
  lan: { kind: bridge, address: 10.0.1.1/24 }
  r1:
    kind: router
    routes:
      - 10.9.0.0/16 via r2:y
    sysctl:
      net.ipv4.ip_default_ttl: 70
    etc:
      hosts: 10.0.12.2 r2
    run:
      - sleep 1000
    exec:
      - do: echo x
  r2:
  h1: { gateway: lan }
  host:
    nat:
      - masquerade lan out uplink
links:
  - r1:x 10.0.12.1/30 -- r2:y: { mtu: 1400, subnet: 10.0.12.0/30, at r2: { state: down } }
  - r1:c -- r2:z: 10.0.13.0/30
  - h1 10.0.1.2/24 -- lan
`;

it('is the line of the thing itself in the step that makes it', () => {
  const found = placesOf(1, first);
  const link = 'r1:x 10.0.12.1/30 -- r2:y';
  expect(found).toMatchObject({
    'netns r1': 'r1',
    'link r1:lo': 'r1',
    'link host:lan': 'lan',
    'link r1:x': link,
    'address r1:x 10.0.12.1/30': '10.0.12.1/30',
    'address r2:y 10.0.12.2/30': 'y',
    'address host:lan 10.0.1.1/24': '10.0.1.1/24',
    'state link r1:x': 'x',
    'sysctl r1 net.ipv4.ip_forward': 'router',
    'sysctl r1 net.ipv4.conf.x.rp_filter': 'x',
    'sysctl r1 net.ipv4.ip_default_ttl': 'net.ipv4.ip_default_ttl',
    'sysctl r2 net.ipv4.ip_forward': 'r2',
    'sysctl host net.ipv4.ip_forward': 'masquerade lan out uplink',
    'route r1 ipv4 10.9.0.0/16': '10.9.0.0/16 via r2:y',
    'route h1 ipv4 default': 'lan',
    'table host': 'masquerade lan out uplink',
    'accept lan to uplink ipv4': 'masquerade lan out uplink',
    'file r1 hosts': 'hosts',
    'process r1-1': 'sleep 1000',
    'run r1-1': 'do: echo x',
  });
});

it('is in the block of a later step that changes something', () => {
  const change = `
nodes:
  host:
    nat:
      - publish tcp/8080 to h1 tcp/80
  r2: { forward: true }
change:
  nodes:
    r1: { sysctl: { net.ipv4.ip_default_ttl: 71 }, run: [sleep 2000] }
  links:
    - r1:x 10.0.12.1/29 -- r2:y: { mtu: 1300, at r2: { state: up }, subnet: 10.0.12.0/29 }
`;
  expect(placesOf(2, first, change)).toMatchObject({
    'change link r1:x': '1300',
    'change state link r2:y': 'up',
    'remove address r1:x 10.0.12.1/30': '10.0.12.1/30',
    'address r1:x 10.0.12.1/29': '10.0.12.1/29',
    'address r2:y 10.0.12.2/29': '10.0.12.0/29',
    'change sysctl r1 net.ipv4.ip_default_ttl': 'net.ipv4.ip_default_ttl',
    'change sysctl r2 net.ipv4.ip_forward': 'true',
    'sysctl r2 net.ipv4.conf.y.rp_filter': 'true',
    'change table host': 'publish tcp/8080 to h1 tcp/80',
    'change process r1-1': 'sleep 2000',
  });
});

it('is the line where a thing was made in the step that takes it away, and the new one where it is made anew', () => {
  const step = `
remove:
  links:
    - r1:c -- r2:z
change:
  nodes:
    r1: { routes: [10.9.0.0/16 via 10.0.12.2 dev x src 10.0.12.1] }
`;
  expect(placesOf(2, first, step)).toMatchObject({
    'remove route r1 ipv4 10.9.0.0/16': '10.9.0.0/16 via 10.0.12.2 dev x src 10.0.12.1',
    'remove link r1:c': 'r1:c -- r2:z',
    'route r1 ipv4 10.9.0.0/16 #2': '10.9.0.0/16 via 10.0.12.2 dev x src 10.0.12.1',
  });
});
