// Labs of chance: every kind of node and link, both families, routes of all types, translations, settings, files,
// processes and commands, in several steps that add, change and take away. Small parts first, so that what is left
// after shrinking reads like a lab that somebody has written.
import fc from 'fast-check';

/** What is said of one node besides its cable. `number` keeps what two of them say apart. */
type Extra = (number: number) => { readonly key: string; readonly text: string };

interface Station {
  readonly gateway: boolean;
  readonly extras: readonly Extra[];
  readonly cable: string;
  /** A macvlan that its interface carries for another node. */
  readonly child: boolean;
}

interface Lan {
  readonly hub: 'bridge' | 'switch';
  readonly families: '4' | '6' | '46';
  readonly stations: readonly Station[];
  /** Is it at the router that joins the LANs? */
  readonly routed: boolean;
}

/** A step after the first. The numbers choose among what there is. */
interface Edit {
  readonly kind: (typeof editKinds)[number];
  readonly which: number;
  readonly extra: Extra;
}

interface Sketch {
  readonly lans: readonly Lan[];
  /** Cables from the first router to nodes of their own. */
  readonly lines: readonly ('4' | '6' | '46')[];
  readonly nat: boolean;
  readonly machineSetting: boolean;
  readonly edits: readonly Edit[];
}

const editKinds = [
  'add node',
  'remove node',
  'change cable',
  'add to node',
  'remove from node',
  'machine',
  'lines down',
] as const;

const extras: readonly Extra[] = [
  (n) => ({ key: 'routes', text: `blackhole 10.66.${n}.0/24` }),
  (n) => ({ key: 'routes', text: `unreachable 10.67.${n}.0/24 metric ${n + 10}` }),
  (n) => ({ key: 'routes', text: `prohibit 10.68.${n}.0/24 table ${n + 100}` }),
  (n) => ({ key: 'routes', text: `blackhole fd66:${n}::/48` }),
  (n) => ({ key: 'routes', text: `unreachable fd67:${n}::/48 metric ${n + 10} table ${n + 200}` }),
  (n) => ({ key: 'sysctl', text: `net.ipv4.ip_default_ttl: ${n + 64}` }),
  () => ({ key: 'sysctl', text: 'net.ipv4.conf.all.rp_filter: 2' }),
  () => ({ key: 'sysctl', text: 'net.ipv4.ping_group_range: 0 100' }),
  (n) => ({ key: 'etc', text: `hosts: "10.0.0.${n} it's $HOME\\n"` }),
  (n) => ({ key: 'address', text: `10.99.${n}.1/32` }),
  (n) => ({ key: 'address', text: `fd99:${n}::1/128` }),
  (n) => ({ key: 'run', text: `sleep ${n + 1000}` }),
  (n) => ({
    key: 'exec',
    text: `{ do: ip route add blackhole 10.98.${n}.0/24, undo: ip route delete blackhole 10.98.${n}.0/24, unless: "ip route show 10.98.${n}.0/24 | grep -q ." }`,
  }),
];

const extra = fc.constantFrom(...extras);
const station: fc.Arbitrary<Station> = fc.record({
  gateway: fc.boolean(),
  extras: fc.uniqueArray(extra, { maxLength: 2 }),
  cable: fc.constantFrom('', '', 'mtu: 1400', 'state: down', 'mac'),
  child: fc.nat(7).map((chance) => chance === 7),
});
const lan: fc.Arbitrary<Lan> = fc.record({
  hub: fc.constantFrom('bridge', 'switch'),
  families: fc.constantFrom('4', '6', '46'),
  stations: fc.array(station, { minLength: 1, maxLength: 2 }),
  routed: fc.boolean(),
});
const edit: fc.Arbitrary<Edit> = fc.record({ kind: fc.constantFrom(...editKinds), which: fc.nat(9), extra });
const sketch: fc.Arbitrary<Sketch> = fc.record({
  lans: fc.array(lan, { minLength: 1, maxLength: 2 }),
  lines: fc.array(fc.constantFrom('4', '6', '46'), { maxLength: 1 }),
  nat: fc.boolean(),
  machineSetting: fc.boolean(),
  edits: fc.array(edit, { maxLength: 2 }),
});

/** A node as the tutorial has it: its name, the other end of its cable, and the words of each key. */
interface Written {
  readonly name: string;
  readonly hub: string;
  readonly number: number;
  readonly words: Map<string, string[]>;
  readonly options: string;
}

function list(texts: readonly string[]): string {
  return `[${texts.map((text) => (text.includes('{') || !/[:"]/.test(text) || /^[\w:./ ]+$/.test(text) ? text : JSON.stringify(text))).join(', ')}]`;
}

function keyed(words: ReadonlyMap<string, readonly string[]>): string {
  return [...words]
    .map(([key, texts]) => `${key}: ${key === 'sysctl' || key === 'etc' ? `{ ${texts.join(', ')} }` : list(texts)}`)
    .join(', ');
}

function say(node: Written, { key, text }: { key: string; text: string }): void {
  node.words.set(key, [...(node.words.get(key) ?? []), text]);
}

const prefixes = (families: string, number: number, length: string): string[] =>
  [`10.${50 + number}.0.0/${length}`, `fd50:${number}::/64`].filter((_, index) =>
    families.includes(index === 0 ? '4' : '6'),
  );

/** The first step, and the nodes that edits choose from. */
function firstStep({ lans, lines, nat, machineSetting }: Sketch): { block: string; nodes: Written[]; used: number } {
  const nodes: Written[] = [];
  const hubs: string[] = [];
  const cables: string[] = [];
  let used = 0;
  const router = lans.some(({ routed }) => routed) || lines.length > 0;
  for (const [index, { hub, families, stations, routed }] of lans.entries()) {
    const name = `lan${index + 1}`;
    const subnets = prefixes(families, index + 1, '24');
    const addresses = subnets.map((subnet) => subnet.replace('.0.0/', '.0.254/').replace('::/', '::fe/'));
    hubs.push(
      `  ${name}: { kind: ${hub}, subnet: ${list(subnets)}${hub === 'bridge' ? `, address: ${list(addresses)}` : ''} }`,
    );
    if (routed) cables.push(`  - r1 -- ${name}`);
    for (const { gateway, extras: said, cable, child } of stations) {
      used += 1;
      const options =
        cable === 'mac'
          ? `{ at h${used}: { mac: "02:00:00:00:00:${10 + used}" } }`
          : cable === ''
            ? ''
            : `{ ${cable} }`;
      const node = { name: `h${used}`, hub: name, number: used, words: new Map<string, string[]>(), options };
      if (gateway && (routed || hub === 'bridge')) say(node, { key: 'gateway', text: routed ? 'r1' : name });
      for (const each of said) say(node, each(used));
      nodes.push(node);
      cables.push(`  - ${node.name} -- ${name}${options === '' ? '' : `: ${options}`}`);
      if (child) {
        hubs.push(`  m${used}:`);
        cables.push(`  - m${used} -- ${node.name}:eth0: { kind: macvlan }`);
      }
    }
  }
  for (const [index, families] of lines.entries()) {
    hubs.push(`  p${index + 1}: { gateway: r1 }`);
    cables.push(`  - r1 -- p${index + 1}: { subnet: ${list(prefixes(families, 20 + index, '30'))} }`);
  }
  if (router) hubs.push('  r1: router');
  const machine = [
    nat && lans[0]?.hub === 'bridge' ? 'nat: [masquerade lan1 out uplink, publish tcp/8080 to h1 tcp/80]' : '',
    machineSetting ? 'sysctl: { net.ipv4.conf.all.rp_filter: 2 }' : '',
  ].filter((text) => text !== '');
  if (machine.length > 0) hubs.push(`  host: { ${machine.join(', ')} }`);
  const block = ['lab: chance', 'nodes:', ...hubs, ...nodes.map(written), 'links:', ...cables].join('\n');
  return { block, nodes, used };
}

const written = ({ name, words }: Written): string => {
  const text = keyed(words).replace(/gateway: \[([^\]]*)\]/, 'gateway: $1');
  return text === '' ? `  ${name}:` : `  ${name}: { ${text} }`;
};

/** One more step. */
function laterStep({ kind, which, extra: more }: Edit, nodes: Written[], number: number): string {
  const at = which % nodes.length;
  const node = nodes[at];
  if (node === undefined) return '';
  const { name, hub, options } = node;
  const said = more(number);
  const one = (key: string, text: string) => `{ ${keyed(new Map([[key, [text]]]))} }`;
  switch (kind) {
    case 'add node':
      nodes.push({ name: `h${number}`, hub, number, words: new Map(), options: '' });
      return `nodes:\n  h${number}: ${one(said.key, said.text)}\nlinks:\n  - h${number} -- ${hub}`;
    case 'remove node':
      if (nodes.length > 1) nodes.splice(at, 1);
      return `remove:\n  nodes: [${name}]`;
    case 'change cable':
      return `change:\n  links:\n    - ${name} -- ${hub}: { ${options.includes('mtu') ? 'mtu: 1300' : options.includes('down') ? 'state: up' : 'mtu: 1280'} }`;
    case 'add to node':
      say(node, said);
      return `nodes:\n  ${name}: ${one(said.key, said.text)}`;
    case 'remove from node': {
      const [key, texts] = [...node.words].find(([word]) => word !== 'gateway') ?? [];
      const text = texts?.[0];
      if (key === undefined || text === undefined) return `nodes:\n  late${number}:`;
      node.words.set(key, texts?.slice(1) ?? []);
      return `remove:\n  nodes:\n    ${name}: ${one(key, text)}`;
    }
    case 'machine':
      return 'nodes:\n  host: { sysctl: { net.ipv4.ip_default_ttl: 66 } }';
    case 'lines down':
      return `change:\n  links:\n    - ${name} -- ${hub}: { state: down }`;
  }
}

/** The tutorial of a sketch. */
export function tutorialOfSketch(from: Sketch): string {
  const { block, nodes, used } = firstStep(from);
  const blocks = [
    block,
    ...from.edits.map((each, index) => `step: edit${index + 1}\n${laterStep(each, nodes, used + index + 1)}`),
  ];
  return ['# A lab of chance', ...blocks.map((text) => `\`\`\`topology\n${text}\n\`\`\``)].join('\n\n').concat('\n');
}

/** Tutorials of chance. Not each is one that netgen accepts. */
export const randomTutorial: fc.Arbitrary<string> = sketch.map(tutorialOfSketch);
