// Runs a command of a transcript in a sandbox, and says what became of it.
import type { Party, ShownCommand } from '../2-model/lab.ts';
import { type Answer, answerFits, asksForOutput } from '../transcripts/answer.ts';
import { differenceOf } from '../transcripts/difference.ts';
import { isGarbled, screenLines } from '../transcripts/screen.ts';
import type { Sandbox } from './sandbox.ts';
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
export interface Disagreement {
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
