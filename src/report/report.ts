// What every format of report takes and gives.
import type { Diagnostic } from '../diagnostics/diagnostic.ts';

export interface ReportOptions {
  /** Colour by ANSI escapes; only the human format has any. */
  readonly colour?: boolean;
}

/** The text of each file that has problems, by its name in their spans, as `readableText` gives it. */
export type Sources = ReadonlyMap<string, string>;

/** One format: problems to text that ends in a newline, or to nothing where the format says nothing of no problems. */
export type Report = (diagnostics: readonly Diagnostic[], sources: Sources, options?: ReportOptions) => string;
