// A Markdown file becomes a tutorial.
import type { Root } from 'mdast';
import remarkFrontmatter from 'remark-frontmatter';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { type Diagnostic, defineDiagnostic, hasErrors } from '../diagnostics/diagnostic.ts';
import { sortDiagnostics } from '../diagnostics/sort.ts';
import type { Span } from '../diagnostics/span.ts';
import { decode } from './decode.ts';
import { FenceText } from './fence-text.ts';
import { type Fence, fenceWord, findFences, isNearlyTopology, misspelled, unclosed, unclosedBefore } from './fences.ts';
import { readFrontMatter } from './front-matter.ts';
import { checkLimits, fileTooLarge, maxBytes } from './limits.ts';
import { readTranscripts } from './read-transcripts.ts';
import { readYaml } from './read-yaml.ts';
import { SourceText } from './source-text.ts';
import type { Block, Tutorial, UnreadBlock } from './tutorial.ts';
import { checkName, tutorialName } from './tutorial-name.ts';

const notUtf8 = defineDiagnostic('not-utf8', 'file is not UTF-8 text');
const noTopology = defineDiagnostic('no-topology', 'no topology block in this file', 'note');

/** What reading gives. The tutorial holds the blocks that could be read, so that later phases report on those at once. */
export interface TutorialRead {
  /** Missing where there is nothing to go on with: not text, over a limit, or without a topology block. */
  readonly tutorial?: Tutorial;
  readonly diagnostics: Diagnostic[];
}

const markdown = unified().use(remarkParse).use(remarkFrontmatter).freeze();

/** A fence that opens with the word, whatever stands before it. Most Markdown files have none and are not parsed. */
const topologyFence = /(?:`{3}|~{3})[ \t]*topology(?!\S)/;
const anyFence = /(?:^|[ \t>])(?:`{3,}|~{3,})[ \t]*([A-Za-z]{6,10})(?![^\s])/gm;

/** Reads a Markdown file: decoding, limits, front matter, topology fences and their YAML. `file` is the path to show. */
export function readTutorial(file: string, bytes: Uint8Array): TutorialRead {
  if (bytes.length > maxBytes) return { diagnostics: [tooLarge(file)] };
  const decoded = decode(bytes);
  if (!decoded.ok) return { diagnostics: [badByte(new SourceText(file, decoded.before), decoded.byte)] };
  const source = new SourceText(file, decoded.text);
  if (!topologyFence.test(source.text)) return { diagnostics: [noBlock(source)] };
  const limit = checkLimits(source);
  if (limit) return { diagnostics: [limit] };
  return readTree(source, markdown.parse(source.text));
}

function readTree(source: SourceText, tree: Root): TutorialRead {
  const fences = findFences(tree, source);
  if (fences.topology.length + fences.running.length === 0) return { diagnostics: [noBlock(source)] };
  const frontMatter = readFrontMatter(tree, source);
  const name = tutorialName(source.file);
  const title = frontMatter.title || fences.firstHeading || name;
  const diagnostics = [...checkName(source), ...frontMatter.diagnostics, ...fences.misspelt.map(misspelled)];
  const blocks: Block[] = [];
  const unread: UnreadBlock[] = fences.running.map(({ fence }) => unreadBlock(fence));
  for (const fence of fences.running) diagnostics.push(unclosedBefore(fence, source));
  for (const problem of readTranscripts(fences.console, 0, source).diagnostics) diagnostics.push(problem);
  for (const [index, fence] of fences.topology.entries()) {
    const read = readBlock(fence, source, title);
    const shown = readTranscripts(fences.console, index + 1, source);
    // Not all at once: a call takes a hundred thousand arguments and no more.
    for (const diagnostic of read.diagnostics) diagnostics.push(diagnostic);
    for (const diagnostic of shown.diagnostics) diagnostics.push(diagnostic);
    if (read.block) blocks.push({ ...read.block, transcripts: shown.transcripts });
    else unread.push(unreadBlock(fence));
  }
  const tutorial: Tutorial = {
    file: source.file,
    name,
    text: source.text,
    title,
    description: frontMatter.description ?? '',
    language: frontMatter.language ?? 'en',
    tree,
    blocks,
    unread,
  };
  return { tutorial, diagnostics: sortDiagnostics(diagnostics) };
}

interface BlockRead {
  readonly block?: Omit<Block, 'transcripts'>;
  readonly diagnostics: readonly Diagnostic[];
}

function readBlock(fence: Fence, source: SourceText, title: string): BlockRead {
  const { content, diagnostics } = readYaml(new FenceText(source, fence.code.value, fence.at.start.line));
  const open = unclosed(fence, source);
  const all = open ? [open, ...diagnostics] : diagnostics;
  if (content === undefined || hasErrors(diagnostics)) return { diagnostics: all };
  return {
    block: { at: fence.at, heading: fence.heading ?? title, child: fence.child, content },
    diagnostics: all,
  };
}

function unreadBlock({ at, code }: Fence): UnreadBlock {
  const lab = /^[ \t{]*lab:[ \t]+["']?([A-Za-z][\w-]*)/m.exec(code.value)?.[1];
  return lab === undefined ? { at } : { at, lab };
}

function tooLarge(file: string): Diagnostic {
  const source = new SourceText(file, '');
  const help = `split it into tutorials of at most ${maxBytes / 1024} KiB`;
  return fileTooLarge({ at: source.span(0, 0), label: `more than ${maxBytes / 1024} KiB`, help });
}

function badByte(before: SourceText, byte: number): Diagnostic {
  const end = before.text.length;
  const label = `byte 0x${byte.toString(16).toUpperCase().padStart(2, '0')} is not UTF-8`;
  const { start } = before.span(end, end);
  // The character that could not be read is shown as one.
  const at: Span = { file: before.file, start, end: { ...start, column: start.column + 1, offset: start.offset + 1 } };
  return notUtf8({ at, label, help: 'save the file with the encoding UTF-8' });
}

function noBlock(source: SourceText): Diagnostic {
  const misspelt = findMisspelt(source);
  const help = `describe a lab in a fence that begins with \`\`\`${fenceWord}`;
  if (misspelt === undefined) {
    return noTopology({ at: source.span(0, source.line(1).length), label: 'nothing to build here', help });
  }
  return noTopology({ at: misspelt, label: 'looks like it', help: `write \`${fenceWord}\``, expected: [fenceWord] });
}

/** The first word after a fence that is nearly `topology`, without parsing the file. */
function findMisspelt(source: SourceText): Span | undefined {
  for (const { 0: opening, 1: word = '', index } of source.text.matchAll(anyFence)) {
    const end = index + opening.length;
    if (isNearlyTopology(word)) return source.span(end - word.length, end);
  }
  return undefined;
}
