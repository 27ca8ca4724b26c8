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
const fenceInFence = defineDiagnostic('fence-in-fence', 'fence that is not closed before the next one');
const misspeltFence = defineDiagnostic('misspelt-fence', 'fence whose language looks like topology', 'warning');

export interface Fence {
  readonly code: Code;
  readonly at: Span;
  /** The text of the nearest heading above, if there is one. */
  readonly heading: string | undefined;
  readonly child: number;
}

export interface ConsoleFence extends Fence {
  /** How many topology fences stand before it. */
  readonly after: number;
}

export interface RunningFence {
  readonly fence: Fence;
  /** The opening of the next one: its marks and its word. */
  readonly next: Span;
  readonly marks: string;
}

export interface Fences {
  readonly topology: readonly Fence[];
  readonly console: readonly ConsoleFence[];
  /** Fences that hold the opening of another one. */
  readonly running: readonly RunningFence[];
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
  const running: RunningFence[] = [];
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
    const fence = { code: node, at, heading, child };
    const runs = runsInto(fence, source);
    if (runs !== undefined) running.push(runs);
    else if (language === fenceWord) topology.push(fence);
    else if (language === consoleWord) consoles.push({ ...fence, after: topology.length });
    else if (isNearlyTopology(language)) misspelt.push(wordAt(source, at, language));
  }
  return { topology, console: consoles, running, misspelt, firstHeading };
}

/** The marks that open a fence; none in code that is indented. */
const marksOf = ({ at }: Fence, source: SourceText): string | undefined =>
  /^(`{3,}|~{3,})/.exec(source.text.slice(at.start.offset, at.end.offset))?.[0];

/** The next fence, where this one holds its opening, and so lacks its end. Only a fence that netgen does not read may show others. */
function runsInto(fence: Fence, source: SourceText): RunningFence | undefined {
  const { lang, value } = fence.code;
  const marks = /`{3}|~{3}/.test(value) ? marksOf(fence, source) : undefined;
  if (marks === undefined) return undefined;
  const isRead = lang === fenceWord || lang === consoleWord;
  for (const [index, line] of value.split('\n').entries()) {
    const [opening, open = '', word = ''] = /^ {0,3}(`{3,}|~{3,})[ \t]*([A-Za-z][\w-]*)/.exec(line) ?? [];
    if (opening === undefined || !(isRead || word === fenceWord)) continue;
    // With other marks, output and examples may show fences.
    if (lang !== fenceWord && !open.startsWith(marks)) continue;
    const number = fence.at.start.line + 1 + index;
    const from = source.lineStart(number) + source.line(number).indexOf(opening.trimStart());
    return { fence, next: source.span(from, from + opening.trimStart().length), marks };
  }
  return undefined;
}

/** Reports a fence that runs into the next one. */
export function unclosedBefore({ fence, next, marks }: RunningFence, source: SourceText): Diagnostic {
  const { offset } = fence.at.start;
  return fenceInFence({
    at: source.span(offset, offset + marks.length + (fence.code.lang?.length ?? 0)),
    label: 'takes in the next fence',
    related: [{ at: next, label: 'opened here' }],
    help: `end it above that one with a line that holds ${marks} and nothing else`,
  });
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
  const open = marksOf(fence, source) ?? '```';
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
