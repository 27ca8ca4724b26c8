// Compares what is foretold of a lab with what a kernel does: all pairs of nodes, all addresses, ping, TCP and UDP, and what the asker hears of a failure.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { addressIn, formatAddress, parseAddress } from '../../src/address.ts';
import { compileTutorial } from '../../src/compile.ts';
import type { Interface, State } from '../../src/model/lab.ts';
import type { Plan, PlanStep } from '../../src/plan/plan.ts';
import { predict } from '../../src/prediction/predict.ts';
import type { Question } from '../../src/prediction/question.ts';
import { networkFor } from '../../src/prediction/stack.ts';
import { verdictText } from '../../src/prediction/tell.ts';
import type { Prediction } from '../../src/prediction/way.ts';
import { type Machine, thisMachine } from '../../src/sandbox/machine.ts';
import { labFiles, openLab } from '../../src/sandbox/open-lab.ts';
import { type Sandbox, writeInside } from '../../src/sandbox/sandbox.ts';

const probe = readFileSync(resolve(import.meta.dirname, 'probe.py'), 'utf8');
const port = 7777;

/** What probe.py is asked: '' is the machine, and an interface that its socket is not bound to; 0 bytes are the usual ones. */
export type Words = readonly [
  stack: string,
  protocol: Question['protocol'],
  address: string,
  port: number,
  device: string,
  bytes: number,
];

/** What a kernel has said of a lab after one of its steps. */
export interface Recorded {
  readonly text: string;
  readonly lab: string;
  readonly step: string;
  readonly asked: readonly (readonly [...Words, said: string])[];
}

/** Around what tunnels take off 1500 bytes. */
const lengths = [
  1400, 1401, 1404, 1405, 1420, 1421, 1450, 1451, 1462, 1463, 1476, 1477, 1480, 1481, 1500, 1501, 1504, 1505,
];

/** Every node asks every address of every other one, by ping, TCP and UDP, bound to interfaces in VRFs too, and by pings and datagrams of some length. */
function questionsOf({ nodes }: State): Words[] {
  const all = [...nodes.values()].filter((node) => node.interfaces.some(({ addresses }) => addresses.length > 0));
  const askers = [...new Map(all.map((node) => [node.netns, node])).values()];
  const bounds = (interfaces: readonly Interface[]) =>
    interfaces.flatMap(({ name, role, vrf, up }) => (up && (role === 'vrf' || vrf !== undefined) ? [name] : []));
  let turn = 0;
  return askers.flatMap((from) =>
    all.flatMap((to) =>
      to.netns === from.netns
        ? []
        : to.interfaces.flatMap(({ addresses }) =>
            addresses.flatMap(({ cidr }): Words[] => {
              const [stack, address] = [from.netns ?? '', formatAddress(addressIn(cidr))];
              const isPublished = to.things['nat']?.length;
              turn += 1;
              const length = lengths[Math.floor(turn / 2) % lengths.length] ?? 0;
              return [
                [stack, 'icmp', address, 0, '', 0],
                turn % 2 === 0 ? [stack, 'icmp', address, 0, '', length] : [stack, 'udp', address, port, '', length],
                ...(['tcp', 'udp'] as const).flatMap((protocol): Words[] => [
                  [stack, protocol, address, port, '', 0],
                  ...(isPublished ? [[stack, protocol, address, 8888, '', 0] as const] : []),
                ]),
                ...bounds(from.interfaces).flatMap((device): Words[] => [
                  [stack, 'icmp', address, 0, device, 0],
                  [stack, 'tcp', address, port, device, 0],
                ]),
              ];
            }),
          ),
    ),
  );
}

function questionOf([stack, protocol, address, dialled, device, bytes]: Words): Question {
  const to = parseAddress(address);
  if (to === undefined) throw new Error(address);
  return {
    ...{ from: stack === '' ? null : stack, to, protocol },
    ...(protocol !== 'icmp' && { port: dialled, listens: port }),
    ...(device !== '' && { bound: device }),
    ...(bytes > 0 && { length: bytes }),
  };
}

/** What a kernel says of the errors that a prediction names, by ICMP: type and code of IPv4, of IPv6. */
const icmp: Readonly<Record<string, readonly string[]>> = {
  'net unreachable': ['3/0'],
  'host unreachable': ['3/1', '1/3'],
  'address unreachable': ['1/3'],
  'no route to destination': ['1/0'],
  'communication prohibited': ['3/13', '1/1'],
  'port unreachable': ['3/3', '1/4'],
  'fragmentation needed': ['3/4'],
  'packet too big': ['2/0'],
  'time exceeded': ['11/0', '3/0'],
};

/** The errors of a system call for what the sender itself decides. */
const ownErrors: Readonly<Record<string, readonly string[]>> = {
  // A stack without IPv6 on any interface has no address to send from, either.
  'no route': ['ENETUNREACH', 'EADDRNOTAVAIL'],
  unreachable: ['EHOSTUNREACH', 'ENETUNREACH'],
  prohibit: ['EACCES'],
  blackhole: ['EINVAL'],
  'too long': ['EMSGSIZE'],
  dropped: ['EPERM', 'silence'],
  rejected: ['EPERM', 'ECONNREFUSED', 'EHOSTUNREACH', 'silence'],
};

/** Whether the asker hears what is foretold that it hears; a silence proves nothing, for errors are kept back where there are many. */
function isHeardSo({ death, ways, request }: Prediction, stack: string, said: string): boolean {
  if (death === undefined) return false;
  // The queue of a device that takes nothing is full; a connection that nobody answers is given up.
  const [name = '', kind, sender] = said.replace(/^(?:ENOBUFS|ETIMEDOUT)$/, 'silence').split(' ');
  const isOwn = death.node === (stack === '' ? 'host' : stack) && death.of === 'request';
  if (death.reason === 'refused') return name === 'ECONNREFUSED' || name === 'silence';
  const { told } = death;
  // What a tunnel has once heard of its own packets, and a firewall for bridges of long frames, is told of from then on.
  const isInTunnel = request.hops.some(({ steps }) => steps.some(({ is }) => is === 'wrap'));
  const isLate = isInTunnel || death.text.en.includes(' through ') || death.reason === 'lost on the wire';
  if (death.reason === 'too long' && name === 'EMSGSIZE') return true;
  if (ways > 1 || (isLate && ['EHOSTUNREACH', 'EMSGSIZE', 'ENETUNREACH'].includes(name))) return true;
  // What an ipvlan of mode l3 hands to the node of its parent fails at once, which is told of some of it (ipvlan_route_v6_outbound() of drivers/net/ipvlan/ipvlan_core.c).
  if (
    name === 'ENETUNREACH' &&
    death.reason === 'no route' &&
    request.hops.length > 1 &&
    request.hops.at(-1)?.in === undefined
  )
    return true;
  if (kind !== undefined)
    return (
      told?.isHeard === true &&
      (icmp[told.says]?.includes(kind) ?? true) &&
      (told.from === undefined || ways > 1 || told.from === sender)
    );
  if (name === 'silence')
    return !(
      isOwn &&
      told?.isHeard === true &&
      ['no route', 'unreachable', 'prohibit', 'too long'].includes(death.reason)
    );
  if (isOwn && ownErrors[death.reason]?.includes(name)) return true;
  // What comes by ICMP from oneself is told of by an error alone, and so is that nobody answers.
  return (
    told?.isHeard === true &&
    (death.reason === 'nobody answers' ? name === 'EHOSTUNREACH' : death.reason === 'rejected')
  );
}

export interface Compared {
  readonly agreed: number;
  /** Of those that agreed, how many failed. */
  readonly died: number;
  readonly unknown: readonly string[];
  readonly disagreed: readonly string[];
}

const none: Compared = { agreed: 0, died: 0, unknown: [], disagreed: [] };

export const together = (all: readonly Compared[]): Compared =>
  all.reduce(
    (sum, one) => ({
      agreed: sum.agreed + one.agreed,
      died: sum.died + one.died,
      unknown: [...sum.unknown, ...one.unknown],
      disagreed: [...sum.disagreed, ...one.disagreed],
    }),
    none,
  );

export function plansOf(text: string): readonly Plan[] {
  const { lesson } = compileTutorial('chance.md', new TextEncoder().encode(text));
  return lesson?.plans ?? [];
}

/** A lab in a page. */
export const pageOf = (lab: string): string => `# Found\n\n\`\`\`topology\nlab: found${lab}\n\`\`\`\n`;

/** What a kernel has said of a lab, in lines such as `a tcp 10.0.0.1: ok`, with a length or an interface behind the address. */
export function recordedOf(lab: string, says: readonly string[]): Recorded {
  const asked = says.map((line) => {
    const [words = '', said = ''] = line.split(/: (?=[A-Za-z])/);
    const [stack = '', protocol = '', address = '', more = ''] = words.split(' ');
    if (protocol !== 'icmp' && protocol !== 'tcp' && protocol !== 'udp') throw new Error(line);
    const isLength = /^\d+$/.test(more);
    const dialled = protocol === 'icmp' ? 0 : port;
    return [stack, protocol, address, dialled, isLength ? '' : more, isLength ? Number(more) : 0, said] as const;
  });
  return { text: pageOf(lab), lab: 'found', step: '1', asked };
}

/** The prediction against what a kernel has said. */
export function judge({ text, lab, step, asked }: Recorded): Compared {
  const state = plansOf(text)
    .find((plan) => plan.lab === lab)
    ?.steps.find(({ name }) => name === step)?.state;
  if (state === undefined) throw new Error(`no step ${step} in:\n${text}`);
  const network = networkFor(state);
  return together(
    asked.map(([stack, protocol, address, dialled, device, bytes, said]): Compared => {
      const words: Words = [stack, protocol, address, dialled, device, bytes];
      const prediction = predict(network, questionOf(words));
      const told = `step ${step}: ${words.join(' ')}: kernel ${said}; foretold: ${verdictText(prediction)}`;
      if (prediction.verdict === 'unknown') return { ...none, unknown: [told] };
      const isSame =
        said === 'ok'
          ? prediction.verdict === 'arrives'
          : prediction.verdict === 'dies' && isHeardSo(prediction, stack, said);
      if (isSame) return { ...none, agreed: 1, died: prediction.verdict === 'dies' ? 1 : 0 };
      // A router holds what it passes on to the MTU that its own packets have learnt of their way, which may be another.
      const isLearnt = said.startsWith('EMSGSIZE 2/0') && prediction.verdict === 'dies';
      // Who does not answer for its address is known all the same to those whom it has asked for theirs.
      const isTaught = prediction.death?.isThere === true && prediction.death.outer === undefined;
      return isTaught || isLearnt ? { ...none, unknown: [told] } : { ...none, disagreed: [told] };
    }),
  );
}

async function ask(sandbox: Sandbox, plan: Plan, { state, name: step }: PlanStep, text: string): Promise<Recorded> {
  const probes = questionsOf(state);
  const stacks = [...new Set([...state.nodes.values()].map(({ netns }) => netns ?? ''))];
  // Ports of bridges that speak STP wait four seconds, and where a cable has gone twenty before that (max_age of ip-link(8)).
  const stp = !text.includes('stp: true') ? 0 : step === plan.steps[0]?.name ? 5 : 25;
  const wait = (sandbox.machine.slowness === 1 ? 1 : 3) + stp;
  // Of a cable that loses one in ten, three tries would be lost once in a thousand questions.
  const tries = text.includes('loss:') ? 6 : 3;
  const input = JSON.stringify({ stacks, probes, tries, wait });
  const { stdout, stderr } = await sandbox.run(['python3', '/run/sandbox/probe.py'], { input });
  if (!stdout.startsWith('[')) throw new Error(`probe.py: ${stdout}${stderr}\n${text}`);
  const found: string[] = JSON.parse(stdout);
  return { text, lab: plan.lab, step, asked: probes.map((words, index) => [...words, found[index] ?? ''] as const) };
}

/** What a kernel says of a tutorial, after each of its steps; nothing where netgen refuses the lab, or this machine cannot. */
export async function record(text: string, machine: Machine = thisMachine): Promise<readonly Recorded[]> {
  const all: Recorded[] = [];
  for (const plan of plansOf(text)) {
    const sandbox = await openLab(plan, [], machine);
    if (!('run' in sandbox)) throw new Error(sandbox.reason);
    try {
      await writeInside(sandbox, '/run/sandbox/probe.py', probe);
      for (const step of plan.steps) {
        const made = await sandbox.run(['bash', labFiles.setup, '--until', step.name]);
        if (made.code === 3) break;
        if (made.code !== 0) throw new Error(`${made.stdout}${made.stderr}\n${text}`);
        all.push(await ask(sandbox, plan, step, text));
      }
    } finally {
      await sandbox.close();
    }
  }
  return all;
}

/** The prediction of a tutorial against a kernel; undefined where netgen refuses the lab, or this machine cannot. */
export async function compare(text: string, machine?: Machine): Promise<Compared | undefined> {
  const all = await record(text, machine);
  return all.length === 0 ? undefined : together(all.map(judge));
}
