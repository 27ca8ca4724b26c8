// What blocks mean: names, segments, addresses, routes, steps.
import { describe, expect, it } from 'vitest';
import { formatAddress, formatCidr } from '../../src/address.ts';
import { compileTutorial } from '../../src/compile.ts';
import type { Lab, Route } from '../../src/model/lab.ts';
import { labOf, lastState, readBlocks, tutorialOf } from '../tutorial-text.ts';

function addresses(lab: Lab): string[] {
  return [...lastState(lab).nodes.values()].flatMap(({ interfaces }) =>
    interfaces.flatMap(({ node, name, addresses: own }) =>
      own.map(({ cidr }) => `${node}:${name} ${formatCidr(cidr)}`),
    ),
  );
}

function routes(lab: Lab, node: string): string[] {
  return (lastState(lab).nodes.get(node)?.routes ?? []).map(
    ({ to, hops }) =>
      `${formatCidr(to)} ${hops.map(({ via, dev }) => `${via === undefined ? '' : formatAddress(via)} ${dev}`).join(', ')}`,
  );
}

describe('interface names', () => {
  const namesOf = (lab: Lab, node: string) =>
    lastState(lab)
      .nodes.get(node)
      ?.interfaces.map(({ name }) => name);

  it('counts on from names in use, and names a port after what it leads to', () => {
    const lab = labOf(
      'lab: l\nnodes: { sw: switch, h1: , h2: }\nlinks:\n  - h1:eth0 -- sw\n  - h1 -- sw\n  - h2 -- sw\n',
    );
    expect(namesOf(lab, 'h1')).toEqual(['eth0', 'eth1']);
    expect(namesOf(lab, 'sw')).toEqual(['br0', 'h1', 'h1-2', 'h2']);
  });

  it('names no port with a word of ip', () => {
    const lab = labOf(
      'lab: l\nnodes: { sw: switch, a: , up: , c: }\nlinks:\n  - a -- sw\n  - a -- sw\n  - up -- sw\n  - c -- sw\n',
    );
    expect(namesOf(lab, 'sw')).toEqual(['br0', 'a-1', 'a-2', 'up-1', 'c']);
  });

  it('makes up short names on the machine, with the reading name as alias', () => {
    const lab = labOf(
      'lab: l\nnodes:\n  lan: { kind: bridge, subnet: 10.0.0.0/24 }\n  a-rather-long-name-of-a-node:\nlinks:\n  - a-rather-long-name-of-a-node -- lan\n',
    );
    const port = lastState(lab).nodes.get('lan')?.interfaces[1];
    expect(port?.name).toMatch(/^ng[0-9a-f]{10}$/);
    expect(port?.alias).toBe('a-rather-long-name-of-a-node');
  });
});

describe('dealing', () => {
  it('gives the first cable the first address, and the middle two of a /30', () => {
    const lab = labOf(
      'lab: l\nnodes: { lan: { kind: switch, subnet: 10.0.0.0/24 }, r1: router, h1..2: }\nlinks:\n  - r1, h1..2 -- lan\n  - h1 -- r1: 10.0.9.0/30\n',
    );
    expect(addresses(lab)).toEqual([
      'r1:eth0 10.0.0.1/24',
      'r1:eth1 10.0.9.2/30',
      'h1:eth0 10.0.0.2/24',
      'h1:eth1 10.0.9.1/30',
      'h2:eth0 10.0.0.3/24',
    ]);
  });

  it('never moves what an earlier step has dealt', () => {
    const lab = labOf(
      'lab: l\nnodes: { lan: { kind: switch, subnet: 10.0.0.0/24 }, h1..3: }\nlinks:\n  - h1..3 -- lan\n',
      'remove: { nodes: [h1] }\n',
      'nodes: [h4]\nlinks:\n  - h4 -- lan\n',
    );
    expect(addresses(lab)).toEqual(['h2:eth0 10.0.0.2/24', 'h3:eth0 10.0.0.3/24', 'h4:eth0 10.0.0.1/24']);
  });

  it('uses both addresses of a /31', () => {
    expect(addresses(labOf('lab: l\nnodes: [a, b]\nlinks:\n  - a -- b: 10.0.0.0/31\n'))).toEqual([
      'a:eth0 10.0.0.0/31',
      'b:eth0 10.0.0.1/31',
    ]);
  });
});

describe('steps', () => {
  it('goes back to a lab by its name', () => {
    const { labs, diagnostics } = readBlocks(
      'lab: a\nnodes: [x, y]\nlinks:\n  - x 10.0.0.1/24 -- y 10.0.0.2/24\n',
      'lab: b\nnodes: [x, y]\nlinks:\n  - x 10.0.0.1/24 -- y 10.0.0.2/24\n',
      'lab: a\nstep: more\nchecks:\n  - x reaches y\n',
    );
    expect(diagnostics).toEqual([]);
    expect(labs.map(({ name, steps }) => [name, steps.map((step) => step.name)])).toEqual([
      ['a', ['1', 'more']],
      ['b', ['1']],
    ]);
  });

  it('tells a problem at each of its places, and goes on with other labs', () => {
    const { labs, diagnostics } = readBlocks(
      'lab: a\nnodes: [x]\nlinks:\n  - x 10.0.0.1/24 -- z 10.0.0.2/24\n',
      'checks:\n  - x reaches z\n',
      'lab: b\nnodes: [x, y]\nlinks:\n  - x 10.0.0.1/24 -- y 10.0.0.2/24\n',
    );
    const places = new Set(diagnostics.map(({ code, at }) => `${code} ${at.start.line}:${at.start.column}`));
    expect([...places]).toEqual(['unknown-node 7:22', 'unknown-node 12:15']);
    expect(labs.map(({ name }) => name)).toEqual(['b']);
  });
});

describe('link-local next hops', () => {
  it('need the interface, and nothing else', () => {
    const lab = labOf(
      'lab: l\nnodes: { a: { routes: ["2001:db8:9::/48 via fe80::1 dev eth0"] }, b: }\nlinks:\n  - a 2001:db8::1/64 -- b 2001:db8::2/64\n',
    );
    expect(routes(lab, 'a')).toEqual(['2001:db8:9::/48 fe80::1 eth0']);
  });
});

describe('a literal next hop of a check', () => {
  it('is asked for wherever it is', () => {
    const lab = labOf(
      [
        'lab: l\nnodes: { a: { routes: ["default via fe80::1 dev eth0"] }, b: }',
        'links:\n  - a -- b: [10.0.0.0/24, 2001:db8::/64]',
        'checks:\n  - a has route default via fe80::1\n  - a has route default via fe80::1 dev eth0',
        '  - a has no route default via 10.1.0.1\n  - a has no route default via 10.0.0.2\n',
      ].join('\n'),
    );
    const hops = lab.steps[0]?.checks.flatMap((check) =>
      check.is === 'has'
        ? (check as unknown as { what: { route: Route } }).what.route.hops.map(
            ({ via, dev }) => `${via && formatAddress(via)} ${dev}`,
          )
        : [],
    );
    expect(hops).toEqual(['fe80::1 ', 'fe80::1 eth0', '10.1.0.1 ', '10.0.0.2 eth0']);
  });
});

describe('a lab with errors', () => {
  it('is looked at for everything that cannot follow from its holes', () => {
    const block = (cable: string, more = '') =>
      tutorialOf(
        `lab: l\nnodes:\n  a: { gatway: b }\n  b:\n${more}links:\n  - ${cable}\nchecks:\n  - a reachs b\n  - a reaches c\n`,
      );
    const found = (text: string) =>
      compileTutorial('t.md', new TextEncoder().encode(text)).diagnostics.map(({ code }) => code);
    expect(found(block('a 10.0.0.255/24 -- b 10.0.0.2/24'))).toEqual([
      'unknown-key',
      'broadcast-address',
      'unknown-word',
      'unknown-node',
    ]);
    // No cable is understood: that nothing is plugged into a and b is not told.
    expect(found(block('a 10.0.0.1/24 - b 10.0.0.2/24'))).not.toContain('unused-node');
    // The name of a node has an error: that the check names nobody may follow from it.
    expect(found(block('a 10.0.0.1/24 -- b 10.0.0.2/24', '  c!: router\n'))).not.toContain('unknown-node');
  });
});

describe('a block that cannot be read', () => {
  const found = (...blocks: string[]) =>
    compileTutorial('t.md', new TextEncoder().encode(tutorialOf(...blocks))).diagnostics.map(
      ({ code, at }) => `${code} ${at.start.line}`,
    );
  const first = 'lab: a\nnodes: [h1, h2]\nlinks:\n  - h1:eth0 10.0.0.1/24 -- h2:eth0 10.0.0.2/24\n';
  const cut = 'remove:\n  links: [h1 -- h2\n';

  it('is a block of the lab all the same, for those after it', () => {
    const broken = first.replace('- h1:eth0', '- [h1:eth0');
    expect(found(broken, 'step: x\nchecks: [h1 reaches h2]\n')).toEqual(['yaml-syntax 7']);
    expect(found(broken.replace('lab: a\n', ''), 'step: x\nchecks: [h1 reachs h2]\n')).toEqual([
      'yaml-syntax 6',
      'unknown-word 11',
    ]);
    expect(found('step: x\nchecks: [h1 reaches h2]\n', broken)).toEqual(['lab-missing 3', 'yaml-syntax 12']);
  });

  it('is not asked for its lab where what may name it is told', () => {
    expect(found(first.replace('lab: a', 'lab: [a]'))).toEqual(['wrong-type 4']);
    expect(found(first.replace('lab: a', 'lb: a'))).toEqual(['unknown-key 4']);
    expect(found(first.replace('lab: a', 'lonks: [a -- b]'))).toEqual(['lab-missing 3', 'unknown-key 4']);
  });

  it('begins its lab where a line of it names one', () => {
    const other = 'lab: b\nnodes: [\n';
    expect(found(first, other, first.slice('lab: a\n'.length))).toEqual(['yaml-syntax 12']);
  });

  it('leaves in doubt what stands after it, and not what one block says', () => {
    expect(found(first, cut, first.slice(first.indexOf('links')))).toEqual(['yaml-syntax 12']);
    expect(found(first, cut, 'change: { nodes: { h1: { forward: false } } }\n')).toEqual(['yaml-syntax 12']);
    const twice = 'nodes: [h3, h4]\nlinks:\n  - h3 10.0.9.1/24 -- h4 10.0.9.1/24\n';
    expect(found(first, cut, twice)).toEqual(['yaml-syntax 12', 'duplicate-address 18']);
    const wrong = first.replace('10.0.0.2', '10.0.0.1');
    expect(found(wrong, cut)).toEqual(['duplicate-address 7', 'yaml-syntax 12']);
  });

  it('may have had groups', () => {
    const broken = 'lab: a\ngroups: { low: h1..4 }\nnodes: { lan: switch, low: \n';
    expect(found(broken, 'links: [low 10.0.0.1..4/24 -- lan]\nchecks: [low reachs h1]\n')).toEqual([
      expect.stringMatching(/^yaml-syntax/),
      'unknown-word 11',
    ]);
  });

  it('is like a removal with an error', () => {
    const links = first.slice(first.indexOf('links'));
    expect(found(first, `remove: { links: [h1 - h2] }\n${links}`)).toEqual(['missing-dashes 11']);
    expect(found(first, `remove: { links: [h1 -- h3] }\n${links}`)).toEqual(['nothing-to-change 11']);
    const two = `${first}  - h1:eth1 10.0.1.1/24 -- h2:eth1 10.0.1.2/24\n`;
    expect(found(two, `remove: { links: [h1 -- h2] }\n${links}`)).toEqual(['which-cable 12']);
  });
});

describe('an error that others would follow from', () => {
  const problems = (block: string) =>
    compileTutorial('t.md', new TextEncoder().encode(tutorialOf(block))).diagnostics.map(
      ({ code, help }) => `${code}: ${help}`,
    );

  it('in the key of the nodes leaves their names in doubt', () => {
    const block = (key: string, links: string) =>
      `lab: x\n${key}:\n  a:\n  b:\n${links}:\n  - a 10.0.0.1/24 -- b 10.0.0.2/24\nchecks:\n  - a reaches b\n  - a reaches c\n`;
    const nodes = 'unknown-key: write nodes';
    const unknown = 'unknown-node: add it to "nodes:", as in "nodes: { c: }"';
    expect(problems(block('node', 'links'))).toEqual([nodes]);
    expect(problems(block('nodes', 'link'))).toEqual(['unknown-key: write links', unknown]);
    expect(problems(block('nodes', 'links'))).toEqual([unknown]);
  });

  it('in a subnet that is too small leaves an end without its address', () => {
    const block = (length: number) =>
      `lab: x\nnodes:\n  r1: { kind: router, routes: [10.0.2.0/24 via r2] }\n  r2: router\n  h: { gateway: r2 }\nlinks:\n  - r1 -- r2: { subnet: 10.0.12.0/${length} }\n  - h -- r2: 10.0.2.0/24\nchecks: [h reaches r1]\n`;
    expect(problems(block(31))).toEqual([]);
    expect(problems(block(32))).toEqual(['subnet-full: give the segment a larger subnet: 10.0.12.0/31']);
  });

  it('names the interface as it has to stand', () => {
    const block = (dev: string) =>
      `lab: x\nnodes:\n  r: { kind: router, routes: [10.9.0.0/24 dev ${dev}] }\n  a:\nlinks:\n  - r 10.0.0.1/24 -- a 10.0.0.2/24\nchecks: [a reaches r]\n`;
    expect(problems(block('eth9'))).toEqual(['unknown-interface: write eth0']);
    expect(problems(block('eth0').replace('reaches r', 'reaches r:eth9'))).toEqual(['unknown-interface: write r:eth0']);
    const switched = 'lab: x\nnodes: { sw: switch, a: }\nlinks: [a -- sw:left]\nchecks: [sw:up is up]\n';
    expect(problems(switched)).toEqual(['unknown-interface: write one of sw: br0, left']);
  });
});

describe('a typo', () => {
  const problems = (block: string) =>
    compileTutorial('t.md', new TextEncoder().encode(tutorialOf(block))).diagnostics.map(
      ({ code, label }) => `${code}: ${label}`,
    );
  const star = (core: string, kind: string) =>
    `lab: star\nnodes:\n  left: { kind: ${kind} }\n  core: router\n  h1..5: { gateway: core }\nlinks:\n  - ${core}:le 10.1.0.1/24 -- left\n  - h1..5 10.1.0.11..15/24 -- left\nchecks:\n  - h1..5 reach core:le\n`;

  it('in the name of a node or in a kind is the one thing that is told', () => {
    expect(problems(star('core', 'switch'))).toEqual([]);
    expect(problems(star('Core', 'switch'))).toEqual(['unknown-node: no node of this name']);
    expect(problems(star('core', 'hub'))).toEqual(['unknown-kind: no such kind']);
    expect(problems(star('core', 'switch').replace('core: router', 'core: roter'))).toEqual([
      'unknown-kind: no such kind',
    ]);
  });

  it('in the name that a check gives does not hide the rest', () => {
    const block = star('core', 'switch').replace('reach core:le', 'reach cor\n  - h1 reaches left');
    expect(problems(block).map((problem) => problem.split(':')[0])).toEqual(['unknown-node', 'no-address']);
  });

  it('in a kind of link does not make a new interface of its parent', () => {
    const block = 'lab: m\nnodes: [p, q, a]\nlinks:\n  - p:e0 10.0.0.1/24 -- q 10.0.0.2/24\n';
    const child = '  - a 10.0.0.3/24 -- p:e0: { kind: macvln }\n';
    expect(problems(block + child)).toEqual(['unknown-kind: no such kind']);
  });

  it('of an address in place of the kind is answered with the place of addresses', () => {
    const block = tutorialOf('lab: m\nnodes:\n  a: 10.0.0.1/24\n  b: 10.0.0.2/24\nlinks:\n  - a -- b\n');
    const { diagnostics } = compileTutorial('t.md', new TextEncoder().encode(block));
    const helps = diagnostics.filter(({ code }) => code === 'unknown-kind').map(({ help }) => help);
    expect(helps).toEqual([
      'give the address to an end of a cable: "- NODE 10.0.0.1/24 -- OTHER"',
      'give the address to an end of a cable: "- NODE 10.0.0.2/24 -- OTHER"',
    ]);
  });

  it('in the kind of a node does not put it on the machine', () => {
    const block =
      'lab: m\nnodes:\n  a: { kind: ruter, gateway: b, exec: [{ do: ip link }] }\n  b: ruter\nlinks:\n  - a 10.0.0.1/24 -- b 10.0.0.2/24\n';
    expect(problems(block)).toEqual(['unknown-kind: no such kind', 'unknown-kind: no such kind']);
  });
});

describe('next hops and defaults', () => {
  it('takes the address of the gateway that is on the subnet of the node', () => {
    const lab = labOf(`
lab: l
nodes:
  lan0: { kind: bridge, address: [10.7.0.1/24, 10.7.1.1/24] }
  h1: { gateway: lan0 }
links:
  - h1 10.7.1.5/24 -- lan0
checks:
  - h1 reaches lan0
`);
    expect(routes(lab, 'h1')).toEqual(['0.0.0.0/0 10.7.1.1 eth0']);
    expect(lab.steps[0]?.checks).toMatchObject([{ dial: { address: { value: 0x0a070101n } } }]);
  });

  it('takes default without a next hop in the families of the node', () => {
    const block = (address: string) =>
      labOf(`
lab: l
nodes:
  h1: { routes: [default dev eth0, blackhole default metric 9] }
  h2:
links:
  - h1 ${address} -- h2
`);
    expect(routes(block('10.0.0.1/24'), 'h1')).toEqual(['0.0.0.0/0  eth0', '0.0.0.0/0 ']);
    expect(routes(block('2001:db8::1/64'), 'h1')).toEqual(['::/0  eth0', '::/0 ']);
  });

  it('finds a node that translates, and the machine behind its bridge, as the gateway', () => {
    const lab = labOf(`
lab: l
nodes:
  lan: { kind: switch, subnet: 10.0.0.0/24 }
  lan0: { kind: bridge, address: 10.7.0.1/24 }
  host: { forward: true }
  r1: { nat: [masquerade lan out eth1] }
  h1..2: { gateway: auto }
  x:
links:
  - r1, h1 -- lan
  - h2 -- lan0
  - r1 -- x: 10.0.9.0/30
`);
    expect(routes(lab, 'h1')).toEqual(['0.0.0.0/0 10.0.0.1 eth0']);
    expect(routes(lab, 'h2')).toEqual(['0.0.0.0/0 10.7.0.1 eth0']);
  });

  it('gives dealt addresses the length of the subnet as it is now', () => {
    const lab = labOf(
      'lab: l\nnodes:\n  lan: { kind: switch, subnet: 10.0.0.0/24 }\n  h1..2:\nlinks:\n  - h1..2 -- lan\n',
      'change: { nodes: { lan: { subnet: 10.0.0.0/16 } } }\n',
    );
    expect(addresses(lab)).toEqual(['h1:eth0 10.0.0.1/16', 'h2:eth0 10.0.0.2/16']);
  });
});

describe('a key that the kind does not take', () => {
  it('is told where it is written, also when a later step writes it', () => {
    const first = 'lab: l\nnodes:\n  lan: { kind: switch, subnet: 10.0.0.0/24 }\n  h1:\nlinks:\n  - h1 -- lan\n';
    const places = (...blocks: string[]) =>
      readBlocks(...blocks).diagnostics.map(({ code, at }) => `${code} ${at.start.line}:${at.start.column}`);
    expect(
      places('lab: l\nnodes:\n  lan:\n    kind: switch\n    forward: true\n    routes: [default via h1]\n'),
    ).toEqual(expect.arrayContaining(['key-not-here 8:5', 'key-not-here 9:5']));
    expect(places(first, 'nodes:\n  lan:\n    forward: true\n')).toEqual(['key-not-here 15:5']);
    expect(places(first, 'nodes: { h1: { forward: true } }\n', 'change:\n  nodes: { h1: switch }\n')).toEqual([
      'key-not-here 13:16',
    ]);
  });
});

describe('an option of one kind of link', () => {
  const first =
    'lab: l\nnodes: [p, q, a]\nlinks:\n  - p:e0 10.0.0.1/24 -- q 10.0.0.2/24\n  - a 10.0.0.3/24 -- p:e0: { kind: macvlan, mode: bridge }\n';
  const found = (more: string) => readBlocks(first, more).diagnostics.map(({ code, label }) => `${code}: ${label}`);

  it('is changed and taken away without saying the kind again', () => {
    const lab = labOf(first, 'change: { links: [a -- p:e0: { mode: private }] }\n');
    expect(lab.steps.map(({ state }) => state.links[1]?.options)).toEqual([{ mode: 'bridge' }, { mode: 'private' }]);
    expect(found('remove: { links: [a -- p:e0: { mode: bridge }] }\n')).toEqual([]);
    expect(found('remove: { links: [a -- p:e0: { mode: private }] }\n')).toEqual(['nothing-to-change: it is bridge']);
  });

  it('is refused where the cable that stands is of another', () => {
    expect(found('change: { links: [p -- q: { mode: private }] }\n')).toEqual(['unknown-key: no option of veth']);
    expect(found('links: [p -- q: { mode: private }]\n')).toEqual(['unknown-key: no option of veth']);
    expect(found('remove: { links: [p -- q: { mode: private }] }\n')).toEqual(['nothing-to-change: mode is not set']);
  });
});

describe('a subnet for all cables of a switch', () => {
  it('belongs under the switch, also where an earlier block has made that', () => {
    const nodes = 'lab: l\nnodes: { lan: switch, r1: router, h1..2: }\n';
    const helps = (...blocks: string[]) =>
      readBlocks(...blocks).diagnostics.map(({ code, help }) => `${code}: ${help}`);
    const lan = 'one-for-many: leave it out here, and write `subnet: 10.5.0.0/24` under lan';
    for (const subnet of ['10.5.0.0/24', '10.5.0.0/24 by /30', '{ subnet: 10.5.0.0/24 by /30 }']) {
      expect(helps(nodes, `links: ["h1..2 -- lan": ${subnet}]\n`)).toEqual([lan]);
    }
    expect(helps(nodes, 'links: [r1 -- h1..2: 10.5.0.0/24]\n')).toEqual([
      'one-for-many: write 10.5.0.0/24 by /30, one piece for each',
    ]);
    expect(helps(`${nodes}links: [r1 -- lan: 10.5.0.0/24, h1..2 -- lan]\n`)).toEqual([]);
  });
});

describe('what a later step makes wrong of an earlier one', () => {
  const first =
    'lab: l\nnodes:\n  r1: { kind: router, routes: [10.9.0.0/16 via r2:wan] }\n  r2: router\nlinks:\n  - r1:wan -- r2:wan: 10.0.0.0/30\n';
  const cut = 'step: cut\nremove:\n  links: [r1:wan -- r2:wan]\n';
  const told = (...blocks: string[]) =>
    compileTutorial('t.md', new TextEncoder().encode(tutorialOf(...blocks))).diagnostics;

  it('is told with the step, and not as if the author had been wrong there', () => {
    const [problem, ...others] = told(first, cut);
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ code: 'unknown-interface', label: 'r2 has no wan since step cut', expected: [] });
    expect(problem?.related).toMatchObject([{ label: 'right until this step', at: { start: { line: 13 } } }]);
    expect(problem?.help).toContain('under "remove:" or "change:" of step cut');
  });

  it('is mended by the help', () => {
    const also = cut.replace('remove:\n', 'remove:\n  nodes: { r1: { routes: [10.9.0.0/16 via r2:wan] } }\n');
    expect(told(first, also)).toEqual([]);
  });

  it('is told where the step has written the new value', () => {
    const ends =
      'lab: l\nnodes: { r1: router, e: }\nlinks:\n  - r1 -- e: { subnet: [10.0.0.0/24, 2001:db8::/64], mtu: 1500, at e: { mac: 02:00:00:00:00:01 } }\n';
    const places = (options: string) =>
      told(ends, `change:\n  links:\n    - r1 -- e: ${options}\n`).map(({ code, at }) => `${code} ${at.start.line}`);
    expect(places('{ at e: { mac: 03:00:00:00:00:01 } }')).toEqual(['multicast-mac 13']);
    expect(places('{ mtu: 1000 }')).toEqual(['mtu-too-small-for-ipv6 13']);
    expect(places('{ mtu: 70000 }')).toEqual(['mtu-out-of-range 13']);
    expect(places('{ at e: { mtu: 1300 } }')).toEqual(['mtu-mismatch 13']);
    expect(places('{ at e: { mtu: 9000 } }')).toEqual(['mtu-mismatch 13']);
    expect(places('{ at r1: { mac: 02:00:00:00:00:01 } }')).toEqual(['duplicate-mac 13']);
  });

  it('is told once where it was wrong before', () => {
    const problems = told(first.replace('via r2:wan', 'via r3'), cut);
    expect(problems).toMatchObject([{ code: 'unknown-node', label: 'no node of this name', related: [] }]);
  });
});
