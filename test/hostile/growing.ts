// Tutorials of any size, each of one sort: what it takes to check them has to grow with them, and no faster.

const lab = (content: string): string => `# Title\n\n\`\`\`topology\n${content}\n\`\`\`\n`;

/** `n` lines, from 1, with a blank one now and then: a passage has an end. */
const lines = (n: number, line: (i: number) => string): string =>
  Array.from({ length: n }, (_, i) => `${line(i + 1)}${i % 250 === 249 ? '\n' : ''}`).join('\n');

/** A block, and a later one of the same lab. */
const twoSteps = (first: string, second: string): string => `${lab(first)}\n${lab(second)}`;

/** A number as two bytes of an IPv4 address. */
const bytes = (i: number): string => `${i >> 8}.${i & 255}`;

const star = (n: number, more = '', hosts = ''): string =>
  `lab: a\nnodes:\n  s: { kind: switch, subnet: 10.0.0.0/16 }\n  r: router\n  h1..${n}:${hosts}\nlinks:\n  - r, h1..${n} -- s\n${more}`;

/** A router with a cable of its own to each of `n` nodes. */
const hub = (n: number, nodes = '', more = ''): string =>
  `lab: a\nnodes:\n  r: router\n  h1..${n}: { gateway: r }\n${nodes}links:\n  - r -- h1..${n}: 10.0.0.0/14 by /30\n${more}`;

const pair = 'links:\n  - a -- b: 10.0.0.0/16';

/** A tutorial of each sort, by its size. */
export const growing: Readonly<Record<string, (n: number) => string>> = {
  prose: (n) => lines(n, (i) => `Paragraph ${i} of *this* text.\n`),
  nodes: (n) => lab(`lab: a\nnodes: [h1..${n}]`),
  'nodes by lines': (n) => lab(`lab: a\nnodes:\n${lines(n, (i) => `  h${i}: router`)}`),
  'a node said again and again': (n) => lab(`lab: a\nnodes:\n${lines(n, (i) => `  - h: { run: "sleep ${i}" }`)}`),
  'a star': (n) => lab(star(n)),
  'a star with gateways': (n) => lab(star(n, '', ' { gateway: r }')),
  'a star with gateways to be found': (n) => lab(star(n, '', ' { gateway: auto }')),
  'a star of routers with gateways to be found': (n) => lab(star(n, '', ' { kind: router, gateway: auto }')),
  'a star with gateways that do not forward': (n) =>
    lab(star(n, 'checks:\n  - h2 cannot reach 9.9.9.9 because h1 does not forward', ' { gateway: h1 }')),
  'a star with checks': (n) => lab(star(n, `checks:\n  - h2..${n} reach h1`)),
  'a star with checks of a literal': (n) => lab(star(n, `checks:\n  - h2..${n} reach 10.0.0.2`)),
  'a star with checks of neighbours': (n) => lab(star(n, `checks:\n  - h2..${n} have neighbour h1`)),
  'a star with views': (n) => lab(star(n, `checks:\n${lines(n - 1, (i) => `  - h${i} sees h${i + 1} as h${i + 1}`)}`)),
  'a star with causes': (n) =>
    lab(star(n, `checks:\n  - h2..${n} cannot reach h1 because h1 has no route to r`, ' { forward: false }')),
  'a star with addresses twice': (n) =>
    lab(`lab: a\nnodes: [s: switch, h1..${n}]\nlinks:\n${lines(n, (i) => `  - h${i} 10.0.${bytes(i >> 1)}/16 -- s`)}`),
  'a star of strangers': (n) =>
    lab(`lab: a\nnodes: [s: switch, h1..${n}]\nlinks:\n  - h1..${n} 2001:db8:(1..${n})::1/64 -- s`),
  'a star of nested strangers': (n) =>
    lab(
      `lab: a\nnodes: [s: switch, h1..${n}]\nlinks:\n${lines(n, (i) => `  - h${i} 10.${bytes(i)}.1/${8 + (i % 23)} -- s`)}`,
    ),
  'a star on the machine': (n) =>
    lab(
      `lab: a\nnodes: [s: { kind: bridge, address: 10.0.0.1/16 }, h1..${n}: { gateway: s }]\nlinks:\n  - h1..${n} -- s`,
    ),
  'a star with subnets of cables': (n) =>
    lab(`lab: a\nnodes: [s: switch, h1..${n}]\nlinks:\n${lines(n, (i) => `  - h${i} -- s: 10.${bytes(i)}.0/24`)}`),
  'MAC addresses twice': (n) =>
    lab(
      `lab: a\nnodes: [s: switch, h1..${n}]\nlinks:\n${lines(n, (i) => `  - h${i} -- s: { at h${i}: { mac: "02:00:00:00:${(i >> 9).toString(16).padStart(2, '0')}:${((i >> 1) & 255).toString(16).padStart(2, '0')}" } }`)}`,
    ),
  'parallel cables': (n) => lab(`lab: a\nnodes: [a, b]\n${lines(1, () => 'links:')}\n${lines(n, () => '  - a -- b')}`),
  'parallel cables to a switch': (n) => lab(`lab: a\nnodes: [a, b: switch]\nlinks:\n${lines(n, () => '  - a -- b')}`),
  'parallel cables to the machine': (n) =>
    lab(`lab: a\nnodes: [a, b: bridge]\nlinks:\n${lines(n, () => '  - a -- b')}`),
  'a chain of routers': (n) =>
    lab(`lab: a\nnodes: [r1..${n + 1}: { kind: router }]\nlinks:\n  - r1..${n} -- r2..${n + 1}: 10.0.0.0/14 by /30`),
  'a chain of switches': (n) =>
    lab(`lab: a\nnodes: [s1..${n + 1}: { kind: switch }]\nlinks:\n  - s1..${n} -- s2..${n + 1}`),
  'a chain of switches from its end': (n) =>
    lab(
      `lab: a\nnodes: [s1..${n}: { kind: switch }]\nlinks:\n${lines(n - 1, (i) => `  - s${n - i} -- s${n - i + 1}`)}`,
    ),
  'a ladder of switches': (n) =>
    lab(`lab: a\nnodes: [s1..${n}: { kind: switch }, t: switch]\nlinks:\n  - s1..${n} -- t\n  - s1..${n} -- t`),
  'a chain of macvlans': (n) =>
    lab(
      `lab: a\nnodes: [c1..${n + 1}, z]\nlinks:\n  - c1:eth0 -- z\n  - c2..${n + 1} -- c1..${n}:eth0: { kind: macvlan }`,
    ),
  'macvlans on one interface': (n) =>
    lab(
      `lab: a\nnodes: [c1..${n}, p, z]\nlinks:\n  - p:eth0 -- z: { mtu: 1400 }\n  - c1..${n} -- p:eth0: { kind: macvlan }`,
    ),
  'a hub': (n) => lab(hub(n)),
  'a hub with checks': (n) => lab(hub(n, '', `checks:\n  - h1..${n} reach r\n`)),
  'a hub with routes': (n) =>
    lab(
      `lab: a\nnodes:\n  h1..${n}:\n  r:\n    kind: router\n    routes:\n${lines(n, (i) => `      - 172.${bytes(i)}.0/24 via 10.${bytes(i)}.2`)}\nlinks:\n  - r 10.(0..255).0.1/24 -- h1..256\n${lines(n, (i) => `  - r 10.${bytes(i)}.1/24 -- h${i} 10.${bytes(i)}.2/24`)}`,
    ),
  'a hub with direct routes': (n) =>
    lab(
      `lab: a\nnodes:\n  a:\n  b:\n    routes:\n${lines(n, (i) => `      - 172.16.${bytes(i)}/32 dev eth0\n      - 10.9.${bytes(i)}/32 via 172.16.${bytes(i)}`)}\nlinks:\n  - a -- b`,
    ),
  'a hub with translations': (n) =>
    lab(
      hub(n, '', '').replace(
        'r: router',
        `r:\n    kind: router\n    nat:\n${lines(n, (i) => `      - masquerade h${i} out eth0`)}`,
      ),
    ),
  'a hub with ports published': (n) =>
    lab(
      hub(n, '', '').replace(
        'r: router',
        `r:\n    kind: router\n    nat:\n${lines(n, (i) => `      - publish tcp/${i} to h${i}`)}`,
      ),
    ),
  'ports published twice': (n) =>
    lab(
      hub(1, '', '').replace(
        'r: router',
        `r:\n    kind: router\n    nat:\n${lines(n, (i) => `      - publish tcp/${i >> 1} to h1 tcp/${i}`)}`,
      ),
    ),
  'routes by name': (n) =>
    lab(
      `lab: a\nnodes:\n  s1..${n}: { kind: switch, subnet: 10.0.0.0/10 by /30 }\n  r: router\n  t:\n    routes:\n${lines(n, (i) => `      - s${i} via r`)}\nlinks:\n  - r -- s1..${n}\n  - r -- t: 192.168.0.0/30`,
    ),
  'routes of many nodes': (n) =>
    lab(
      `lab: a\nnodes:\n  s: { kind: switch, subnet: 10.0.0.0/16 }\n  r: router\n  h1..${n}:\n    routes:\n${lines(10, (i) => `      - 172.16.${i}.0/24 via r`)}\nlinks:\n  - r, h1..${n} -- s`,
    ),
  'routes twice': (n) =>
    lab(
      `lab: a\nnodes:\n  b:\n  a:\n    routes:\n${lines(n, (i) => `      - 172.16.${bytes(i >> 1)}/32 via b metric ${i}`)}\n${pair}`,
    ),
  'routes that go nowhere': (n) =>
    lab(
      `lab: a\nnodes:\n  b:\n  a:\n    routes:\n${lines(n, (i) => `      - 172.16.${bytes(i)}/32 via 9.9.${bytes(i)}`)}\n${pair}`,
    ),
  'next hops without owner': (n) =>
    lab(
      `lab: a\nnodes:\n  b:\n  a:\n    routes:\n${lines(n, (i) => `      - 172.16.${bytes(i)}/32 via 10.0.${bytes(i + 300)}`)}\n${pair}`,
    ),
  'hops of a route': (n) =>
    lab(
      `lab: a\nnodes:\n  b:\n  a:\n    routes:\n      - 172.16.0.0/24 via ${Array.from({ length: n }, (_, i) => `10.0.${bytes(i + 300)}`).join(', ')}\n${pair}`,
    ),
  'subnets that overlap': (n) =>
    lab(
      `lab: a\nnodes: [a1..${n}, b1..${n}]\nlinks:\n${lines(n, (i) => `  - a${i} -- b${i}: 10.${bytes(i >> 1)}.0/24`)}`,
    ),
  'subnets that overlap a large one': (n) =>
    lab(
      `lab: a\nnodes: [a1..${n}, b1..${n}, x, y]\nlinks:\n  - x -- y: 10.0.0.0/8\n${lines(n, (i) => `  - a${i} -- b${i}: 10.${bytes(i)}.0/24`)}`,
    ),
  'settings of one node': (n) =>
    lab(
      `lab: a\nnodes:\n  b:\n  a:\n    sysctl:\n${lines(n, (i) => `      net.ipv4.neigh.eth${i}.delay_first_probe_time: 1`)}\n${pair}`,
    ),
  'settings of many nodes': (n) =>
    lab(star(n, '', ' { sysctl: { net.ipv6.conf.eth0.accept_ra: 0, net.ipv4.conf.eth0.arp_notify: 1 } }')),
  'settings of many nodes without room for IPv6': (n) =>
    lab(star(n, '', ' { sysctl: { net.ipv6.conf.eth0.accept_ra: 0 } }').replace(' -- s\n', ' -- s: { mtu: 1000 }\n')),
  'settings of the machine': (n) =>
    lab(
      `lab: a\nnodes:\n${lines(n, (i) => `  b${i}: { kind: bridge, sysctl: { net.ipv4.conf.b${i}.arp_notify: 1 } }`)}`,
    ),
  'routes of the machine': (n) =>
    lab(
      `lab: a\nnodes:\n  b1..${n}: { kind: bridge, address: 10.(1..${Math.min(n, 255)}).0.1/24 }\n  host:\n    routes:\n${lines(n, (i) => `      - 172.16.${bytes(i)}/32 via 10.${1 + (i % 255)}.0.2`)}`,
    ),
  'files, processes and commands': (n) =>
    lab(
      `lab: a\nnodes:\n  a:\n    etc:\n${lines(n, (i) => `      f${i}: x`)}\n    run:\n${lines(n, (i) => `      - sleep ${i}`)}\n    exec:\n${lines(n, (i) => `      - { do: "touch /tmp/${i}", undo: "rm /tmp/${i}" }`)}`,
    ),
  'misspelt names': (n) =>
    lab(`lab: a\nnodes:\n${lines(n, (i) => `  abc${i}:`)}\nlinks:\n${lines(n, (i) => `  - abd${i} -- abe${i}`)}`),
  'misspelt names in ranges': (n) => lab(`lab: a\nnodes: [abc1..${n}, s: switch]\nlinks:\n  - abd1..${n} -- s`),
  'misspelt interfaces': (n) => lab(star(n, `checks:\n${lines(n, (i) => `  - r:eth${i} reaches h${i}`)}`)),
  'misspelt keys': (n) => lab(`lab: a\nnodes: [a]\n${lines(n, (i) => `nodez${i}: x`)}`),
  'nodes that are not neighbours': (n) =>
    lab(
      `lab: a\nnodes: [x, s: { kind: switch, subnet: 10.0.0.0/16 }, h1..${n}: { gateway: x }]\nlinks:\n  - h1..${n} -- s`,
    ),
  groups: (n) => lab(`lab: a\nnodes: [h1..4]\ngroups:\n${lines(n, (i) => `  g${i}: h1..4`)}`),
  'a chain of groups': (n) => lab(`lab: a\nnodes: [h1]\ngroups:\n  g0: h1\n${lines(n, (i) => `  g${i}: g${i - 1}`)}`),
  'a chain of groups from its end': (n) =>
    lab(`lab: a\nnodes: [h1]\ngroups:\n${lines(n, (i) => `  g${n - i + 1}: g${n - i}`)}\n  g0: h1`),
  'a chain of groups in another step': (n) =>
    twoSteps(
      `lab: a\nnodes: [h1, h2]\ngroups:\n  g0: h1\n${lines(n, (i) => `  g${i}: g${i - 1}`)}`,
      'change:\n  groups: { g0: h2 }',
    ),
  'cables taken away': (n) => twoSteps(star(n), `remove:\n  links:\n${lines(n, (i) => `    - h${i} -- s`)}`),
  'parallel cables taken away': (n) =>
    twoSteps(
      `lab: a\nnodes: [a, b]\nlinks:\n${lines(n, (i) => `  - a:p${i} -- b:p${i}`)}`,
      `remove:\n  links:\n${lines(n, (i) => `    - a:p${i} -- b:p${i}`)}`,
    ),
  'cables changed': (n) =>
    twoSteps(star(n), `change:\n  links:\n${lines(n, (i) => `    - h${i} -- s: { mtu: 1400 }`)}`),
  'cables added by name': (n) =>
    twoSteps(star(n), `nodes: [a, b]\nlinks:\n${lines(n, (i) => `  - a:p${i} -- b:p${i}`)}`),
  'nodes taken away': (n) => twoSteps(star(n), `remove:\n  nodes:\n${lines(n, (i) => `    h${i}:`)}`),
  'routes taken away': (n) =>
    twoSteps(
      `lab: a\nnodes:\n  b:\n  a:\n    routes:\n${lines(n, (i) => `      - 172.16.${bytes(i)}/32 via b`)}\n${pair}`,
      `remove:\n  nodes:\n    a:\n      routes:\n${lines(n, (i) => `        - 172.16.${bytes(i)}/32 via b`)}`,
    ),
  'settings taken away': (n) =>
    twoSteps(
      `lab: a\nnodes:\n  a:\n    etc:\n${lines(n, (i) => `      f${i}: x`)}`,
      `remove:\n  nodes:\n    a:\n      etc:\n${lines(n, (i) => `        f${i}:`)}`,
    ),
  'settings changed that are not there': (n) =>
    twoSteps(
      `lab: a\nnodes:\n  a:\n    etc:\n${lines(n, (i) => `      fab${i}: x`)}`,
      `change:\n  nodes:\n    a:\n      etc:\n${lines(n, (i) => `        fac${i}: x`)}`,
    ),
  'steps that only ask': (n) =>
    `${lab(`lab: a\nnodes: [a, b]\n${pair}`)}${lines(n, () => lab('checks:\n  - a reaches b'))}`,
  'steps by one name': (n) =>
    `${lab(`lab: a\nnodes: [a, b]\n${pair}`)}${lines(n, () => lab('step: x\nchecks:\n  - a reaches b'))}`,
  labs: (n) => lines(n, (i) => lab(`lab: a${i}\nnodes: [h${i}, g${i}]\nlinks:\n  - h${i} -- g${i}: 10.0.0.0/30`)),
  'labs that share names': (n) => lines(n, (i) => lab(`lab: a${i}\nnodes: [h, g]\nlinks:\n  - h -- g: 10.0.0.0/30`)),
  'blocks that cannot be read': (n) => lines(n, (i) => lab(`lab: a${i}\nnodes: [`)),
  'blocks that take away what is not there': (n) =>
    `${lab('lab: a\nnodes: [a]')}${lines(n, (i) => lab(`remove: { nodes: b${i} }`))}`,
  transcripts: (n) => `${lab('lab: a\nnodes: [a]')}\n\`\`\`console\n${lines(n, (i) => `a# echo ${i}\n${i}`)}\n\`\`\`\n`,
  'transcripts of unknown nodes': (n) =>
    `${lab('lab: a\nnodes: [a]')}\n\`\`\`console\n${lines(n, (i) => `b${i}# echo ${i}\n${i}`)}\n\`\`\`\n`,
  'options of ends': (n) =>
    lab(
      `lab: a\nnodes: [s: switch, h1..${n}]\nlinks:\n  - h1..${n} -- s:\n${lines(n, (i) => `      at h${i}: { mtu: 1400 }`)}`,
    ),
  'checks in a comma list': (n) =>
    lab(star(n, `checks:\n  - ${Array.from({ length: n }, (_, i) => `h${i + 1}`).join(', ')} reach r`)),
  'checks with many ports': (n) => lab(`lab: a\nnodes: [a, b]\n${pair}\nchecks:\n  - a reaches b tcp/1..${n}`),
  'checks twice': (n) => lab(`lab: a\nnodes: [a, b]\n${pair}\nchecks:\n${lines(n, () => '  - a reaches b')}`),
};
