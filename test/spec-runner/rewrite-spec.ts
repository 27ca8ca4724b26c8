// Puts what the compiler says now in the place of what a page expects: for UPDATE_SPECS=1.
import type { Expectation } from './read-spec.ts';

/** An expectation and what stands there from now on. */
export interface Rewrite {
  readonly expectation: Expectation;
  readonly actual: string;
}

/** More backticks than the text has in a row, and at least three. */
function fenceFor(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  return '`'.repeat(longest + 1);
}

/** The page with its expectations rewritten, all else as it was. */
export function rewriteSpec(page: string, rewrites: readonly Rewrite[]): string {
  return rewrites
    .toSorted((a, b) => b.expectation.from - a.expectation.from)
    .reduce((text, { expectation: { language, from, to }, actual }) => {
      const fence = fenceFor(actual);
      const body = actual === '' ? '' : `${actual}\n`;
      return `${text.slice(0, from)}${fence}${language}\n${body}${fence}${text.slice(to)}`;
    }, page);
}
