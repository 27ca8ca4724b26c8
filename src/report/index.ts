// The formats of reports, by the name that `--format` takes.
import { github } from './github.ts';
import { human } from './human.ts';
import { json } from './json.ts';
import { junit } from './junit.ts';
import type { Report } from './report.ts';
import { sarif } from './sarif.ts';

export const reports = { human, json, github, sarif, junit } as const satisfies Record<string, Report>;

export type ReportFormat = keyof typeof reports;
