// What is wrong in a block: the code, the exact text it points at, and a help that mends it.
import { describe, expect, test } from 'vitest';
import { problemsOf, readBlock } from './read.ts';

const section = (name: string) => (item: string) => `lab: x\n${name}:\n  - ${item}`;
const link = section('links');
const check = section('checks');
const node = (body: string) => `lab: x\nnodes:\n  r1: { ${body} }`;
const route = (text: string) => node(`routes: ["${text}"]`);
const nat = (text: string) => node(`nat: ["${text}"]`);

/** Block, code, the text under the caret. */
const wrong: readonly (readonly [string, string, string])[] = [
  ['lab: x\nnode: [a]', 'unknown-key', 'node'],
  ['lab: 1x', 'bad-name', '1x'],
  ['lab: [a]', 'wrong-type', 'a'],
  ['lab: x\nnodes:', 'wrong-type', 'nodes'],
  ['lab: x\nnodes: [a.b]', 'bad-name', 'a.b'],
  ['lab: x\nnodes: ["a\';reboot"]', 'bad-name', "a';reboot"],
  ['lab: x\nnodes: [a--b]', 'bad-name', 'a--b'],
  ['lab: x\nnodes: [h4..1]', 'bad-range', 'h4..1'],
  ['lab: x\nnodes: [h1..h4]', 'bad-range', 'h1..h4'],
  ['lab: x\nnodes: [h(1..2)x(3..4)]', 'bad-range', 'h(1..2)x(3..4)'],
  ['lab: x\nnodes: { host: router }', 'kind-of-host', 'router'],
  ['lab: x\nnodes: [via]', 'reserved-name', 'via'],
  ['lab: x\nnodes: [outside]', 'reserved-name', 'outside'],
  ['lab: x\nnodes: [h1..100001]', 'too-many-things', 'h1..100001'],
  [`lab: x\nnodes: [${'a'.repeat(64)}]`, 'name-too-long', 'a'.repeat(64)],
  ['lab: x\nnodes: { sixteen-letters-: bridge }', 'name-too-long', 'sixteen-letters-'],
  ['lab: x\nnodes: { "h1, ": router }', 'incomplete-sentence', ''],
  [node('gatway: r2'), 'unknown-key', 'gatway'],
  [node('__proto__: r2'), 'unknown-key', '__proto__'],
  [node('constructor: r2'), 'unknown-key', 'constructor'],
  [node('address: 10.0.0.256/24'), 'bad-address', '10.0.0.256/24'],
  [node('address: 10.0.0.1'), 'bad-prefix', '10.0.0.1'],
  [node('address: [10.0.0.1/24, 010.0.0.1/24]'), 'bad-address', '010.0.0.1/24'],
  [node('address: 0x0a.0.0.1/24'), 'bad-address', '0x0a.0.0.1/24'],
  [node('subnet: 10.0.0.1/24'), 'bad-prefix', '10.0.0.1/24'],
  [node('subnet: 10.0.0.0/33'), 'bad-prefix', '10.0.0.0/33'],
  [node('subnet: 10.0.0.0/24 by /20'), 'bad-prefix', '10.0.0.0/24 by /20'],
  [node('subnet: 10.0.0.0/24 into /30'), 'bad-prefix', '10.0.0.0/24 into /30'],
  [node('forward: yes'), 'bad-value', 'yes'],
  [node('gateway: r1..2'), 'unequal-sequences', 'r1..2'],
  [node('gateway: 10.0.0.1/24'), 'bad-address', '10.0.0.1/24'],
  [node('run: { a: b }'), 'wrong-type', 'a'],
  [node('run: "a\\nb"'), 'bad-text', '"a\\nb"'],
  [node('exec: { undo: x }'), 'missing-key', 'undo'],
  [node('exec: { do: x, redo: y }'), 'unknown-key', 'redo'],
  [node('sysctl: { kernel.panic: 1 }'), 'bad-path', 'kernel.panic'],
  [node('sysctl: { net.ipv4/../x: 1 }'), 'bad-path', 'net.ipv4/../x'],
  [node('sysctl: { net.core.somaxconn: 0x100 }'), 'number-not-plain', '0x100'],
  [node('sysctl: { net.ipv4.tcp_rmem: 4096 0131072 6291456 }'), 'number-not-plain', '4096 0131072 6291456'],
  [node('etc: { ../passwd: x }'), 'bad-path', '../passwd'],
  [node('etc: { a/b: x }'), 'bad-path', 'a/b'],
  [node('gateway: uplink'), 'bad-value', 'uplink'],
  [node('gateway: .1'), 'bad-value', '.1'],
  [link('r1'), 'endpoint-missing', 'r1'],
  [link('r1 --'), 'endpoint-missing', 'r1 --'],
  [link('{ between: [r1] }'), 'endpoint-missing', '[r1]'],
  [link('r1 r2'), 'missing-dashes', 'r1 r2'],
  [link('r1 -> r2'), 'missing-dashes', '->'],
  [link('r1--r2'), 'missing-dashes', 'r1--r2'],
  [link('r1 --- r2'), 'missing-dashes', '---'],
  [link('a -- b -- c'), 'unknown-word', '--'],
  [link('r1 x -- r2'), 'unknown-word', 'x'],
  [link('r1 [10.0.0.1/24, fd00::1/64] -- r2'), 'unknown-word', '[10.0.0.1/24,'],
  [link('r1 -- r2 10.0.0.2/24,fd00::2/64'), 'unknown-word', '10.0.0.2/24,fd00::2/64'],
  [link('r1 .1, .2 -- r2'), 'unknown-word', '.2'],
  [link('r(1) -- r2'), 'bad-range', 'r(1)'],
  [link('r1:eth0.01234567890 -- r2'), 'name-too-long', 'eth0.01234567890'],
  [link('r1:0eth -- r2'), 'bad-name', '0eth'],
  [link('r1: eth0 -- r2'), 'blank-after-colon', 'r1: eth0'],
  [link('h1..3 -- r1..2'), 'unequal-sequences', 'h1..3 -- r1..2'],
  [link('h1..4 -- 3 per r1..2'), 'unequal-sequences', '3 per r1..2'],
  [link('h1..3 10.0.0.1/24 -- lan'), 'one-for-many', '10.0.0.1/24'],
  [link('h1..3 -- r1: 10.0.0.0/24'), 'one-for-many', '10.0.0.0/24'],
  [link('h1..3 -- r1: 10.0.0.0/31 by /31'), 'prefix-used-up', '10.0.0.0/31 by /31'],
  [link('r1 -- r2: { mtuu: 1400 }'), 'unknown-key', 'mtuu'],
  [link('r1 -- r2: { between: [r1, r2] }'), 'unknown-key', 'between'],
  [link('r1 -- r2: { mtu: big }'), 'bad-value', 'big'],
  [link('r1 -- r2: { at r3: { mtu: 1400 } }'), 'unknown-word', 'r3'],
  [link('r1 -- r2: { at r1: { mac: "02:00" } }'), 'bad-value', '02:00'],
  [link('r1:eth0 -- r2: { at r1:eth7: { mtu: 1400 } }'), 'unknown-word', 'r1:eth7'],
  [link('r1 -- r2: { at r1:eth0: { mtu: 1400 } }'), 'unknown-word', 'r1:eth0'],
  [link('r1 -- r2: { state: off }'), 'bad-value', 'off'],
  ['lab: x\nlinks: [r1 -- r2, r3]', 'split-by-comma', 'r3'],
  [check('h1 reachs h2'), 'unknown-word', 'reachs'],
  [check('h1'), 'unknown-word', 'h1'],
  [check('h1 reaches'), 'incomplete-sentence', 'reaches'],
  [check('h1 reaches h2 h3'), 'unknown-word', 'h3'],
  [check('h1 reaches h2 tcp/0'), 'bad-service', 'tcp/0'],
  [check('h1 reaches h2 tcp/65536'), 'bad-service', 'tcp/65536'],
  [check('h1 reaches h2 80/tcp'), 'bad-service', '80/tcp'],
  [check('h1 reaches h2 via r1 via r2'), 'unknown-word', 'via'],
  [check('h1 reaches h2 over ipv5'), 'bad-value', 'ipv5'],
  [check('h1 reaches h2 within 5'), 'bad-value', '5'],
  [check('h1 reaches h2 because r1 refuses'), 'unknown-word', 'because'],
  [check('h1 cannot reach h2 because h2 refuses'), 'refusal-without-service', 'h2 refuses'],
  [check('h1 cannot reach h2 tcp/80, icmp because h2 refuses'), 'refusal-without-service', 'icmp'],
  [check('h1 cannot reach h2 at h3 icmp because h2 refuses'), 'refusal-without-service', 'icmp'],
  [check('{ from: h1, cannot reach: h2, because: h2 refuses }'), 'refusal-without-service', 'h2 refuses'],
  [check('h1 cannot reach h2 because r1 is down'), 'unknown-word', 'is down'],
  [check('h1 cannot reach h2 because: no route'), 'incomplete-sentence', 'because'],
  [check('h1 sees h2'), 'incomplete-sentence', 'h1 sees h2'],
  [check('h1..2 sees h3 as h4'), 'unknown-word', 'h1..2'],
  [check('h1 has a route'), 'unknown-word', 'a'],
  [check('h1 has mtu 1400'), 'incomplete-sentence', 'h1'],
  [check('h1:eth0 has route default'), 'unknown-word', 'h1:eth0'],
  [check('h1 is up'), 'incomplete-sentence', 'h1'],
  [check('h1:eth0 is broken'), 'unknown-word', 'is'],
  [check('h1 reaches h2 with 1400'), 'bad-value', '1400'],
  [check('h1 reaches h2 with 20 bytes'), 'bad-value', '20 bytes'],
  [check('h1 reaches h2 tcp/80 with 1400 bytes'), 'span-without-ping', 'tcp/80'],
  [check('h1:eth0 sees h2 as h2'), 'unknown-word', 'h1:eth0'],
  [check('h1 sees h2 as h2 udp/53'), 'bad-service', 'udp/53'],
  [check('h1 sees h2 as h2 tcp/80, tcp/81'), 'bad-service', 'tcp/81'],
  [check('h1 cannot reach h2 because nobody answers for'), 'incomplete-sentence', 'nobody answers for'],
  [check('h1 cannot reach h2 because the answer comes from h3 now'), 'unknown-word', 'now'],
  [check('h1 has address 10.0.0.1/24'), 'bad-prefix', '10.0.0.1/24'],
  ['lab: x\nchecks: [h1 reaches h2 via r1, r2]', 'split-by-comma', 'r2'],
  [check('{ from: h1 }'), 'missing-key', 'from'],
  [check('{ from: h1, reaches: h2, foo: 1 }'), 'unknown-key', 'foo'],
  [check('{ from: h1, reaches: h2, constructor: h3 }'), 'unknown-key', 'constructor'],
  [check('{ from: h1, has: route default, have: route default }'), 'unknown-key', 'have'],
  [check('{ from: h1, reaches: h2, taking: 5ms }'), 'bad-value', '5ms'],
  [check('{ run: ls }'), 'incomplete-sentence', '{ run: ls }'],
  [check('{ in: h1, run: [ls, -l] }'), 'unknown-word', '[ls, -l]'],
  [route('10.0.0.1/24 via r2'), 'bad-prefix', '10.0.0.1/24'],
  [route('default vai r2'), 'unknown-word', 'vai'],
  [route('default via r2 wieght 2'), 'unknown-word', 'wieght'],
  [route('default via r2 weight 0'), 'bad-value', '0'],
  [route('blackhole'), 'incomplete-sentence', 'blackhole'],
  [route('lan1..3 via r1..2'), 'unequal-sequences', 'lan1..3 via r1..2'],
  [nat('masquerade lan on uplink'), 'unknown-word', 'on'],
  [nat('masquerade lan uplink'), 'unknown-word', 'uplink'],
  [check('h1 reaches h2 via 10.0.0.1'), 'unknown-word', '10.0.0.1'],
  [nat('masquarade lan out eth0'), 'unknown-word', 'masquarade'],
  [nat('publish 80 to web'), 'bad-service', '80'],
  [nat('publish tcp/80 to h1..2'), 'unknown-word', 'h1..2'],
  ['lab: x\nnodes: { r1: { nat: [masquerade lan out eth0, eth1] } }', 'split-by-comma', 'eth1'],
  ['lab: x\ngroups: { a: b, b: a }', 'group-cycle', 'a'],
  ['lab: x\ngroups: { via: h1 }', 'reserved-name', 'via'],
  ['lab: x\nremove: { nodes: { r1: { kind: } } }', 'unknown-key', 'kind'],
  ['lab: x\nchange: { checks: [] }', 'unknown-key', 'checks'],
  ['lab: x\nlinks: [a -- b: { mtu: 1400, lazy }]', 'unknown-key', 'lazy'],
];

describe('one problem each', () => {
  test.each(wrong)('%s', (yaml, code, text) => {
    const block = readBlock(yaml);
    expect(problemsOf(block).map((problem) => problem.slice(0, problem.indexOf('":') + 1))).toEqual([
      `${code} "${text}"`,
    ]);
    expect(block.statements).toBeUndefined();
    for (const { label, help, title } of block.diagnostics) {
      expect(label.split(/\s+/).length, label).toBeLessThanOrEqual(8);
      expect(help).toMatch(/^(write|add|take|put|make|choose|use|shorten|start|name|leave|say|a bridge is a device)/);
      expect(title).toMatch(/^[^.]*$/);
    }
  });
});

test('a name that is wrong is told once, where it is defined', () => {
  const block = readBlock('lab: x\nnodes: [1st, b]\nlinks: [1st -- b]\nchecks: [1st reaches b]');
  expect(block.diagnostics.map(({ code, at }) => [code, at.start.line])).toEqual([['bad-name', 5]]);
});

test.each([
  ['--', 'write both ends: `r1 -- r2`'],
  ['a 10.0.0.1/24 2001:db8::1/64', 'write the other end: `a 10.0.0.1/24 2001:db8::1/64 -- r2`'],
  ['a---b', 'write `a -- b`'],
  ['a, b', 'write it like `r1 -- r2`'],
  ['a 10.0.0.1/24 b .2', 'write it like `r1 -- r2`'],
])('the help for "%s" as a cable is a cable', (item, expected) => {
  const { diagnostics } = readBlock(link(`'${item}'`));
  expect(diagnostics.map(({ help }) => help)).toEqual([expected]);
});

test.each(['h(1..2)(1..2)', 'h1..2x3..4', 'h(1..2](3..4)', 'h1..2..3', 'h((1..2))'])('%s is no range', (name) => {
  const { diagnostics } = readBlock(`lab: x\nnodes: { "${name}": }`);
  expect(diagnostics.map(({ code, help }) => [code, help])).toEqual([
    ['bad-range', 'write one range in a word, as h1..4, or in brackets, as h(1..4)a'],
  ]);
});

test.each([
  ['h1 has route to 10.9.0.0/24', 'h1 has route 10.9.0.0/24'],
  ['h1 reaches to h2', 'h1 reaches h2'],
  ['h1 and h2 reach h3', 'h1, h2 reach h3'],
  ['h1 reaches h2 via r1 & r2', 'h1 reaches h2 via r1, r2'],
  ['h1 reaches h2 port 80', 'h1 reaches h2 tcp/80'],
  ['h1 cannot reach h2 on port 80', 'h1 cannot reach h2 tcp/80'],
  ['h1 reaches h2 udp port 53 within 5s', 'h1 reaches h2 udp/53 within 5s'],
  ['h1 reaches h2 at h3 port 80', 'h1 reaches h2 at h3 tcp/80'],
  ['h1 reaches h2 taking 50ms', 'h1 reaches h2 taking 50..65ms'],
  ['h1 reaches h2 taking 60ms..45ms', 'h1 reaches h2 taking 45..60ms'],
  ['h1 reaches h2 losing 1.6..9.5%', 'h1 reaches h2 losing 2..10%'],
])('what is expected in "%s" makes "%s" of it', (said, meant) => {
  const { diagnostics, source } = readBlock(check(said));
  const [{ at, expected: [first] = [] } = {}] = diagnostics;
  expect(source.slice(0, at?.start.offset) + first + source.slice(at?.end.offset)).toContain(`  - ${meant}\n`);
  expect(problemsOf(readBlock(check(meant)))).toEqual([]);
});

test.each([
  ['h1..4 10.5.0.11..10.5.0.14/24 -- lan', 'write each address, or a range of one number, as 10.0.0.1..4/24'],
  ['h1..4 10.5.0.11-14/24 -- lan', 'write 10.5.0.11..14/24'],
  ['h1..4 2001:db8::1-4/64 -- lan', 'write 2001:db8::1..4/64'],
  ['h1..4 10.0.0.253..256/24 -- lan', 'write it like 10.0.0.1/24'],
])('the help for the range in "%s" is: %s', (cable, expected) => {
  expect(readBlock(link(cable)).diagnostics.map(({ help }) => help)).toEqual([expected]);
});

test.each([
  [route('10.17.0.0/255.255.0.0 via r2'), '10.17.0.0/16'],
  [route('10.17.9.9/255.255.0.0 via r2'), '10.17.0.0/16'],
  [route('10.17.0.0/0.0.255.255 via r2'), '10.17.0.0/16'],
  [route('0.0.0.0/0.0.0.0 via r2'), '0.0.0.0/0'],
  [route('10.17.0.7 via r2'), '10.17.0.7/32'],
  [link('a 10.0.0.1/255.255.255.252 -- b'), '10.0.0.1/30'],
  [link('h1..2 10.0.0.1..2 -- lan'), '10.0.0.1..2/24'],
  [link('a -- b: 10.0.0.7'), '10.0.0.0/24'],
  [node('address: 203.0.113.80'), '203.0.113.80/32'],
  [node('address: 2001:db8::1'), '2001:db8::1/128'],
  [node('kind: router, address: 203.0.113.80'), '203.0.113.80/32'],
  [node('kind: switch, address: 10.0.0.1'), '10.0.0.1/24'],
  [node('address: 10.0.0.1, kind: bridge'), '10.0.0.1/24'],
  [node('kind: bridge, address: 2001:db8::1'), '2001:db8::1/64'],
])('the length in %s is mended to %s', (yaml, meant) => {
  const { diagnostics } = readBlock(yaml);
  expect(diagnostics.map(({ code, expected }) => [code, expected])).toEqual([['bad-prefix', [meant]]]);
});

test('a node that may be a bridge is told both lengths', () => {
  const helps = (body: string) => readBlock(node(body)).diagnostics.map(({ help }) => help);
  expect(helps('address: 10.0.0.1')).toEqual(['write 10.0.0.1/32, or on a bridge or switch the length of its subnet']);
  expect(helps('kind: netns, address: 10.0.0.1')).toEqual(['write 10.0.0.1/32']);
  expect(helps('address: 10.0.0.1/255.0.255.0')).toEqual(['write a number from 0 to 32 after the slash']);
});

test.each([
  [nat('publish tcp/8080 to web1:80'), 'web1 tcp/80'],
  [nat('publish udp/53 to dns:53'), 'dns udp/53'],
  [nat('publish tcp/8080 to web1:80/udp'), 'web1 udp/80'],
  [nat('publish tcp/8000..8010 to web1:9000-9010'), 'web1 tcp/9000..9010'],
  [check('outside reaches web tcp/80 at gw:8080'), 'gw tcp/8080'],
  [check('h1 reaches web:80'), 'web tcp/80'],
  [check('h1 reaches 10.0.0.1:80'), '10.0.0.1 tcp/80'],
  [check('h1 reaches web via rb:d0'), 'rb'],
  [check('h1 reaches web via rb1..2:d0'), 'rb1..2'],
  [nat('masquerade lan:p1 out eth0'), 'lan'],
])('what follows a colon in %s is told: %s', (yaml, meant) => {
  const { diagnostics, source } = readBlock(yaml);
  expect(diagnostics.map(({ expected }) => expected)).toEqual([[meant]]);
  const [{ at } = {}] = diagnostics;
  const written = source.slice(at?.start.offset, at?.end.offset);
  expect(problemsOf(readBlock(yaml.replace(written, meant)))).toEqual([]);
});

test.each([
  [nat('masquerade from lan out uplink'), 'from lan', 'lan'],
  [node('gateway: via r2'), 'via r2', 'r2'],
  [node('gateway: b:80'), 'b:80', 'b'],
  [node('gateway: 10.0.0.1:80'), '10.0.0.1:80', '10.0.0.1'],
  [route('10.9.0.0/24 via r2:tcp/80'), 'r2:tcp/80', 'r2'],
])('in %s, "%s" is to be "%s", and nothing else is told', (yaml, written, meant) => {
  const { diagnostics, source } = readBlock(yaml);
  const found = diagnostics.map(({ at, expected }) => [source.slice(at.start.offset, at.end.offset), expected]);
  expect(found).toEqual([[written, [meant]]]);
  expect(problemsOf(readBlock(yaml.replace(written, meant)))).toEqual([]);
});

test.each([
  ['refused', 'write who, and the reason: `refused has no route`'],
  ['route', 'write who, and the reason: `r1 has no route`'],
  [
    'no answer',
    'write one of: has no route, does not forward, refuses, does not answer, drops it, rejects it, nobody answers for, the answer comes from; or a note after a colon',
  ],
])('the help for a reason that is only "%s" is: %s', (reason, expected) => {
  const helps = readBlock(check(`h1 cannot reach h2 tcp/80 because ${reason}`)).diagnostics.map(({ help }) => help);
  expect(helps).toEqual([expected]);
});

test.each([
  ['has no route for h3', 'write `has no route to h3`'],
  ['has no route h3', 'write `has no route to h3`'],
  ['has no route to h3, h4', 'write `has no route to h3`'],
  ['has no route to', 'write `has no route to h1`'],
])('the help for "%s" names what was written', (cause, expected) => {
  const { diagnostics } = readBlock(check(`h1 cannot reach h3 because r1 ${cause}`));
  expect(diagnostics.map(({ help }) => help)).toEqual([expected]);
});

test.each([
  [node('routes: [10.9.0.0/24 via b weight 3, c weight 1]'), ['c weight 1']],
  [node('routes: [10.9.0.0/24 via b, c metric 10]'), ['c metric 10']],
  [node('routes: [10.9.0.0/24 via b, c:eth0 table 7, d]'), ['c:eth0 table 7', 'd']],
  [node('routes: 10.0.2.0/24 via r2, 10.0.3.0/24 via r2'), ['10.0.3.0/24 via r2']],
  [node('routes: lan via r2, r3, r4, kind: router'), ['r3', 'r4']],
])('a comma in %s cuts off %j', (yaml, rests) => {
  const { diagnostics, source } = readBlock(yaml);
  const found = diagnostics.map(({ code, at }) => [code, source.slice(at.start.offset, at.end.offset)]);
  expect(found).toEqual(rests.map((rest) => ['split-by-comma', rest]));
});

test.each([
  'routes: [10.9.0.0/24 via b, default metric 10]',
  'routes: [10.9.0.0/24 via b, lan dev eth0 metric 10, lan via c]',
  'routes: [10.9.0.0/24 via b, blackhole 10.8.0.0/24]',
])('a comma in { %s } ends a whole route', (body) => {
  expect(problemsOf(readBlock(node(body)))).toEqual([]);
});

test.each([
  ['r1 -- r2, mtu: 1400', 'r1 -- r2: { mtu: 1400 }'],
  ['{ r1 -- r2 mtu: 1400 }', 'r1 -- r2: { mtu: 1400 }'],
])('the help for %j as a cable is %j', (item, meant) => {
  expect(readBlock(link(item)).diagnostics.map(({ help }) => help)).toEqual([`write \`${meant}\``]);
  expect(problemsOf(readBlock(link(meant)))).toEqual([]);
});

test('nodes may be called like options', () => {
  expect(problemsOf(readBlock(link('a -- b, mtu: 10.0.0.0/24 by /30')))).toEqual([]);
});

test.each([
  ...[
    '{ ends: [r1, r2], mtu: 1400 }',
    '{ r1 -- r2, mtu: 1400 }',
    '{ mtu: 1400, r1 -- r2 }',
    '{ r1 -- r2, at r1: { mtu: 1400 } }',
  ].map((item) => [
    link(item),
    'write options under their cable, `r1 -- r2: { mtu: 1400 }`, and each cable as its own item',
  ]),
  [
    check('h1 reaches h2 via r1 -> r2'),
    'write a comma before it, or one of at, with, over, taking, losing, within before it or in its place, or take `->` away',
  ],
  [
    check('h1 has route default via r1 gw'),
    'write a comma before it, or one of weight, dev, src, metric, table, vrf before it or in its place, or take `gw` away',
  ],
  [
    route('10.7.0.0/24 via r1 gw'),
    'write a comma before it, or one of weight, dev, src, metric, table, vrf before it or in its place, or take `gw` away',
  ],
  [link('r1 -- r2: { delay: 20 }'), 'write 20ms'],
  [link('r1 -- r2: { from r1: { rate: 10 Mbit/s } }'), 'write 10mbit'],
  [link('r1 -- r2: { loss: 101% }'), 'write 1%'],
  [link('r1 -- r2: { from r3: { loss: 1% } }'), 'write `from r1`'],
  [link('{ r1 -- r2 }'), 'take the braces away, or write quotes for them: "r1 -- r2"'],
  [
    node('run: { python3 -m http.server 80 }'),
    'take the braces away, or write quotes for them: "python3 -m http.server 80"',
  ],
  ['lab: x\nnodes:\n  r1:\n    run:\n      echo a:\n', 'put it in quotes: "echo a:"'],
  [
    nat('masquerade lan h1 as 192.0.2.1'),
    'write a comma before it, or out before it or in its place, or take `h1` away',
  ],
  [node('rules: [mark 0x10 table 100]'), 'write a number like 16'],
  ['lab: x\nnodes:\n  r1: { interfaces: { red: vrf } }\n', 'write { kind: vrf }'],
  [nat('publish tcp/80 web tcp/80'), 'write to before it or in its place, or take `web` away'],
  [nat('masquerade'), 'write it like `masquerade lan`'],
  [check('{ in: cl, prints: X }'), 'add `run: ip route`'],
  [check('outside reaches c1 tcp/80 at tcp/8080'), 'write the node before it, as in `host tcp/8080`'],
  [check('outside reaches c1 at tcp/8080'), 'write the node before it, as in `host tcp/8080`'],
  [route('10.9.0.0/24 via r2 table main'), 'write a number like 254'],
  [route('10.9.0.0/24 via r2 metric x'), 'write a number like 0'],
  [check('{ from: a, reaches: b, tcp: tcp/80 }'), 'write a number like 80'],
  ['lab: x\nremove: { nodes: { h1: [gateway, routes] } }', 'write it like { routes: }'],
  [
    link('a -- b: { subnet: [10.0.12.0/30 2001:db8:12::/127] }'),
    'write it like 10.0.12.0/30 by /32, or several with commas between them',
  ],
])('the help for %s is: %s', (yaml, expected) => {
  expect(readBlock(yaml).diagnostics.map(({ help }) => help)).toEqual([expected]);
});

test('the help for two lines in one command speaks of how they were written', () => {
  const helps = (yaml: string) => readBlock(yaml).diagnostics.map(({ help }) => help);
  expect(helps(node('run: "a\\nb"'))).toEqual(['take `\\n` out of the quotes, or write one item a command']);
  expect(helps('lab: x\nnodes:\n  r1:\n    run: |\n      a\n      b\n')).toEqual([
    'make it one line, as `>-` does for `|`, or write one item a command',
  ]);
});

test.each([
  ['udp/5000-5010', 'udp/5000..5010'],
  ['5000-5010/udp', 'udp/5000..5010'],
  ['tcp/80:90', 'tcp/80..90'],
  ['8080..8081/tcp', 'tcp/8080..8081'],
])('the service %s is to be %s', (said, meant) => {
  const [{ help, expected } = {}] = readBlock(check(`h1 reaches h2 ${said}`)).diagnostics;
  expect([help, expected]).toEqual([`write ${meant}`, [meant]]);
  expect(problemsOf(readBlock(check(`h1 reaches h2 ${meant}`)))).toEqual([]);
});

test.each([
  'h1 does not talk to h2',
  'drop tcp/80 from h1 to h2',
  'h1 h2 not to h3',
  'h1 is unable to reach h2',
  'h1 reliably reaches h2',
  'h1 can not reach h2',
  'h1 can reach h2',
  'h1 does not have route default',
  'forbid h1 to reach h2',
  'h1 is blocked from h2',
  'h1 pings h2',
  '{ from: h1, can reach: h2 }',
  '{ deny: h1, to: h2 }',
])('the help for "%s" does not turn it into something else', (said) => {
  const [{ help, expected } = {}] = readBlock(check(said)).diagnostics;
  expect(help).not.toContain('away');
  expect(expected).toEqual([]);
});

test.each(['block reaches h2', 'h1 reaches drop via allow, deny', 'not, h1 reach no'])(
  'nodes may be called like an order, as in "%s"',
  (said) => {
    expect(problemsOf(readBlock(check(said)))).toEqual([]);
  },
);

test.each(['h1, can reaches h2', 'not reaches can', 'h1 reaches not within 5s', 'h1 cannot reach not'])(
  'nodes may be called as in "%s"',
  (said) => {
    expect(problemsOf(readBlock(check(said)))).toEqual([]);
  },
);

test('the same words are a comma between the ends of cables and the keys of nodes', () => {
  const expected = (yaml: string) => readBlock(yaml).diagnostics.map((problem) => problem.expected);
  expect(expected(link('h1 and h2 -- lan'))).toEqual([['h1, h2']]);
  expect(expected('lab: x\nnodes: { h1 and h2: }')).toEqual([['h1, h2']]);
});

test.each([
  ['02', 'write 2'],
  ['007', 'write 7'],
  ['-01', 'write -1'],
  ['-0', 'write 0'],
  ['0X1f', 'write 31'],
  // Neither an octal number nor one that the kernel takes.
  ['08', 'write 8'],
  ['010', 'write 8, which a 0 in front makes of it, or 10 if that is meant'],
  ['0 0100', 'write 0 64, which a 0 in front makes of it, or 0 100 if that is meant'],
])('the help for a setting of %s has the number that the kernel prints', (value, expected) => {
  const [{ help } = {}] = readBlock(node(`sysctl: { net.ipv4.ping_group_range: "${value}" }`)).diagnostics;
  expect(help).toBe(expected);
});

test.each([
  ['net.ipv4.conf.all.rp_filter', '0'],
  ['net.ipv4.ping_group_range', '0 2147483647'],
  ['net.ipv4.tcp_rmem', '4096 131072 6291456'],
  ['net.ipv4.tcp_congestion_control', 'bbr'],
  ['net.core.default_qdisc', 'fq_codel'],
  ['net.ipv4.ip_local_reserved_ports', '8080,9148-9150'],
  ['net.ipv6.conf.all.stable_secret', '2001:db8::01'],
  ['net.core.flow_limit_cpu_bitmap', '0f'],
  ['net.core.flow_limit_cpu_bitmap', '01'],
])('%s may be %s', (key, value) => {
  expect(problemsOf(readBlock(node(`sysctl: { ${key}: "${value}" }`)))).toEqual([]);
});

test('every problem of a block is told, not only the first', () => {
  const block = readBlock(
    'lab: x\nnodes: { r1: { gatway: r2, forward: maybe } }\nlinks: [r1 -> r2, r1 -- r2: 10.0.0.1/24]',
  );
  expect(block.diagnostics.map(({ code }) => code).toSorted()).toEqual([
    'bad-prefix',
    'bad-value',
    'missing-dashes',
    'unknown-key',
  ]);
});

test('what is expected may be put in the place that is marked', () => {
  for (const [yaml] of wrong) {
    const { diagnostics, source } = readBlock(yaml);
    for (const {
      expected: [first],
      at,
      code,
    } of diagnostics) {
      if (first === undefined) continue;
      const mended = source.slice(0, at.start.offset) + first + source.slice(at.end.offset);
      const again = readBlock(mended.split('```')[1]?.replace('topology\n', '') ?? '');
      const same = again.diagnostics.filter(
        (other) => other.code === code && other.at.start.offset === at.start.offset,
      );
      expect(same, `${yaml} → ${mended}`).toEqual([]);
    }
  }
});
