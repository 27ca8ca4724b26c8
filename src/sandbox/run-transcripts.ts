// Runs the commands that a lesson shows at a step, in the order of the lesson, and holds what they do to what it shows.
import { type Cidr, overlaps, parseCidr } from '../2-model/address.ts';
import type { ShownCommand } from '../2-model/lab.ts';
import type { Plan, PlanStep } from '../4-plan/plan.ts';
import type { Span } from '../diagnostics/span.ts';
import { normalised } from '../transcripts/volatile.ts';
import { disagreement, type Ran, runCommand } from './run-command.ts';
import type { Sandbox } from './sandbox.ts';
import { text as settleScript } from './settle.bash';
import type { Row } from './verify-lab.ts';
import { prefixesOf } from './world.ts';

/** A command of a lesson and what became of it. */
export interface RanCommand {
  readonly command: ShownCommand;
  readonly ran: Ran;
}

function placeOf({ run: { at }, margin }: ShownCommand, line: number): Span {
  if (line === at.start.line) return at;
  const point = { ...at.end, line, column: margin.length + 1 };
  return { file: at.file, start: point, end: point };
}

function rowOf(plan: Plan, step: PlanStep, { command, ran }: RanCommand, milliseconds: number): Row {
  const wrong = disagreement(command, ran);
  const [first = ''] = command.run.text.split('\n');
  return {
    ...{ lab: plan.lab, step: step.name, what: 'transcript', text: `${command.prompt} ${first}` },
    at: placeOf(command, wrong?.line ?? command.run.at.start.line),
    result: wrong === undefined ? 'ok' : 'failed',
    ...('answer' in ran ? { exit: ran.answer.status, output: ran.answer.lines.map(normalised) } : {}),
    milliseconds,
    detail: wrong?.detail ?? '',
  };
}

/** Runs what the lesson shows at a step whose lab stands. `done` is told of each command. */
export async function runTranscripts(
  sandbox: Sandbox,
  plan: Plan,
  step: PlanStep,
  done: (row: Row, command: RanCommand) => void,
): Promise<void> {
  if (step.commands.length === 0) return;
  const names = [...step.state.nodes.values()].flatMap(({ netns }) => netns ?? []);
  await sandbox.run(['bash', '-c', settleScript, 'settle', ...new Set(names)]);
  for (const command of step.commands) {
    const began = performance.now();
    const ran = await runCommand(sandbox, command);
    done(rowOf(plan, step, { command, ran }, Math.round(performance.now() - began)), { command, ran });
  }
}

// What is not for everybody to use, or not for the internet: https://www.iana.org/assignments/iana-ipv4-special-registry
const special = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24'],
  ...['192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24'],
  '224.0.0.0/3',
].flatMap((text) => parseCidr(text) ?? []);

/** The public IPv4 addresses that the lesson's commands name and the lab does not use: what is beyond the uplink has them. */
export function publicAddresses(plan: Plan): string[] {
  const texts = plan.steps.flatMap(({ commands }) => commands.map(({ run }) => run.text)).join('\n');
  const own = prefixesOf(plan).filter(({ length }) => length > 0);
  const found = [...texts.matchAll(/(?<![\w.:])\d{1,3}(?:\.\d{1,3}){3}(?![\w.]|\/\d)/g)].map(([text]) => text);
  return [...new Set(found)].filter((text) => {
    const cidr: Cidr | undefined = parseCidr(`${text}/32`);
    return cidr !== undefined && ![...special, ...own].some((other) => overlaps(other, cidr));
  });
}
