// What `netgen verify` found, in each of its formats; on GitHub also as the summary of a job, in the file that the runner names.
// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#adding-a-job-summary
import { appendFileSync } from 'node:fs';
import { markdownCode } from '../../../outputs/quote.ts';
import { escapeData, escapeProperty, github as githubProblems } from '../../../report/github.ts';
import { jsonDocument } from '../../../report/json.ts';
import { junitSuites, xml } from '../../../report/junit.ts';
import { visible } from '../../../report/width.ts';
import type { Row } from '../../../sandbox/verify-lab.ts';
import { type ExitCode, exitCode, type Io } from '../../io.ts';
import type { Loaded } from '../../tutorials/load.ts';

export const verifyFormats = ['human', 'json', 'junit', 'github'] as const;
export type VerifyFormat = (typeof verifyFormats)[number];

/** The problems of the tutorials themselves: a report for machines is one document, and holds them too. */
export type Problems = Pick<Loaded, 'diagnostics' | 'sources'>;

const widths = { lab: 18, step: 12, result: 8, time: 8 } as const;

const colours = { ok: '\u001b[32m', failed: '\u001b[31m', skipped: '\u001b[33m' } as const;

function line(result: string, time: string, lab: string, step: string, check: string): string {
  return [
    result.padEnd(widths.result),
    time.padStart(widths.time),
    lab.padEnd(widths.lab),
    step.padEnd(widths.step),
    check,
  ]
    .join('  ')
    .concat('\n');
}

/** The first line of the table. */
export function tableHead(): string {
  return line('result', 'time', 'lab', 'step', 'check');
}

function human(rows: readonly Row[], colour: boolean): string {
  return rows
    .map((row) => {
      const text = line(row.result, `${row.milliseconds} ms`, row.lab, row.step, visible(row.text));
      const place = `${row.at.file}:${row.at.start.line}`;
      const detail = row.detail.trimEnd().split('\n').map(visible);
      const more = row.result === 'ok' ? '' : [place, ...detail].map((each) => `          ${each}\n`).join('');
      return `${colour ? text.replace(row.result, `${colours[row.result]}${row.result}\u001b[0m`) : text}${more}`;
    })
    .join('');
}

function count(rows: readonly Row[], result: Row['result']): number {
  return rows.filter((row) => row.result === result).length;
}

/** `12 passed, 0 failed`, and what was skipped. */
export function verifyCounts(rows: readonly Row[]): string {
  const skipped = count(rows, 'skipped');
  const parts = [`${count(rows, 'ok')} passed`, `${count(rows, 'failed')} failed`];
  if (skipped > 0) parts.push(`${skipped} skipped, and so not verified`);
  return parts.join(', ');
}

function summary(rows: readonly Row[]): string {
  const labs = new Set(rows.map(({ at, lab }) => `${at.file} ${lab}`)).size;
  return `\n${labs} ${labs === 1 ? 'lab' : 'labs'}: ${verifyCounts(rows)}\n`;
}

function json(rows: readonly Row[], { diagnostics }: Problems): string {
  const results = rows.map(({ at, ...row }) => ({ file: at.file, line: at.start.line, ...row }));
  return `${JSON.stringify({ ...jsonDocument(diagnostics), results }, null, 2)}\n`;
}

/** Several lines without what a terminal or XML would take for a control. */
function printable(text: string): string {
  return text.split('\n').map(visible).join('\n');
}

/** Several lines for an element or an attribute. */
const xmlLines = (text: string): string => text.split('\n').map(xml).join('\n');

function junitCase(row: Row): string {
  const open = `    <testcase classname="${xml(`${row.lab}.${row.step}`)}" name="${xmlLines(row.text)}" time="${row.milliseconds / 1000}"`;
  if (row.result === 'ok') return `${open}/>\n`;
  const detail = xmlLines(`${row.at.file}:${row.at.start.line}\n${row.detail}`);
  const element = row.result === 'skipped' ? 'skipped' : 'failure';
  const [first = ''] = row.detail.split('\n');
  const inside =
    element === 'skipped' ? `<skipped message="${detail}"/>` : `<failure message="${xml(first)}">${detail}</failure>`;
  return `${open}>${inside}</testcase>\n`;
}

/** A suite a tutorial with problems, then a suite a lab: https://github.com/testmoapp/junitxml */
function junit(rows: readonly Row[], { diagnostics, sources }: Problems): string {
  const labs = [...new Set(rows.map(({ lab }) => lab))];
  const suites = labs.map((lab) => {
    const own = rows.filter((row) => row.lab === lab);
    const numbers = `tests="${own.length}" failures="${count(own, 'failed')}" errors="0" skipped="${count(own, 'skipped')}"`;
    return `  <testsuite name="${xml(lab)}" ${numbers}>\n${own.map(junitCase).join('')}  </testsuite>\n`;
  });
  const troubled = new Map([...sources].filter(([file]) => diagnostics.some(({ at }) => at.file === file)));
  const problems = junitSuites(diagnostics, troubled).map((suite) => `${suite}\n`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="netgen verify">\n${[...problems, ...suites].join('')}</testsuites>\n`;
}

/** 3 where something could not be tried here: nobody may take that for verified. */
export function verifyExit(rows: readonly Row[]): ExitCode {
  if (count(rows, 'failed') > 0) return exitCode.problems;
  return count(rows, 'skipped') > 0 ? exitCode.environment : exitCode.fine;
}

/** One annotation per row that did not hold, at its sentence in the tutorial; then the problems: GitHub shows ten. */
function github(rows: readonly Row[], { diagnostics, sources }: Problems): string {
  const annotations = rows
    .filter(({ result }) => result !== 'ok')
    .map(({ result, at, lab, step, text, detail }) => {
      const command = result === 'failed' ? 'error' : 'warning';
      const title = escapeProperty(visible(`${lab}, step ${step}: ${text}`));
      return `::${command} file=${escapeProperty(at.file)},line=${at.start.line},title=${title}::${escapeData(printable(detail))}\n`;
    });
  return [...annotations, githubProblems(diagnostics, sources)].join('');
}

export const verifyReports = { human, summary, json, junit, github } as const;

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
