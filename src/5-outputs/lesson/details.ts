// What a page keeps folded: alternatives to a command block, and what is long.
import { markdownText } from '../quote.ts';

/**
 * A part of the page that is folded. CommonMark takes the two tags for HTML and MDX for elements, if they stand on lines of
 * their own and blank lines stand round the Markdown between them; kramdown (Jekyll) and Python-Markdown (MkDocs) read
 * Markdown in an element where `markdown="1"` asks for it. Directly after a `bash` block it is an alternative to it; anywhere
 * else a text stands before it (decision 19).
 */
export function details(summary: string, parts: readonly string[]): string {
  return [
    '<details markdown="1">',
    `<summary>${markdownText(summary)}</summary>`,
    '',
    parts.join('\n\n'),
    '',
    '</details>',
  ].join('\n');
}
