// Markdown as text: edits at the places of its nodes, code blocks that nothing in them can close, and folds.
import type { Code, Nodes } from 'mdast';
import { markdownText } from '../quote.ts';

export interface Range {
  readonly from: number;
  readonly to: number;
}

/** `text` takes the place of the characters `from` to `to`. */
export interface Edit extends Range {
  readonly text: string;
}

/** A node's place in the text. Nodes that a plugin has made up have none. */
export function rangeOf(node: Nodes): Range | undefined {
  const from = node.position?.start.offset;
  const to = node.position?.end.offset;
  return from === undefined || to === undefined ? undefined : { from, to };
}

/** True if a place lies in another. */
export const isWithin = (inner: Range, outer: Range): boolean => inner.from >= outer.from && inner.to <= outer.to;

/** The text with the edits made. They must not overlap; at one place they follow in their order. */
export function edited(text: string, edits: readonly Edit[]): string {
  let result = '';
  let done = 0;
  for (const edit of edits.toSorted((a, b) => a.from - b.from || a.to - b.to)) {
    result += text.slice(done, edit.from) + edit.text;
    done = edit.to;
  }
  return result + text.slice(done);
}

/** The destination of a Markdown link: no blank, bracket or entity in it can end or change it. */
export function destination(url: string): string {
  return url
    .replaceAll('&', '&amp;')
    .replace(/[\s<>(){}\\\p{Cc}]/gu, (character) => `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

/** A fence longer than any run of its character in the content. */
function fenceFor(content: string, character: '`' | '~' = '`'): string {
  const runs = [...content.matchAll(character === '`' ? /`+/g : /~+/g)].map(([run]) => run.length);
  return character.repeat(Math.max(2, ...runs) + 1);
}

/** A code block by itself. */
export function codeBlock(language: string, content: string): string {
  const fence = fenceFor(content);
  return `${fence}${language}\n${content.replace(/\n$/, '')}\n${fence}`;
}

/** What stands before each further line of a block: the marks of the quotes and the indents of the lists around it. */
function prefixOf(text: string, node: Nodes): string {
  const { from } = rangeOf(node) ?? { from: 0 };
  const before = text.slice(text.lastIndexOf('\n', from - 1) + 1, from);
  return before.includes('[^') ? '    ' : before.replace(/[^>\s]/g, ' ');
}

/** A code block in the place of a node, in the same quotes and lists. */
export function fenced(text: string, node: Nodes, info: string, character: '`' | '~', content: string): string {
  const prefix = prefixOf(text, node);
  const fence = fenceFor(content, character);
  const lines = content === '' ? [] : content.split('\n');
  return [`${fence}${info}`, ...lines.map((line) => prefix + line), prefix + fence].join('\n');
}

/** How a fence begins; `marks` are empty where the code is indented. */
export function openingOf(source: string) {
  const [, marks = '', info = ''] = /^(`{3,}|~{3,})([^\n]*)/.exec(source) ?? [];
  return { marks, info, character: marks.startsWith('~') ? '~' : '`' } as const;
}

/** A fence with its end, and without a line that MDX, where a fence may close at any indent, takes for its end. */
function holds(source: string, marks: string, content: string): boolean {
  const closing = new RegExp(`^[\\s>]*${marks}[${marks.charAt(0)}]*[ \\t]*$`);
  const last = source.slice(source.lastIndexOf('\n') + 1);
  return source.includes('\n') && closing.test(last) && !content.split('\n').some((line) => closing.test(line));
}

/** The edits that make a code block one with a fence that holds; the language `topology` becomes `yaml`. */
export function codeEdits(text: string, node: Code, range: Range): Edit[] {
  const source = text.slice(range.from, range.to);
  const { marks, info, character } = openingOf(source);
  const shown = node.lang === 'topology' ? info.replace('topology', 'yaml') : info;
  if (marks === '' || !holds(source, marks, node.value)) {
    const end = source.endsWith('\n') ? '\n' : '';
    return [{ ...range, text: fenced(text, node, shown, character, node.value) + end }];
  }
  const from = range.from + marks.length;
  return shown === info ? [] : [{ from, to: from + info.length, text: shown }];
}

/**
 * A part of the page that is folded. CommonMark takes the two tags for HTML and MDX for elements, if they stand on lines of
 * their own and blank lines stand round the Markdown between them; kramdown (Jekyll) and Python-Markdown (MkDocs) read
 * Markdown in an element where `markdown="1"` asks for it. Directly after a `bash` block it is an alternative to it; anywhere
 * else a text stands before it (decision 19).
 */
export const details = (summary: string, parts: readonly string[]): string =>
  `<details markdown="1">\n<summary>${markdownText(summary)}</summary>\n\n${parts.join('\n\n')}\n\n</details>`;
