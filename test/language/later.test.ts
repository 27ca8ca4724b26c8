// Every word of the language is known where it belongs, or told in one clear sentence to come later; the reference lists the same words.
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { problemsOf, readBlock } from './read.ts';

const node = (body: string) => `nodes: { r1: { ${body} } }`;
const link = (body: string) => `links:\n  - a -- b: { ${body} }`;

/** Where words stand, and those that the language has there. */
const places: readonly (readonly [(word: string) => string, string])[] = [
  [(word) => `${word}: x`, 'lab, step, machines, groups, nodes, links, checks, change, remove'],
  [
    (word) => node(`${word}: x`),
    'kind, address, subnet, vlans, overlap, gateway, routes, rules, nat, firewall, forward',
  ],
  [(word) => node(`${word}: x`), 'interfaces, sysctl, etc, files, run, exec, machine'],
  [(word) => node(`kind: ${word}`), 'netns, router, switch, bridge'],
  [(word) => node(`interfaces: { x0: { kind: ${word} } }`), 'dummy, vlan, bridge, bond, vrf, vxlan, physical'],
  [(word) => node(`routes: [${word} 10.9.0.0/24]`), 'blackhole, unreachable, prohibit'],
  [(word) => node(`routes: [10.9.0.0/24 ${word} x]`), 'via, dev, src, metric, table, vrf'],
  [(word) => node(`routes: ["10.9.0.0/24 via ${word} 1"]`), 'each x weight'],
  [(word) => node(`nat: [${word} x]`), 'masquerade, publish, map'],
  [
    (word) => link(`${word}: x`),
    'subnet, delay, jitter, loss, duplicate, corrupt, reorder, rate, mtu, state, vlan, trunk',
  ],
  [(word) => link(`${word}: x`), 'native, kind, id, port, outer'],
  [(word) => link(`${word.replace('NODE', 'a')}: { mtu: 1400 }`), 'from NODE, at NODE'],
  [(word) => link(`at a: { ${word}: x }`), 'mac, mtu, state'],
  [(word) => link(`kind: ${word}`), 'veth, macvlan, ipvlan, vxlan, geneve, gre, ipip, sit, wireguard'],
  [(word) => `links: [a -- b ${word}]`, '10.0.0.1/24, .1, dhcp, slaac'],
  [(word) => `checks: [a ${word} b]`, 'reaches, cannot reach, sees, has, has no, is in, is not in, resolves'],
  [(word) => `checks: [a reaches b ${word} x]`, 'at, via, with, over, taking, losing, within'],
  [(word) => `checks: [a cannot reach b because c ${word}]`, 'has no route, does not forward, drops it, rejects it'],
  [(word) => `checks: [a cannot reach b tcp/80 because c ${word}]`, 'refuses, does not answer'],
];

/** The words that are told to come later; of others that are not known, all that is told. */
const toldLater = places.flatMap(([block, words]) =>
  words.split(', ').flatMap((word) => {
    const problems = problemsOf(readBlock(block(word)));
    const isKnown = !problems.some(
      (problem) => /^(?:not-yet|unknown-)/.test(problem) && problem.includes(`"${word.split(' ')[0]}`),
    );
    if (isKnown) return [];
    return problems.length === 1 && / comes later \| \S/.test(problems[0] ?? '')
      ? [word]
      : [`${word}: ${problems.join('; ')}`];
  }),
);

test('what comes later is told once, with what to do instead, and the reference lists it', () => {
  const pages = readdirSync('src/kinds', { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md'));
  const listed = ['docs/reference/language.md', ...pages.map((name) => `src/kinds/${name}`)].flatMap((path) =>
    readFileSync(path, 'utf8')
      .split(/\.\s|\n/)
      .filter((sentence) => /\bcomes? later\b/i.test(sentence))
      .flatMap((sentence) => [...sentence.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word)),
  );
  expect(new Set(toldLater)).toEqual(new Set(listed));
});
