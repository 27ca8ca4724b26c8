// Compares what is foretold of check sentences with what check.sh says of them: in networks of chance, `reaches`, `cannot reach`, and reasons that are right and wrong.
// CHECKS_LABS (150) and CHECKS_LABS_VM (30) are the numbers of labs, here and in a virtual machine, CHECKS_KINDS of which kinds (all that the kernel can
// make), RANDOM_SEED the seed.
import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { addressIn, formatAddress } from '../../../src/address.ts';
import { decisionsOf } from '../../../src/checks/list.ts';
import { compileTutorial } from '../../../src/compile.ts';
import { buildLabs } from '../../../src/model/build-labs.ts';
import type { Node, State } from '../../../src/model/lab.ts';
import { predict } from '../../../src/prediction/predict.ts';
import type { Question } from '../../../src/prediction/question.ts';
import { networkFor } from '../../../src/prediction/stack.ts';
import type { Prediction } from '../../../src/prediction/way.ts';
import { type Machine, thisMachine } from '../../../src/sandbox/machine.ts';
import { labFiles, openLab } from '../../../src/sandbox/open-lab.ts';
import { readTutorial } from '../../../src/source/read-tutorial.ts';
import { networks } from '../../prediction/random-fabric.ts';
import { testOnEachKernel } from './kernels.ts';

const mostHere = Number(process.env['CHECKS_LABS'] ?? 150);
const mostInMachine = Number(process.env['CHECKS_LABS_VM'] ?? 30);
const wanted = process.env['CHECKS_KINDS']?.split(',') ?? Object.keys(networks);
const seed = Number(process.env['RANDOM_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

const services = { icmp: '', tcp: ' tcp/80', udp: ' udp/53' } as const;
const reasons = ['has no route', 'does not forward', 'does not answer', 'drops it', 'rejects it', 'refuses'];
const mostChecks = 16;

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

function labOf(text: string) {
  const { tutorial } = readTutorial('chance.md', bytesOf(text));
  return tutorial === undefined ? undefined : buildLabs(tutorial).labs[0];
}

const addressed = ({ nodes }: State): Node[] =>
  [...nodes.values()].filter(({ netns, interfaces }) => netns !== null && interfaces.some((each) => each.addresses[0]));

/** What can be said of one question: whether it arrives, and, if it dies, each node of its way with each reason, and who it is that nobody answers for. */
function sentencesOf(a: Node, b: Node, dialled: string, protocol: keyof typeof services, found: Prediction): string[] {
  const whom = `${b.name}${services[protocol]} at ${dialled}`;
  const { death, request, answer, verdict } = found;
  if (verdict === 'unknown') return [];
  if (verdict === 'arrives' || death === undefined) return [`${a.name} reaches ${whom}`];
  const fails = `${a.name} cannot reach ${whom}`;
  const nodes = new Set([
    a.name,
    b.name,
    death.node,
    ...[request, answer].flatMap((way) => way?.hops ?? []).map(({ node }) => node),
  ]);
  const said = [...nodes]
    .flatMap((node) => reasons.map((reason) => `${fails} because ${node} ${reason}`))
    .filter((one) => !one.endsWith(`because ${a.name} does not answer`));
  return [fails, ...said, ...(death.to ? [`${fails} because nobody answers for ${death.to}`] : [])];
}

/** Draws a number below each count, the same ones for a seed. */
function drawing(from: number): (count: number) => number {
  const numbers = fc.sample(fc.nat(), { numRuns: 600, seed: from }).values();
  return (count) => (numbers.next().value ?? 0) % Math.max(count, 1);
}

/** The first step of a lab with sentences about it; undefined where there is nothing to say. */
function withChecks(text: string, draw: (count: number) => number): string | undefined {
  const block = /```topology\n[\s\S]*?\n```/.exec(text)?.[0];
  const state = block && labOf(`# Chance\n\n${block}\n`)?.steps[0]?.state;
  if (!block || !state) return undefined;
  const nodes = addressed(state);
  const sentences = new Set<string>();
  for (let tries = 0; tries < 60 && sentences.size < mostChecks; tries += 1) {
    const [a, b] = [nodes[draw(nodes.length)], nodes[draw(nodes.length)]];
    const all = b?.interfaces.flatMap(({ addresses }) => addresses.map(({ cidr }) => addressIn(cidr))) ?? [];
    const to = all[draw(all.length)];
    const protocol = (['icmp', 'tcp', 'udp'] as const)[draw(3)];
    if (!(a && b && to && protocol) || a === b) continue;
    const port =
      protocol === 'icmp' ? {} : { port: protocol === 'tcp' ? 80 : 53, listens: protocol === 'tcp' ? 80 : 53 };
    const question: Question = { from: a.netns, to, target: b.netns, protocol, ...port };
    const said = sentencesOf(a, b, formatAddress(to), protocol, predict(networkFor(state), question));
    for (let more = 0; more < 3; more += 1) sentences.add(said[draw(said.length)] ?? '');
  }
  sentences.delete('');
  const lines = [...sentences].map((one) => `  - ${JSON.stringify(one)}\n`).join('');
  return lines === '' ? undefined : `# Chance\n\n${block.replace(/```$/, `checks:\n${lines}\`\`\``)}\n`;
}

const unescaped = (text: string): string =>
  text.replace(
    /&(?:lt|gt|quot|apos|amp);/g,
    (one) => ({ '&lt;': '<', '&gt;': '>', '&quot;': '"', '&apos;': "'" })[one] ?? '&',
  );

/** Each check by its name, and whether it holds. */
const casesIn = (junit: string): Map<string, boolean> =>
  new Map(
    [...junit.matchAll(/<testcase classname="[^"]*" name="([^"]*)"[^>]*>([\s\S]*?)<\/testcase>/g)].map(
      ([, name = '', said = '']) => [unescaped(name), !said.includes('<failure')],
    ),
  );

/** Ports of bridges that speak STP take nothing yet. */
const portsWait = `while { bridge link; ip -all netns exec bridge link; } | grep -qE 'state (listening|learning)'; do sleep 0.1; done`;

/** The kernel answers one asker with six ICMP errors at once and then with one a second (inet_peer_xrlim_allow() of net/ipv4/inetpeer.c); many checks in a row ask for more. */
const errorsFlow = `errors='echo 0 >/proc/sys/net/ipv4/icmp_ratelimit; echo 0 >/proc/sys/net/ipv6/icmp/ratelimit'
sh -c "$errors"; ip -all netns exec sh -c "$errors"`;

/** So many checks as foretold, and those that are not; undefined where netgen refuses the lab, or the kernel cannot make it. */
async function compared(text: string, machine: Machine): Promise<{ same: number; otherwise: string[] } | undefined> {
  const plan = compileTutorial('chance.md', bytesOf(text)).lesson?.plans[0];
  const lab = labOf(text);
  const sandbox = plan && lab && (await openLab(plan, [], machine));
  if (!sandbox || !lab || !('run' in sandbox)) return undefined;
  try {
    if ((await sandbox.run(['bash', labFiles.setup])).code !== 0) return undefined;
    await sandbox.run(['bash', '-c', portsWait]);
    await sandbox.run(['bash', '-c', errorsFlow]);
    const ask = async () => casesIn((await sandbox.run(['bash', labFiles.check, '--format', 'junit'])).stdout);
    const first = await ask();
    const known = decisionsOf(lab).filter(({ verdict, check }) => verdict !== 'unknown' && first.has(check));
    const differing = (cases: Map<string, boolean>) =>
      known.filter(({ verdict, check }) => cases.get(check) !== (verdict === 'holds'));
    let otherwise = differing(first);
    // Asked again, for a kernel that has many neighbours forgets who has not answered (neigh_periodic_work() of net/core/neighbour.c).
    if (otherwise.length > 0) {
      const again = differing(await ask());
      otherwise = otherwise.filter((one) => again.includes(one));
    }
    const told = otherwise.map(
      ({ check, verdict, why }) => `${check}: foretold that it ${verdict}${why ? `, ${why}` : ''}`,
    );
    return { same: known.length - otherwise.length, otherwise: told };
  } finally {
    await sandbox.close();
  }
}

async function compareAll(machine: Machine): Promise<void> {
  const most = machine === thisMachine ? mostHere : mostInMachine;
  let [labs, same] = [0, 0];
  const found: string[] = [];
  const ofKinds = wanted.map((kind) => fc.sample(networks[kind] ?? fc.constant(''), { numRuns: 4 * most, seed }));
  // A kind after the other, and from the front.
  const texts = Array.from({ length: 4 * most }, (_, index) => ofKinds.map((some) => some[index] ?? '')).flat();
  const worker = async () => {
    for (let text = texts.shift(); text !== undefined && labs < most; text = texts.shift()) {
      const page = withChecks(text, drawing(seed + texts.length));
      const result = page && (await compared(page, machine));
      if (!result) continue;
      labs += 1;
      same += result.same;
      found.push(...result.otherwise);
      if (result.otherwise.length > 0) process.stderr.write(`${page}${result.otherwise.join('\n')}\n`);
    }
  };
  await Promise.all(Array.from({ length: machine.labsAtOnce }, worker));
  process.stderr.write(`${machine.place}: ${labs} labs, ${same} checks as foretold, ${found.length} otherwise\n`);
  expect(found).toEqual([]);
  expect(same).toBeGreaterThan(0);
}

describe(`to repeat: RANDOM_SEED=${seed}`, () => testOnEachKernel('sentences hold and fail', compareAll));
