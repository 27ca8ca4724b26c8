// The plan of a lab: the commands of each step, in order, each at its place; and that steps end where one block ends.
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { firstProgram } from '../../src/plan/authored.ts';
import type { Command, Word } from '../../src/plan/command.ts';
import { makePlan } from '../../src/plan/make-plan.ts';
import { claimsOf, needsOf, questionsOf } from '../../src/plan/needs.ts';
import type { Change, Plan } from '../../src/plan/plan.ts';
import type { Resource } from '../../src/plan/resource.ts';
import { labOf, tutorialOf } from '../tutorial-text.ts';

const wordText = (word: Word): string => (typeof word === 'string' ? word : `<${word.is}>`);
const lineOf = ({ argv, stdin = [] }: Command): string => [...argv, ...stdin].map(wordText).join(' ');
const planOf = (...blocks: string[]): Plan => makePlan(labOf(...blocks));

/** The commands of a step. */
const linesOf = (plan: Plan, step: number): string[] =>
  (plan.steps[step - 1]?.changes ?? []).flatMap(({ commands }) => commands.map(lineOf));

/** A machine that knows only resources, and what goes with what. */
class Machine {
  readonly #there = new Map<string, Resource>();

  #keys(): Set<string> {
    return new Set([...this.#there.values()].flatMap(({ key, alsoKeys = [] }) => [key, ...alsoKeys]));
  }

  /** It goes, and all that lives in it. */
  #end(gone: Resource): void {
    this.#there.delete(gone.key);
    const keys = [gone.key, ...(gone.alsoKeys ?? [])];
    for (const each of [...this.#there.values()])
      if (this.#there.has(each.key) && each.within.some((key) => keys.includes(key))) this.#end(each);
  }

  apply({ resource, does }: Change): void {
    const stands = this.#there.get(resource.key);
    if (does === 'undo') {
      if (stands === undefined) throw new Error(`undone, and not there: ${resource.key}`);
      const above = [...this.#there.values()].find(({ after }) => after.includes(resource.key));
      if (above !== undefined) throw new Error(`${resource.key} goes from under ${above.key}`);
      this.#end(stands);
      return;
    }
    if (does === 'set' && stands === undefined) throw new Error(`set, and not there: ${resource.key}`);
    const keys = this.#keys();
    const missing = [...resource.within, ...resource.after].find((key) => !keys.has(key));
    if (missing !== undefined) throw new Error(`${resource.key} comes before ${missing}`);
    this.#there.set(resource.key, resource);
  }

  get all(): string[] {
    return [...this.#there.values()].map(({ key, make }) => `${key}: ${make.map(lineOf).join('; ')}`).toSorted();
  }
}

function run({ steps }: Plan): string[] {
  const machine = new Machine();
  for (const { changes } of steps) for (const change of changes) machine.apply(change);
  return machine.all;
}

/** What can be there or not: each flip is a step. */
type Toggle = 'h2' | 'route' | 'mtu' | 'down' | 'nat' | 'moved' | 'file';
const toggles: readonly Toggle[] = ['h2', 'route', 'mtu', 'down', 'nat', 'moved', 'file'];

function wholeBlock(on: ReadonlySet<Toggle>): string {
  const r1 = ['kind: router', ...(on.has('nat') ? ['nat: [masquerade lan out wan]'] : [])];
  const h1 = ['gateway: r1', ...(on.has('file') ? ['etc: { hosts: "10.0.0.1 r1" }'] : [])];
  const options = [...(on.has('mtu') ? ['mtu: 1400'] : []), `state: ${on.has('down') ? 'down' : 'up'}`];
  return `lab: l
nodes:
  lan: { kind: switch, subnet: 10.0.0.0/24 }
  r1: { ${r1.join(', ')} }
  web: ${on.has('route') ? '{ routes: [10.0.0.0/24 via r1] }' : ''}
  h1: { ${h1.join(', ')} }
${on.has('h2') ? '  h2: { gateway: r1 }\n' : ''}links:
  - r1 10.0.0.1/24 -- lan
  - h1 10.0.0.${on.has('moved') ? 21 : 11}/24 -- lan
${on.has('h2') ? '  - h2 10.0.0.12/24 -- lan\n' : ''}  - r1:wan 198.51.100.1/30 -- web:eth0 198.51.100.2/30: { ${options.join(', ')} }
`;
}

const added = (toggle: string, node: string, line: string): { readonly on: string; readonly off: string } => ({
  on: `nodes: { ${node}: { ${line} } }\n# ${toggle}\n`,
  off: `remove: { nodes: { ${node}: { ${line} } } }\n`,
});

/** The block that turns a toggle on or off. */
const flips: Readonly<Record<Toggle, { readonly on: string; readonly off: string }>> = {
  h2: { on: 'nodes: { h2: { gateway: r1 } }\nlinks:\n  - h2 10.0.0.12/24 -- lan\n', off: 'remove: { nodes: [h2] }\n' },
  route: added('route', 'web', 'routes: [10.0.0.0/24 via r1]'),
  nat: added('nat', 'r1', 'nat: [masquerade lan out wan]'),
  file: added('file', 'h1', 'etc: { hosts: "10.0.0.1 r1" }'),
  mtu: {
    on: 'change:\n  links:\n    - r1 -- web: { mtu: 1400 }\n',
    off: 'remove:\n  links:\n    - r1 -- web: { mtu: 1400 }\n',
  },
  down: {
    on: 'change:\n  links:\n    - r1 -- web: { state: down }\n',
    off: 'change:\n  links:\n    - r1 -- web: { state: up }\n',
  },
  moved: {
    on: 'change:\n  links:\n    - h1 10.0.0.21/24 -- lan\n',
    off: 'change:\n  links:\n    - h1 10.0.0.11/24 -- lan\n',
  },
};

describe('steps', () => {
  it('end where one block that says it all ends, and lead back', () => {
    fc.assert(
      fc.property(
        fc.subarray([...toggles]),
        fc.array(fc.constantFrom(...toggles), { maxLength: 8 }),
        (first, later) => {
          const on = new Set(first);
          const blocks = [wholeBlock(on)];
          for (const toggle of later) {
            blocks.push(on.has(toggle) ? flips[toggle].off : flips[toggle].on);
            if (!on.delete(toggle)) on.add(toggle);
          }
          const plan = planOf(...blocks);
          expect(run(plan)).toEqual(run(planOf(wholeBlock(on))));
          const back = plan.steps.toReversed().flatMap((step) => step.back ?? []);
          expect(
            run({
              ...plan,
              steps: [...plan.steps, ...plan.steps.slice(0, 1).map((step) => ({ ...step, changes: back }))],
            }),
          ).toEqual(run(planOf(wholeBlock(new Set(first)))));
        },
      ),
      { numRuns: 100 },
    );
  });

  it('set of a port only what changes', () => {
    const off = 'step: off\nchange:\n  links:\n    - s1 -- s2: { state: down }\n';
    const plan = planOf('lab: x\nnodes:\n  s1..2: switch\nlinks:\n  - s1 -- s2\n', off);
    expect(linesOf(plan, 2)).toEqual(['ip -n s1 link set s2 down', 'ip -n s2 link set s1 down']);
    expect(plan.steps[1]?.back?.flatMap(({ commands }) => commands.map(lineOf))).toEqual([
      'ip -n s1 link set s2 up',
      'ip -n s2 link set s1 up',
    ]);
  });

  it.each([
    ['10.9.0.0/24', ['10.0.1.0/24', '10.0.2.0/24'], ['10.0.1.2', '10.0.2.2']],
    ['2001:db8:9::/64', ['2001:db8:1::/64', '2001:db8:2::/64'], ['2001:db8:1::2', '2001:db8:2::2']],
  ])('keep a route to %s by the links that are up', (to, subnets, [one, two]) => {
    const lab = `lab: x\nnodes:\n  a: { routes: ["${to} via s1, s2 weight 2"] }\n  s1..2: router\nlinks:\n`;
    const links = subnets.map((subnet, i) => `  - a -- s${i + 1}: { subnet: ["${subnet}"] }\n`).join('');
    const state = (name: string, up: string) =>
      `step: ${up}${name}\nchange:\n  links:\n    - a -- ${name}: { state: ${up} }\n`;
    const plan = planOf(lab + links, state('s2', 'down'), state('s1', 'down'), state('s2', 'up'));
    const both = `${to} nexthop via ${one} dev eth0 nexthop via ${two} dev eth1 weight 2`;
    const told = [1, 2, 3, 4].map((step) =>
      linesOf(plan, step).flatMap((line) => /-n a route (.*)/.exec(line)?.[1] ?? []),
    );
    expect(told).toEqual([
      [`add ${both}`],
      [`delete ${both}`, `add ${to} via ${one} dev eth0`],
      [`delete ${to} via ${one} dev eth0`],
      [`add ${to} via ${two} dev eth1`],
    ]);
  });

  it('take a cable away before the namespace at one of its ends, for the other end may stay', () => {
    const lab = 'lab: x\nnodes: [a, b, c]\nlinks:\n  - a:up -- b:eth0\n  - b:eth1 -- c:eth0\n  - c:side -- b:eth2\n';
    const plan = planOf(lab, 'step: move\nremove:\n  nodes: [b]\nlinks:\n  - a:up -- c:eth0\n');
    expect(linesOf(plan, 2)).toEqual([
      'ip -n c link delete side',
      'ip -n b link delete eth1',
      'ip -n a link delete up',
      'ip netns delete b',
      'ip -n a link add up type veth peer name eth0 netns c',
      'ip -n a link set up up',
      'ip -n c link set eth0 up',
    ]);
  });

  it('make a route of the machine again when a bridge below it has another address', () => {
    const plan = planOf(
      `lab: l
nodes: { br-z: { kind: bridge, address: 10.0.0.1/24 }, a: { kind: router }, host: { routes: [10.44.0.0/16 via a] } }
links: [a 10.0.0.2/24 -- br-z]
`,
      'change: { nodes: { br-z: { address: 10.0.0.200/24 } } }\n',
    );
    expect(linesOf(plan, 2)).toEqual([
      'ip route delete 10.44.0.0/16 via 10.0.0.2 dev br-z',
      'ip address delete 10.0.0.1/24 dev br-z',
      'ip address add 10.0.0.200/24 dev br-z',
      'ip route add 10.44.0.0/16 via 10.0.0.2 dev br-z',
    ]);
  });
});

describe('settings of the kernel', () => {
  const settings = (block: string) =>
    linesOf(planOf(block), 1).flatMap((line) => /sysctl -w (.*)/.exec(line)?.[1] ?? []);

  it('are set once where two nodes of the machine agree on them', () => {
    const found = settings(`lab: l
nodes:
  lan1..2: { kind: bridge, address: 10.0.(1..2).1/24, sysctl: { net.ipv4.ip_default_ttl: 70, net.ipv4.ip_forward: 1 } }
  h1: { gateway: lan1 }
  h2:
  host: { nat: [masquerade lan1 out uplink] }
links:
  - h1..2 -- lan1..2
`);
    expect(found.toSorted()).toEqual(['net.ipv4.ip_default_ttl=70', 'net.ipv4.ip_forward=1']);
  });

  it('that overwrite others come first, in whatever order they are written', () => {
    const found = settings(`lab: l
nodes:
  a: { sysctl: { net.ipv4.conf.eth0.forwarding: 0, net.ipv6.conf.eth0.disable_ipv6: 0, net.ipv6.conf.all.disable_ipv6: 1, net.ipv4.ip_forward: 1 } }
  b:
links:
  - a 10.0.0.1/24 -- b 10.0.0.2/24
`);
    expect(found).toEqual([
      'net.ipv6.conf.all.disable_ipv6=1',
      'net.ipv6.conf.eth0.disable_ipv6=0',
      'net.ipv4.ip_forward=1',
      'net.ipv4.conf.eth0.forwarding=0',
    ]);
  });

  it('are set again where a step overwrites them', () => {
    const plan = planOf(
      `lab: l
nodes:
  a: { sysctl: { net.ipv4.conf.eth0.forwarding: 0, net.ipv4.conf.eth0.rp_filter: 1 } }
  b:
links:
  - a 10.0.0.1/24 -- b 10.0.0.2/24
`,
      'nodes: { a: { forward: true } }\n',
    );
    const inside = 'ip netns exec a sysctl -w';
    expect(linesOf(plan, 2)).toEqual([
      `${inside} net.ipv4.ip_forward=1`,
      `${inside} net.ipv6.conf.all.forwarding=1`,
      `${inside} net.ipv4.conf.eth0.forwarding=0`,
    ]);
  });

  it('say of a node that it does not forward where another step lets it', () => {
    const block = 'lab: l\nnodes: [a, b]\nlinks:\n  - a 10.0.0.1/24 -- b 10.0.0.2/24\n';
    const first = (second: string) => linesOf(planOf(block, second), 1).filter((line) => line.includes('sysctl'));
    expect(first('change: { nodes: { a: { kind: router } } }\n')).toHaveLength(2);
    expect(first('nodes: { a: { routes: [blackhole 10.9.0.0/16] } }\n')).toEqual([]);
  });
});

describe('the place of a change', () => {
  /** The changes of a step, each with the text that its place stands for. */
  function placesOf(step: number, ...blocks: string[]): Record<string, string> {
    const text = tutorialOf(...blocks);
    const { changes = [] } = planOf(...blocks).steps[step - 1] ?? {};
    return Object.fromEntries(
      changes.map(({ does, resource: { key }, at }) => [
        `${does} ${key}`,
        text.slice(at.start.offset, at.end.offset).replace(/\s+/g, ' '),
      ]),
    );
  }

  const first = `lab: l
nodes:
  lan: { kind: bridge, address: 10.0.1.1/24 }
  r1:
    kind: router
    routes:
      - 10.9.0.0/16 via r2:y
    sysctl:
      net.ipv4.ip_default_ttl: 70
  r2:
  h1: { gateway: lan }
links:
  - r1:x 10.0.12.1/30 -- r2:y: { mtu: 1400, subnet: 10.0.12.0/30, at r2: { state: down } }
  - r1:c -- r2:z: 10.0.13.0/30
  - h1 10.0.1.2/24 -- lan
`;

  it('is the line of the thing itself in the step that makes it', () => {
    expect(placesOf(1, first)).toMatchObject({
      'make netns r1': 'r1',
      'make link r1:x': 'r1:x 10.0.12.1/30 -- r2:y',
      'make address r2:y 10.0.12.2/30': 'y',
      'make sysctl r1 net.ipv4.ip_forward': 'router',
      'make route r1 ipv4 10.9.0.0/16': '10.9.0.0/16 via r2:y',
    });
  });

  it('is in the block of a later step that changes something', () => {
    const change = `change:
  nodes:
    r1: { sysctl: { net.ipv4.ip_default_ttl: 71 } }
  links:
    - r1:x 10.0.12.1/29 -- r2:y: { mtu: 1300, at r2: { state: up }, subnet: 10.0.12.0/29 }
`;
    expect(placesOf(2, first, change)).toMatchObject({
      'set link r1:x': '1300',
      'set state link r2:y': 'up',
      'undo address r1:x 10.0.12.1/30': '10.0.12.1/30',
      'make address r2:y 10.0.12.2/29': '10.0.12.0/29',
      'set sysctl r1 net.ipv4.ip_default_ttl': 'net.ipv4.ip_default_ttl',
    });
  });
});

describe('what a plan asks of the machine', () => {
  const plan = planOf(`lab: programs
nodes:
  br0: { kind: bridge, address: 10.0.0.1/24, exec: [{ do: brctl show, undo: ifconfig, unless: never }] }
  a: { run: [python3 -m http.server 80, iperf3 -s], gateway: br0, etc: { hosts: x, resolv.conf: y } }
  host: { nat: [masquerade br0 out uplink, publish tcp/8080..8081 to a tcp/80..81] }
links:
  - a -- br0
`);

  it('is told by programs, claims and questions, each once', () => {
    const needs = needsOf(plan).flatMap((need) => (need.is === 'command' ? [need.name] : []));
    expect(needs.toSorted()).toEqual(['brctl', 'ifconfig', 'iperf3', 'nft', 'python3', 'sysctl']);
    expect(claimsOf(plan)).toContainEqual({ is: 'port', protocol: 'tcp', first: 8080, last: 8081 });
    expect(claimsOf(plan)).toContainEqual({ is: 'subnet', prefix: '10.0.0.0/24' });
    expect(questionsOf(plan).map(lineOf)).toEqual([
      'nft -s list table inet netgen_programs',
      'cat /etc/netns/a/hosts /etc/netns/a/resolv.conf',
    ]);
  });

  test.each([
    ['  dnsmasq -k', 'dnsmasq'],
    ['LC_ALL=C TZ= exec tcpdump -i eth0', 'tcpdump'],
    ['touch; ls', 'touch'],
    ['socat -u a b>log', 'socat'],
    ['echo on > /proc/x', undefined],
    ['while :; do sleep 1; done', undefined],
    ['! pgrep x', undefined],
    ['f() { ls; }; f', undefined],
    ['/usr/sbin/dnsmasq -k', undefined],
    ['"my program" x', undefined],
    ['$(which nc) -l 80', undefined],
    ['A="b c" ls', undefined],
    ['2>log ls', undefined],
    ['nc -l 80 || ncat -l 80', undefined],
    ['', undefined],
  ])('the first program of `%s` is %s', (text, program) => {
    expect(firstProgram(text)).toBe(program);
  });
});
