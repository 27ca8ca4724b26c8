// What `remove:` takes away: by name, or only with the value that stands.

import { describe, expect, it } from 'vitest';
import { etc } from '../../src/kinds/etc/key.ts';
import { sysctl } from '../../src/kinds/sysctl/key.ts';
import { labOf, lastState, readBlocks } from '../tutorial-text.ts';

describe('what a removal repeats', () => {
  it('must be what stands', () => {
    const base = 'lab: l\nnodes: [a, b]\nlinks:\n  - a 10.0.0.1/24 -- b 10.0.0.2/24\n';
    const codesOf = (...blocks: string[]) => readBlocks(...blocks).diagnostics.map(({ code }) => code);
    expect(codesOf(base, 'remove:\n  links:\n    - a 10.0.0.77/24 -- b\n')).toEqual(['nothing-to-change']);
    expect(codesOf(base, 'remove:\n  links:\n    - b -- a 10.0.0.1/24\n')).toEqual([]);
  });
});

describe('no lines under `change`', () => {
  it('take the place of those of a firewall, and leave its policies', () => {
    const base = 'lab: l\nnodes: { r: { kind: router, firewall: { forward: drop, rules: [accept icmp] } } }\n';
    const none = 'change:\n  nodes: { r: { firewall: { rules: [] } } }\n';
    const more = 'nodes: { r: { firewall: { rules: [accept tcp/80] } } }\n';
    const texts = (...blocks: string[]) =>
      lastState(labOf(...blocks))
        .nodes.get('r')
        ?.things['firewall']?.map((one) => Object(one).text ?? Object(one).is);
    expect(texts(base, none)).toEqual(['policy']);
    expect(texts(base, none, more)).toEqual(['policy', 'accept tcp/80']);
  });
});

describe('removal of options of a cable', () => {
  const first =
    'lab: l\nnodes: [h1, h2]\nlinks:\n  - h1 10.0.0.1/24 -- h2 10.0.0.2/24: { mtu: 1400, at h1: { mac: 02:00:00:00:00:01, mtu: 1300 }, at h2: { mac: 02:00:00:00:00:02 } }\n';
  const remove = (options: string) => `remove:\n  links:\n    - h1 -- h2: { ${options} }\n`;

  it('takes away what is named, and nothing else', () => {
    const nodes = lastState(labOf(first, remove('at h1: { mtu: 1300 }'))).nodes;
    expect(nodes.get('h1')?.interfaces).toMatchObject([{ mac: '02:00:00:00:00:01', mtu: 1400 }]);
    expect(nodes.get('h2')?.interfaces).toMatchObject([{ mac: '02:00:00:00:00:02', mtu: 1400 }]);
  });

  it.each(['mtu: 1300', 'state: down', 'at h1: { mac: 02:00:00:00:00:02 }', 'at h2: { mtu: 1300 }'])(
    'refuses what does not stand: %s',
    (options) => {
      const { diagnostics } = readBlocks(first, remove(options));
      expect(diagnostics.map(({ code }) => code)).toEqual(['nothing-to-change']);
    },
  );
});

describe('removal of options of a cable by name', () => {
  const first =
    'lab: l\nnodes: [h1, h2]\nlinks:\n  - h1 -- h2: { subnet: 10.0.0.0/30, mtu: 1400, at h1: { mac: 02:00:00:00:00:01, mtu: 1300 } }\n';
  const remove = (options: string) => `remove:\n  links:\n    - h1 -- h2: { ${options} }\n`;
  const endsAfter = (options: string) =>
    ['h1', 'h2'].map((name) => {
      const [device] = lastState(labOf(first, remove(options))).nodes.get(name)?.interfaces ?? [];
      return [device?.mtu, device?.mac, device?.addresses.length];
    });
  const mac = '02:00:00:00:00:01';

  it.each([
    ['mtu: ', [1300, mac, 1], [undefined, undefined, 1]],
    ['subnet: ', [1300, mac, 0], [1400, undefined, 0]],
    ['at h1: { mtu: }', [1400, mac, 1], [1400, undefined, 1]],
    ['mtu: 1400, at h1: { mac: , mtu: 1300 }', [undefined, undefined, 1], [undefined, undefined, 1]],
  ])('takes away %s', (options, one, two) => {
    expect(endsAfter(options)).toEqual([one, two]);
  });

  it('takes away an option of the kind of link', () => {
    const cable =
      'links:\n  - h1:eth0 10.0.0.1/24 -- h2:eth0 10.0.0.2/24\n  - c:m0 -- h1:eth0: { kind: macvlan, mode: vepa }\n';
    const lab = labOf(
      `lab: l\nnodes: [h1, h2, c]\n${cable}`,
      'remove:\n  links:\n    - c:m0 -- h1:eth0: { kind: macvlan, mode: }\n',
    );
    expect(lastState(lab).links.map(({ kind, options }) => [kind, options])).toEqual([
      ['veth', {}],
      ['macvlan', {}],
    ]);
  });

  it.each(['state: ', 'at h1: { state: }', 'at h2: { mtu: }'])('refuses what is not set: %s', (options) => {
    const { diagnostics } = readBlocks(first, remove(options));
    expect(diagnostics.map(({ code }) => code)).toEqual(['nothing-to-change']);
  });

  it('keeps the kind and the ends', () => {
    expect(readBlocks(first, remove('kind: ')).diagnostics.map(({ code }) => code)).toEqual(['wrong-type']);
  });
});

describe('removal of settings and files', () => {
  const first = `
lab: l
nodes:
  h1..2:
    sysctl: { net.ipv4.ip_default_ttl: 70, net.ipv4.tcp_ecn: 1 }
    etc: { hosts: 10.0.0.1 one, resolv.conf: nameserver 10.0.0.1 }
`;
  const remove = (body: string, nodes = 'h1') => `remove: { nodes: { ${nodes}: { ${body} } } }\n`;
  const leftOf = (node: string, body: string, nodes?: string) => {
    const left = lastState(labOf(first, remove(body, nodes))).nodes.get(node) ?? { things: {} };
    return [...sysctl.of(left).map(({ key }) => key), ...etc.of(left).map(({ name }) => name.text)];
  };
  const all = ['net.ipv4.ip_default_ttl', 'net.ipv4.tcp_ecn', 'hosts', 'resolv.conf'];

  it('takes away what is named, whatever its value', () => {
    expect(leftOf('h1', 'sysctl: { net.ipv4.tcp_ecn: }, etc: { hosts: }')).toEqual([all[0], all[3]]);
    expect(leftOf('h2', 'sysctl: { net.ipv4.tcp_ecn: }')).toEqual(all);
    expect(leftOf('h2', 'etc: { hosts: , resolv.conf: }', 'h1..2')).toEqual([all[0], all[1]]);
  });

  it('takes names and values side by side', () => {
    expect(
      leftOf('h1', 'sysctl: { net.ipv4.tcp_ecn: , net.ipv4.ip_default_ttl: 70 }, etc: { hosts: 10.0.0.1 one }'),
    ).toEqual([all[3]]);
  });

  it.each([
    ['sysctl: { net.ipv4.tcp_syncookies: }', 'net.ipv4.tcp_syncookies'],
    ['etc: { group: }', 'group'],
    ['sysctl: { net.ipv4.tcp_ecn: 0 }', 'net.ipv4.tcp_ecn'],
  ])('refuses what does not stand: %s', (body, place) => {
    const { diagnostics } = readBlocks(first, remove(body));
    expect(diagnostics.map(({ code }) => code)).toEqual(['nothing-to-change']);
    expect(diagnostics.map(({ at }) => at.end.offset - at.start.offset)).toEqual([place.length]);
  });

  it('keeps "nothing" out of what is added or changed', () => {
    const codes = (block: string) => readBlocks(first, block).diagnostics.map(({ code }) => code);
    expect(codes('nodes: { h1: { sysctl: { net.ipv4.tcp_fin_timeout: } } }\n')).toEqual(['wrong-type']);
    expect(codes('change: { nodes: { h1: { etc: { hosts: } } } }\n')).toEqual(['wrong-type']);
  });
});
