// Runs the check.sh of a lab in its sandbox, and reads what it says.
import type { RowResult } from '../evidence/evidence.ts';

/** What came of one check of the step that stands. */
export interface Verdict {
  readonly result: RowResult;
  readonly milliseconds: number;
  /** What was run and what it said, of a failure; the reason, of a skip. */
  readonly said: string;
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', amp: '&' };

const plainText = (xml: string): string =>
  xml.replace(/&(lt|gt|quot|amp);/g, (_, name: string) => entities[name] ?? '');

const testCase = /<testcase [^>]*time="(\d+)\.(\d{3})">\n([\s\S]*?) {2}<\/testcase>/g;

/** The verdicts of a report of `check.sh --format junit`, in the order of the list. */
export function readVerdicts(report: string): Verdict[] {
  return [...report.matchAll(testCase)].map(([, seconds, thousandths, inside = '']) => {
    const milliseconds = Number(seconds) * 1000 + Number(thousandths);
    const skipped = /<skipped message="([^"]*)"\/>/.exec(inside);
    if (skipped !== null) return { result: 'skipped', milliseconds, said: plainText(skipped[1] ?? '') };
    // What does not hold is said last; it is told first.
    const failure = /<failure message="([^"]*)">([\s\S]*?)\n?[^\n]*<\/failure>/.exec(inside);
    if (failure !== null) {
      const said = [failure[1] ?? '', failure[2] ?? ''].filter((text) => text !== '').join('\n');
      return { result: 'failed', milliseconds, said: plainText(said) };
    }
    return { result: 'ok', milliseconds, said: '' };
  });
}
