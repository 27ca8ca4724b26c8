// What it takes to check a tutorial grows with the tutorial: six times as large takes about six times as long, never 36.
import { describe, expect, test } from 'vitest';
import { buildTutorial } from '../../src/compile.ts';
import { growing } from './growing.ts';

/** Milliseconds that this process works to check a tutorial; what else the machine does is not counted. */
async function costOf(text: string): Promise<number> {
  const before = process.cpuUsage();
  await buildTutorial({ file: 'tutorial.md', bytes: Buffer.from(text) }, () => false);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

const size = 250;
const times = 6;
/** Half of it is left to chance. What grows with the square of the size is soon above it, however small the part is. */
const most = 2 * times;

const sorts = Object.entries(growing);

/** All sorts are grown in the long run. */
const tried = process.env['ALL_CANARIES'] === undefined ? sorts.filter((_, index) => index % 4 === 0) : sorts;

describe('six times as large', () => {
  test.each(tried)('%s', async (_, make) => {
    const [small, large] = [make(size), make(times * size)];
    await costOf(small);
    let [least, greatest] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    // The least of some is what it takes without the collector of garbage, and while nobody else is at work.
    for (let round = 0; round < 25 && !(greatest <= most * least && round > 0); round++) {
      least = Math.min(least, Math.max(1, await costOf(small)));
      greatest = Math.min(greatest, await costOf(large));
    }
    expect(greatest / least).toBeLessThanOrEqual(most);
  });
});

const lab = (content: string) => `# Title\n\n\`\`\`topology\n${content}\n\`\`\`\n`;
const routes = Array.from({ length: 50 }, (_, i) => `      - 172.16.${i}.0/24 via r`).join('\n');
const step = lab('lab: a\nnodes: [a, b]\nlinks:\n  - a -- b: 10.0.0.0/30\nchecks:\n  - a reaches b');

// Each has hung for half a minute, crashed or filled the memory: two seconds of work are enough on any machine of today.
test.each([
  ['a range of cables', lab('lab: a\nnodes: [b]\nlinks:\n  - a1..65536 -- b')],
  [
    'a large star',
    lab('lab: a\nnodes: [h1..20000, s: { kind: switch, subnet: 10.0.0.0/16 }]\nlinks:\n  - h1..20000 -- s'),
  ],
  ['each with each', lab('lab: a\nnodes: [a1..300, b1..300]\nlinks:\n  - each a1..300 -- b1..300: 10.0.0.0/8 by /30')],
  ['equal steps', step.repeat(500)],
  ['many nodes', lab('lab: a\nnodes: [h1..99999]')],
  [
    'many routes',
    lab(
      `lab: a\nnodes:\n  s: { kind: switch, subnet: 10.0.0.0/16 }\n  r: router\n  h1..1000:\n    routes:\n${routes}\nlinks:\n  - r, h1..1000 -- s`,
    ),
  ],
])('%s is checked in time', async (_, text) => {
  expect(await costOf(text)).toBeLessThan(15_000);
  expect(process.memoryUsage().rss).toBeLessThan(1024 ** 3);
});
