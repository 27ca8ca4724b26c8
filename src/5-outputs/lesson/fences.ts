// Code blocks of the annotated lesson: fences that nothing in them can close, neither in CommonMark nor in MDX.
import type { Code, Nodes } from 'mdast';
import { type Edit, rangeOf } from './edits.ts';

/** A fence longer than any run of its character in the content. */
function fenceFor(content: string, character: '`' | '~' = '`'): string {
  let longest = 2;
  for (const [run] of content.matchAll(character === '`' ? /`+/g : /~+/g)) longest = Math.max(longest, run.length);
  return character.repeat(longest + 1);
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

const opening = /^(`{3,}|~{3,})([^\n]*)/;

/** A fence with its end, and without a line that MDX, where a fence may close at any indent, takes for its end. */
function holds(source: string, marks: string, content: string): boolean {
  const closing = new RegExp(`^[\\s>]*${marks}[${marks.charAt(0)}]*[ \\t]*$`);
  const last = source.slice(source.lastIndexOf('\n') + 1);
  return source.includes('\n') && closing.test(last) && !content.split('\n').some((line) => closing.test(line));
}

/** The edits that make a code block one with a fence that holds; the language `topology` becomes `yaml`. */
export function codeEdits(text: string, node: Code): Edit[] {
  const range = rangeOf(node);
  if (range === undefined) return [];
  const source = text.slice(range.from, range.to);
  const [, marks = '', info = ''] = opening.exec(source) ?? [];
  const character = marks.startsWith('~') ? '~' : '`';
  const shown = node.lang === 'topology' ? info.replace('topology', 'yaml') : info;
  if (marks === '' || !holds(source, marks, node.value)) {
    const end = source.endsWith('\n') ? '\n' : '';
    return [{ ...range, text: fenced(text, node, shown, character, node.value) + end }];
  }
  if (shown === info) return [];
  const from = range.from + marks.length;
  return [{ from, to: from + info.length, text: shown }];
}
