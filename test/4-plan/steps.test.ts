// Steps that remove and change end where one block that says it all begins: tried on a machine made of sets.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makePlan } from '../../src/4-plan/make-plan.ts';
import type { Action, Plan } from '../../src/4-plan/plan.ts';
import { labOf } from '../tutorial-text.ts';

/** A machine that knows only what is there: the rules by which the kernel takes things along are spelled out here. */
class Machine {
  readonly #things = new Map<string, { readonly homes: readonly string[]; readonly value: string }>();

  #put(key: string, homes: readonly string[], value: unknown = true): void {
    this.#things.set(key, { homes, value: JSON.stringify(value) });
  }

  #drop(key: string): void {
    if (!this.#things.delete(key)) throw new Error(`removed, but not there: ${key}`);
    for (const [inner, thing] of [...this.#things])
      if (thing.homes.includes(key) && this.#things.has(inner)) this.#drop(inner);
  }

  #set(dev: string, attributes: Record<string, unknown>): void {
    for (const [name, value] of Object.entries(attributes)) this.#put(`${dev} ${name}`, [dev], value);
    if (attributes['up'] !== false) return;
    for (const key of [...this.#things.keys()]) if (key.startsWith(`route ${dev} `)) this.#drop(key);
  }

  #link(action: Extract<Action, { do: 'link-add' }>): void {
    const { netns, dev, peer, do: _, words, type, master, mtu, mac, up } = action;
    const key = `link ${netns}:${dev}`;
    this.#put(key, [`netns ${netns}`, ...(peer === undefined ? [] : [`netns ${peer.netns}`])], { type, words });
    this.#set(key, {
      ...(master === undefined ? {} : { master }),
      ...(mtu === undefined ? {} : { mtu }),
      ...(mac === undefined ? {} : { mac }),
      up,
    });
    if (peer === undefined) return;
    const far = `link ${peer.netns}:${peer.dev}`;
    this.#put(far, [key], 'peer');
    this.#set(far, {
      ...(peer.mtu === undefined ? {} : { mtu: peer.mtu }),
      ...(peer.mac === undefined ? {} : { mac: peer.mac }),
      up: false,
    });
  }

  #has(prefix: string): boolean {
    return [...this.#things.keys()].some((key) => key.startsWith(prefix));
  }

  /** An interface that loses its last address loses its routes. */
  #forgetRoutes(dev: string): void {
    if (this.#has(`address ${dev} `)) return;
    for (const key of [...this.#things.keys()]) if (key.startsWith(`route link ${dev} `)) this.#drop(key);
  }

  apply(action: Action): void {
    switch (action.do) {
      case 'netns-add':
        this.#put(`netns ${action.netns}`, []);
        break;
      case 'netns-delete':
        this.#drop(`netns ${action.netns}`);
        break;
      case 'link-add':
        this.#link(action);
        break;
      case 'link-delete':
        this.#drop(`link ${action.netns}:${action.dev}`);
        break;
      case 'link-set': {
        const { do: _, netns, dev, ...attributes } = action;
        this.#set(dev === 'lo' ? `netns ${netns}` : `link ${netns}:${dev}`, dev === 'lo' ? {} : attributes);
        break;
      }
      case 'address-add':
        this.#put(`address ${action.netns}:${action.dev} ${action.address}`, [`link ${action.netns}:${action.dev}`]);
        break;
      case 'address-delete':
        this.#drop(`address ${action.netns}:${action.dev} ${action.address}`);
        this.#forgetRoutes(`${action.netns}:${action.dev}`);
        break;
      case 'route-add':
        if (!this.#has(`address ${action.netns}:${action.hops[0]?.dev} `)) throw new Error(`unreachable: ${action.to}`);
        this.#put(
          `route link ${action.netns}:${action.hops[0]?.dev} ${action.to}`,
          [`link ${action.netns}:${action.hops[0]?.dev}`],
          action.hops,
        );
        break;
      case 'route-delete':
        this.#drop(`route link ${action.netns}:${action.hops[0]?.dev} ${action.to}`);
        break;
      case 'sysctl-set':
        this.#put(`sysctl ${action.netns} ${action.key}`, [`netns ${action.netns}`], action.value);
        break;
      case 'sysctl-restore':
        this.#drop(`sysctl ${action.netns} ${action.key}`);
        break;
      case 'table-load':
        this.#put(`table ${action.netns}`, [`netns ${action.netns}`], action.chains);
        break;
      case 'table-delete':
        this.#drop(`table ${action.netns}`);
        break;
      default:
        throw new Error(`the labs of this test do not need ${action.do}`);
    }
  }

  /** Everything that is there, in one order. */
  get all(): string[] {
    return [...this.#things].map(([key, { value }]) => `${key} ${value}`).toSorted();
  }
}

function run({ steps }: Plan): string[] {
  const machine = new Machine();
  for (const { operations } of steps) for (const { action } of operations) machine.apply(action);
  return machine.all;
}

/** What can be there or not: each flip is a step. */
type Toggle = 'h2' | 'route' | 'mtu' | 'down' | 'ttl' | 'nat' | 'moved';
const toggles: readonly Toggle[] = ['h2', 'route', 'mtu', 'down', 'ttl', 'nat', 'moved'];

function wholeBlock(on: ReadonlySet<Toggle>): string {
  const r1 = [
    'kind: router',
    ...(on.has('ttl') ? ['sysctl: { net.ipv4.ip_default_ttl: 70 }'] : []),
    ...(on.has('nat') ? ['nat: [masquerade lan out wan]'] : []),
  ];
  const options = [...(on.has('mtu') ? ['mtu: 1400'] : []), `state: ${on.has('down') ? 'down' : 'up'}`];
  return `lab: l
nodes:
  lan: { kind: switch, subnet: 10.0.0.0/24 }
  r1: { ${r1.join(', ')} }
  web: ${on.has('route') ? '{ routes: [10.0.0.0/24 via r1] }' : ''}
  h1: { gateway: r1 }
${on.has('h2') ? '  h2: { gateway: r1 }\n' : ''}links:
  - r1 10.0.0.1/24 -- lan
  - h1 10.0.0.${on.has('moved') ? 21 : 11}/24 -- lan
${on.has('h2') ? '  - h2 10.0.0.12/24 -- lan\n' : ''}  - r1:wan 198.51.100.1/30 -- web:eth0 198.51.100.2/30: { ${options.join(', ')} }
`;
}

/** The block that turns a toggle on or off. */
const flips: Readonly<Record<Toggle, { readonly on: string; readonly off: string }>> = {
  h2: { on: 'nodes: { h2: { gateway: r1 } }\nlinks:\n  - h2 10.0.0.12/24 -- lan\n', off: 'remove: { nodes: [h2] }\n' },
  route: {
    on: 'nodes: { web: { routes: [10.0.0.0/24 via r1] } }\n',
    off: 'remove: { nodes: { web: { routes: [10.0.0.0/24 via r1] } } }\n',
  },
  mtu: {
    on: 'change:\n  links:\n    - r1 -- web: { mtu: 1400 }\n',
    off: 'remove:\n  links:\n    - r1 -- web: { mtu: 1400 }\n',
  },
  down: {
    on: 'change:\n  links:\n    - r1 -- web: { state: down }\n',
    off: 'change:\n  links:\n    - r1 -- web: { state: up }\n',
  },
  ttl: {
    on: 'nodes: { r1: { sysctl: { net.ipv4.ip_default_ttl: 70 } } }\n',
    off: 'remove: { nodes: { r1: { sysctl: { net.ipv4.ip_default_ttl: 70 } } } }\n',
  },
  moved: {
    on: 'change:\n  links:\n    - h1 10.0.0.21/24 -- lan\n',
    off: 'change:\n  links:\n    - h1 10.0.0.11/24 -- lan\n',
  },
  nat: {
    on: 'nodes: { r1: { nat: [masquerade lan out wan] } }\n',
    off: 'remove: { nodes: { r1: { nat: [masquerade lan out wan] } } }\n',
  },
};

describe('a plan of many steps', () => {
  it('ends where one block that says it all ends', () => {
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
          expect(run(makePlan(labOf(...blocks)))).toEqual(run(makePlan(labOf(wholeBlock(on)))));
        },
      ),
      { numRuns: 150 },
    );
  });

  it('sets of a port only what changes', () => {
    const off = 'step: off\nchange:\n  links:\n    - s1 -- s2: { state: down }\n';
    const on = 'step: on\nchange:\n  links:\n    - s1 -- s2: { state: up }\n';
    const { steps } = makePlan(labOf('lab: x\nnodes:\n  s1..2: switch\nlinks:\n  - s1 -- s2\n', off, on));
    const sets = (up: boolean) =>
      ['s1', 's2'].map((netns, end) => ({ do: 'link-set', netns, dev: ['s2', 's1'][end], up }));
    expect(steps.slice(1).map(({ operations }) => operations.map(({ action }) => action))).toEqual([
      sets(false),
      sets(true),
    ]);
    expect(steps[1]?.back?.map(({ action }) => action)).toEqual(sets(true));
  });

  it.each([
    ['10.9.0.0/24', ['10.0.1.0/24', '10.0.2.0/24'], ['10.0.1.2', '10.0.2.2']],
    ['2001:db8:9::/64', ['2001:db8:1::/64', '2001:db8:2::/64'], ['2001:db8:1::2', '2001:db8:2::2']],
  ])('keeps a route to %s by the links that are up', (to, subnets, next) => {
    const lab = `lab: x\nnodes:\n  a: { routes: ["${to} via s1, s2 weight 2"] }\n  s1..2: router\nlinks:\n`;
    const links = subnets.map((subnet, i) => `  - a -- s${i + 1}: { subnet: ["${subnet}"] }\n`).join('');
    const state = (name: string, up: string) =>
      `step: ${up}${name}\nchange:\n  links:\n    - a -- ${name}: { state: ${up} }\n`;
    const { steps } = makePlan(labOf(lab + links, state('s2', 'down'), state('s1', 'down'), state('s2', 'up')));
    const told = steps.map(({ operations }) =>
      operations.flatMap(({ action }) =>
        'hops' in action
          ? [`${action.do} ${action.hops.map(({ via, weight = 1 }) => `${via} ${weight}`).join(', ')}`]
          : [],
      ),
    );
    const [one, two] = [`${next[0]} 1`, `${next[1]} 2`];
    expect(told).toEqual([
      [`route-add ${one}, ${two}`],
      [`route-delete ${one}, ${two}`, `route-add ${one}`],
      [`route-delete ${one}`],
      [`route-add ${two}`],
    ]);
  });

  it('takes a cable away before the namespace at its end where its name is given anew', () => {
    const lab = 'lab: x\nnodes: [a, b, c]\nlinks:\n  - a:up -- b:eth0\n  - b:eth1 -- c:eth0\n  - c:side -- b:eth2\n';
    const moved = 'step: move\nremove:\n  nodes: [b]\nlinks:\n  - a:up -- c:eth0\n';
    const told = makePlan(labOf(lab, moved)).steps[1]?.operations.flatMap(({ action }) =>
      /^(link|netns)-(add|delete)$/.test(action.do) && 'netns' in action
        ? [[action.do, action.netns, ...('dev' in action ? [action.dev] : [])].join(' ')]
        : [],
    );
    expect(told).toEqual(['link-delete b eth1', 'link-delete a up', 'netns-delete b', 'link-add a up']);
  });

  it('gives every operation an id of its own, and an undo', () => {
    const off = flips.route.off;
    const plan = makePlan(labOf(wholeBlock(new Set(['route'])), off, flips.route.on, off));
    const operations = plan.steps.flatMap((step) => step.operations);
    expect(new Set(operations.map(({ id }) => id)).size).toBe(operations.length);
    for (const { undo } of operations) expect('with' in undo ? undo.with : undo.do).toMatch(/./);
  });
});
