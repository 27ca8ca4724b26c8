// Runs the commands that a lesson shows at a step, in the order of the lesson, and holds what they do to what it shows.

import type { Span } from '../diagnostics/span.ts';
import type { EvidenceRow } from '../evidence/evidence.ts';
import type { Party, ShownCommand } from '../model/lab.ts';
import type { PlanStep } from '../plan/plan.ts';
import { type Answer, answerFits, asksForOutput } from '../transcripts/answer.ts';
import { differenceOf } from '../transcripts/difference.ts';
import { isGarbled, screenLines } from '../transcripts/screen.ts';
import { normalised } from '../transcripts/volatile.ts';
import type { Sandbox } from './sandbox.ts';
import { text as settleScript } from './settle.bash';
import { text as transcriptScript } from './transcript.bash';

const seconds = 20;
const maxBytes = 64 * 1024;
const maxLines = 2000;

/** What a command did, or why nothing can be said of that. */
export type Ran = { readonly answer: Answer } | { readonly problem: string };

function entering(place: Party): string[] {
  const netns = place.is === 'outside' ? 'outside' : place.netns;
  return netns === null ? ['env'] : ['ip', 'netns', 'exec', netns];
}

/** Runs a command where it belongs. `asked` is the time it may take, in seconds of a machine that is not slow. */
export async function runCommand(sandbox: Sandbox, { run, in: place }: ShownCommand, asked = seconds): Promise<Ran> {
  const limit = asked * sandbox.machine.slowness;
  const words = [String(limit), String(maxBytes + 1), run.text, ...entering(place)];
  const { stdout, stderr } = await sandbox.run(['bash', '-c', transcriptScript, 'transcript', ...words]);
  if (/^late$|^timeout: sending signal/m.test(stderr)) {
    return { problem: `it still runs after ${limit} s; what stays for long belongs under "run:"` };
  }
  const lines = screenLines(stdout);
  if (Buffer.byteLength(stdout) > maxBytes || lines.length > maxLines) {
    return { problem: `it prints more than ${maxBytes / 1024} KiB or ${maxLines} lines` };
  }
  const status = /^status (\d+)$/m.exec(stderr)?.[1];
  if (status === undefined) return { problem: `it could not be run: ${stderr.trim()}` };
  return { answer: { lines, status: Number(status) } };
}

/** Why what a command did is not what the lesson shows. */
interface Disagreement {
  readonly detail: string;
  /** The line of the file where the difference begins. */
  readonly line: number;
}

const maxShown = 20;

/** Holds what a command did to its fence; undefined if it is what the lesson shows. */
export function disagreement({ expected, run, answer: { from } }: ShownCommand, ran: Ran): Disagreement | undefined {
  const { line } = run.at.start;
  if ('problem' in ran) return { detail: ran.problem, line };
  const { lines, status } = ran.answer;
  const asked = asksForOutput(expected);
  if (answerFits(expected, ran.answer)) {
    if (asked || !lines.some(isGarbled)) return undefined;
    return { detail: 'it prints what is no text', line };
  }
  const difference = differenceOf(expected, ran.answer);
  const row = difference?.row ?? 0;
  const diff = difference?.text((index) => `${run.at.file}:${from + index}`) ?? '';
  const printed = asked ? [] : lines.slice(0, maxShown).map((text) => `| ${text}`);
  const said = [`it ended with ${status}, and the lesson says ${expected.status}`].filter(
    () => status !== expected.status,
  );
  return { detail: [...said, diff, ...printed].join('\n'), line: asked ? from + row : line };
}

export interface RanCommand {
  readonly command: ShownCommand;
  readonly ran: Ran;
}

function placeOf({ run: { at }, margin }: ShownCommand, line: number): Span {
  if (line === at.start.line) return at;
  const point = { ...at.end, line, column: margin.length + 1 };
  return { file: at.file, start: point, end: point };
}

/** What is to be told of a command: where, and why it does not fit. */
interface TranscriptRow extends EvidenceRow {
  readonly at: Span;
  readonly milliseconds: number;
  readonly detail: string;
}

function rowOf({ command, ran }: RanCommand, milliseconds: number): TranscriptRow {
  const wrong = disagreement(command, ran);
  const [first = ''] = command.run.text.split('\n');
  return {
    what: 'transcript',
    text: `${command.prompt} ${first}`,
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
  step: PlanStep,
  done: (row: TranscriptRow, command: RanCommand) => void,
): Promise<void> {
  if (step.commands.length === 0) return;
  const names = [...step.state.nodes.values()].flatMap(({ netns }) => netns ?? []);
  await sandbox.run(['bash', '-c', settleScript, 'settle', ...new Set(names)]);
  for (const command of step.commands) {
    const began = performance.now();
    const ran = await runCommand(sandbox, command);
    done(rowOf({ command, ran }, Math.round(performance.now() - began)), { command, ran });
  }
}
