// netgen check: reports every problem of some tutorials, and whether their checks will hold; writes nothing but, with --fix, what mends them.
import type { Decision } from '../../checks/foretold.ts';
import { hasErrors } from '../../diagnostics/diagnostic.ts';
import { deathJson } from '../../prediction/tell.ts';
import type { ReportFormat } from '../../report/index.ts';
import { jsonDocument } from '../../report/json.ts';
import { visible } from '../../report/width.ts';
import { type ExitCode, exitCode, type Io } from '../io.ts';
import { type BuiltTutorials, buildTutorials } from '../tutorials/build.ts';
import { noTutorial } from '../tutorials/find.ts';
import { mendTutorials } from '../tutorials/fix.ts';
import { reportTo } from '../tutorials/load.ts';

const verdicts = { holds: 'holds', fails: 'will not hold', unknown: 'cannot be known' } as const;

/** `tutorials/02-bridge.md:41: will not hold: h1 reaches h2: h1 has no route to 10.0.2.2`. */
const lineOf = ({ at: { file, start }, step, verdict, check, why }: Decision): string =>
  `${file}:${start.line}: ${verdicts[verdict]}: ${visible(`step ${step}: ${check}${why === undefined ? '' : `: ${why}`}`)}\n`;

/** `12 checks: 11 hold, 1 cannot be known`; nothing where there is none. */
function countText(decisions: readonly Decision[]): string {
  const counted = (['holds', 'fails', 'unknown'] as const).flatMap((verdict) => {
    const count = decisions.filter((each) => each.verdict === verdict).length;
    return count === 0 ? [] : [`${count} ${verdict === 'holds' && count > 1 ? 'hold' : verdicts[verdict]}`];
  });
  const { length } = decisions;
  return length === 0 ? '' : `${length} ${length === 1 ? 'check' : 'checks'}: ${counted.join(', ')}\n`;
}

/** A check as `--format json` has it; docs/reference/reports.md describes it. */
function checkJson({ at: { file, start, end }, death, ...said }: Decision) {
  return { ...said, ...(death && { death: deathJson(death) }), file, start, end };
}

function report(format: ReportFormat, each: boolean, built: BuiltTutorials, io: Io): void {
  const decisions = built.built.flatMap((one) => one.decisions ?? []);
  if (format === 'json') {
    io.out(`${JSON.stringify({ ...jsonDocument(built.diagnostics), checks: decisions.map(checkJson) }, null, 2)}\n`);
    return;
  }
  reportTo(io, format, built);
  if (format !== 'human') return;
  if (each) io.out(decisions.map(lineOf).join(''));
  io.out(countText(decisions));
}

/** Reports what is wrong with the tutorials that `paths` stand for, and what is foretold of their checks. */
export async function check(
  paths: readonly string[],
  options: { readonly format: ReportFormat; readonly out: string; readonly each?: boolean; readonly fix?: boolean },
  io: Io,
): Promise<ExitCode> {
  if (options.fix) mendTutorials(paths, io);
  const built = await buildTutorials(paths, options.out, { files: 'none' }, io);
  report(options.format, options.each === true, built, io);
  if (options.fix && built.diagnostics.length > 0)
    io.err('What is reported was left as it is: no edit is known that mends it and brings no other problem.\n');
  if (hasErrors(built.diagnostics)) return exitCode.problems;
  if (built.lessons.length === 0) throw noTutorial(paths);
  return exitCode.fine;
}
