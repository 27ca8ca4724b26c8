// The fences of a tutorial's tree that netgen reads, in the order of the file.
import type { Code, Heading, Nodes, Root } from 'mdast';
import { toString as textOf } from 'mdast-util-to-string';
import { type Diagnostic, defineDiagnostic } from '../diagnostics/diagnostic.ts';
import { distance } from '../diagnostics/did-you-mean.ts';
import type { Span } from '../diagnostics/span.ts';
import { oneLine } from './characters.ts';
import type { SourceText } from './source-text.ts';

export const fenceWord = 'topology';
export const consoleWord = 'console';

const unclosedFence = defineDiagnostic('unclosed-fence', 'topology fence is not closed', 'warning');
const misspeltFence = defineDiagnostic('misspelt-fence', 'fence whose language looks like topology', 'warning');

export interface Fence {
  readonly code: Code;
  readonly at: Span;
  /** The text of the nearest heading above, if there is one. */
  readonly heading: string | undefined;
  /** Index into the children of the tree. */
  readonly child: number;
}

/** A fence of the language `console`. */
export interface ConsoleFence extends Fence {
  /** How many topology fences stand before it. */
  readonly after: number;
}

export interface Fences {
  readonly topology: readonly Fence[];
  readonly console: readonly ConsoleFence[];
  /** Fences whose language is nearly `topology`: the place of the word. */
  readonly misspelt: readonly Span[];
  readonly firstHeading: string | undefined;
}

/** A node of the tree that may hold a fence or a heading, and where it stands. */
interface Flow {
  readonly node: Nodes;
  readonly child: number;
}

/** Headings and fences in document order, from any depth of quotes and lists. */
function* flow(tree: Root): Generator<{ readonly node: Code | Heading; readonly child: number }> {
  const stack: Flow[] = tree.children.map((node, child) => ({ node, child })).reverse();
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { node, child } = next;
    if (node.type === 'code' || node.type === 'heading') yield { node, child };
    if (node.type !== 'blockquote' && node.type !== 'list' && node.type !== 'listItem') continue;
    for (const inner of node.children.toReversed()) stack.push({ node: inner, child });
  }
}

function spanOf(source: SourceText, { position }: Nodes): Span {
  return source.span(position?.start.offset ?? 0, position?.end.offset ?? 0);
}

/** True for a language that is `topology` but for case or one or two slips. */
export function isNearlyTopology(language: string): boolean {
  return language !== fenceWord && distance(language.toLowerCase(), fenceWord, 2) <= 2;
}

/** Finds the fences. */
export function findFences(tree: Root, source: SourceText): Fences {
  const topology: Fence[] = [];
  const consoles: ConsoleFence[] = [];
  const misspelt: Span[] = [];
  let heading: string | undefined;
  let firstHeading: string | undefined;
  for (const { node, child } of flow(tree)) {
    if (node.type === 'heading') {
      heading = oneLine(textOf(node)) || heading;
      firstHeading ??= heading;
      continue;
    }
    const language = node.lang ?? '';
    const at = spanOf(source, node);
    if (language === fenceWord) topology.push({ code: node, at, heading, child });
    else if (language === consoleWord) consoles.push({ code: node, at, heading, child, after: topology.length });
    else if (isNearlyTopology(language)) misspelt.push(wordAt(source, at, language));
  }
  return { topology, console: consoles, misspelt, firstHeading };
}

/** The place of a word in the opening line of a fence. */
export function wordAt(source: SourceText, { start }: Span, language: string): Span {
  const index = source.text.indexOf(language, start.offset);
  const from = index === -1 ? start.offset : index;
  return source.span(from, from + language.length);
}

/** The opening of a fence that the end of the file, or of its quote or list, had to close: its marks and its word. */
export function unclosedAt(fence: Fence, source: SourceText): { at: Span; marks: string } | undefined {
  const last = source.text.slice(source.lineStart(fence.at.end.line), fence.at.end.offset);
  const open = /^(`{3,}|~{3,})/.exec(source.text.slice(fence.at.start.offset))?.[0] ?? '```';
  const close = /(?:^|[\s>])([`~]{3,})[ \t]*$/.exec(last)?.[1] ?? '';
  const closed = fence.at.end.line > fence.at.start.line && close.startsWith(open);
  if (closed) return undefined;
  const { offset } = fence.at.start;
  return { at: source.span(offset, offset + open.length + (fence.code.lang?.length ?? 0)), marks: open };
}

/** Warns of a block that nothing closes. */
export function unclosed(fence: Fence, source: SourceText): Diagnostic | undefined {
  const opening = unclosedAt(fence, source);
  if (opening === undefined) return undefined;
  return unclosedFence({
    at: opening.at,
    label: 'everything after it is taken for YAML',
    help: `end the block with a line that holds ${opening.marks} and nothing else`,
  });
}

/** Warns of a block that is passed over because its language is misspelt. */
export function misspelled(at: Span): Diagnostic {
  return misspeltFence({ at, label: 'passed over', help: `write \`${fenceWord}\``, expected: [fenceWord] });
}
