// Whether what a command did is what its fence shows.
import { fitsAll, wantedLines } from './align.ts';

/** What a fence expects of a command. */
export interface Expected {
  /** Lines of output; none and not `silent`: whatever comes. */
  readonly output: readonly string[];
  readonly silent: boolean;
  readonly status: number;
}

/** What a command did: the lines of the screen, and its exit status. */
export interface Answer {
  readonly lines: readonly string[];
  readonly status: number;
}

/** True if the fence says anything of the output. */
export function asksForOutput({ output, silent }: Expected): boolean {
  return silent || output.length > 0;
}

/** True if the output is as expected. */
export function outputFits(expected: Expected, { lines }: Answer): boolean {
  return !asksForOutput(expected) || fitsAll(wantedLines(expected.output), lines);
}

/** True if output and exit status are as expected. */
export function answerFits(expected: Expected, answer: Answer): boolean {
  return answer.status === expected.status && outputFits(expected, answer);
}
