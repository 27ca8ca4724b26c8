// Asks the checks of a generated verify.bats where Bats may be missing: the same file, with the tests as functions.
import { text as judgeScript } from './judge.bash';

/** What came of one check. `number` counts the tests of the file from 1. */
export interface Verdict {
  readonly number: number;
  readonly result: 'ok' | 'failed' | 'skipped';
  readonly milliseconds: number;
  /** What it printed: for a failure who, where, what was run and what came back; for a skip the reason. */
  readonly said: string;
}

const test = /^@test "(.*)" \{$/gm;

/** The names of a file's tests, in order. */
export function testNames(batsFile: string): string[] {
  return [...batsFile.matchAll(test)].map(([, name = '']) => name);
}

/** A verify.bats as a bash program that takes the numbers and names of tests. */
export function judgeProgram(batsFile: string): string {
  let number = 0;
  const functions = batsFile.replace(test, () => {
    number += 1;
    return `netgen_test_${number}() {`;
  });
  return `${functions}\n${judgeScript}`;
}

/** Reads what the program prints. */
export function readVerdicts(output: string): Verdict[] {
  const verdicts: { number: number; result: Verdict['result']; milliseconds: number; said: string }[] = [];
  for (const line of output.split('\n')) {
    const head = /^check (\d+) (ok|failed|skipped) (\d+)$/.exec(line);
    const last = verdicts.at(-1);
    if (head !== null) {
      const [, number, result, milliseconds] = head;
      const known = result === 'ok' || result === 'skipped' ? result : 'failed';
      verdicts.push({ number: Number(number), result: known, milliseconds: Number(milliseconds), said: '' });
    } else if (last !== undefined && line.startsWith('| ')) {
      last.said += `${last.said === '' ? '' : '\n'}${line.slice(2)}`;
    }
  }
  return verdicts;
}
