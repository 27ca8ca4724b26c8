// The summary of a job on GitHub: a table of what was verified, in the file that the runner names.
// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#adding-a-job-summary
import { appendFileSync } from 'node:fs';
import { markdownCode } from '../../outputs/quote.ts';
import { visible } from '../../report/width.ts';
import type { Row } from '../../sandbox/verify-lab.ts';
import type { Io } from './io.ts';
import { verifyCounts } from './verify-report.ts';

/** GitHub refuses a summary of more than 1 MiB. */
const most = 500_000;

const marks = { ok: '✅', failed: '❌', skipped: '⚠️' } as const;

function worst(rows: readonly Row[]): Row['result'] {
  if (rows.some(({ result }) => result === 'failed')) return 'failed';
  return rows.some(({ result }) => result === 'skipped') ? 'skipped' : 'ok';
}

/** What did not hold in a lab, as a list; a text of anybody's is code, so that it is no markup. */
function failures(rows: readonly Row[]): string[] {
  return rows
    .filter(({ result }) => result !== 'ok')
    .map(({ result, at, step, text, detail }) => {
      const [first = ''] = detail.split('\n');
      const place = markdownCode(visible(`${at.file}:${at.start.line}`));
      const why = first === '' ? '' : `: ${markdownCode(visible(first))}`;
      return `- ${marks[result]} ${place} step ${markdownCode(visible(step))}, ${markdownCode(visible(text))}${why}`;
    });
}

/** The summary in Markdown: a row a lab, and below the table what did not hold. */
export function summaryText(title: string, rows: readonly Row[]): string {
  const labs = [...new Set(rows.map(({ lab }) => lab))].map((lab) => rows.filter((row) => row.lab === lab));
  const table = labs.map((own) => {
    const lab = markdownCode(visible(own[0]?.lab ?? ''));
    return `| ${marks[worst(own)]} | ${lab} | ${verifyCounts(own)} |`;
  });
  const lists = labs.flatMap(failures);
  const lines = [`### ${title}`, '', '| | lab | rows |', '|---|---|---|', ...table, '', ...lists, ''];
  return `${lines.join('\n').slice(0, most)}\n`;
}

/** Adds the summary to the file that the environment names, if it names one. */
export function writeSummary(title: string, rows: readonly Row[], io: Io): void {
  const file = io.environment['GITHUB_STEP_SUMMARY'];
  if (!file) return;
  try {
    appendFileSync(file, summaryText(title, rows));
  } catch (error) {
    io.err(`${file}: the summary cannot be written (${(error as NodeJS.ErrnoException).code})\n`);
  }
}
