// Reads a page as tests: its examples, and what each must give. docs/diagnostics/README.md is the format.
import type { Code, Heading, Root, RootContent } from 'mdast';
import { toString as textOf } from 'mdast-util-to-string';
import remarkParse from 'remark-parse';
import { unified } from 'unified';

/** A page of examples. */
export interface Spec {
  /** The first heading. */
  readonly title: string;
  /** The first block quote, on one line. */
  readonly quote: string;
  readonly cases: readonly Case[];
}

/** One example and what it must give. */
export interface Case {
  /** The headings it stands under, without the page's own. */
  readonly section: readonly string[];
  /** Unique on the page. */
  readonly name: string;
  /** The tutorials to compile: nearly always one, `tutorial.md`. */
  readonly input: readonly InputFile[];
  readonly expectations: readonly Expectation[];
}

/** A tutorial of an example. */
export interface InputFile {
  readonly file: string;
  bytes: Uint8Array;
  /** The blocks, where it is made of `topology` fences. */
  readonly blocks?: string[];
  /** Its evidence.json. */
  evidence?: string;
}

export const expectationLanguages = ['diagnostics', 'plan', 'commands'] as const;
export type ExpectationLanguage = (typeof expectationLanguages)[number];

export interface Expectation {
  readonly language: ExpectationLanguage;
  readonly text: string;
  /** The step that it is about, from 0: of the block above it. Undefined: of the last one of a tutorial that stands in one fence. */
  readonly step: number | undefined;
  /** The whole fence, as offsets into the page. */
  readonly from: number;
  readonly to: number;
}

const isExpectation = (lang: string): lang is ExpectationLanguage =>
  expectationLanguages.some((language) => language === lang);

/** `\xFF` is that byte, `\x61*5000` five thousand of it. */
function unescapeBytes(text: string): Uint8Array {
  const pieces = text.split(/(\\x[0-9A-Fa-f]{2}(?:\*\d+)?)/).map((piece) => {
    const byte = /^\\x([0-9A-Fa-f]{2})(?:\*(\d+))?$/.exec(piece);
    if (byte === null) return Buffer.from(piece);
    return Buffer.alloc(Number(byte[2] ?? 1), Number.parseInt(byte[1] ?? '', 16));
  });
  return Buffer.concat(pieces);
}

/** A tutorial of these blocks and nothing else. */
const tutorialOf = (blocks: readonly string[]): Uint8Array =>
  Buffer.from(blocks.map((block) => `\`\`\`topology\n${block}\n\`\`\`\n`).join('\n'));

/** The tutorial that a fence stands for; undefined if it is none. */
function readInput({ lang, meta, value }: Code): InputFile | undefined {
  const file = 'tutorial.md';
  if (lang === 'topology') return { file, bytes: tutorialOf([value]), blocks: [value] };
  if (lang !== 'markdown') return undefined;
  if (meta === 'escaped') return { file, bytes: unescapeBytes(`${value}\n`) };
  return { file: meta?.endsWith('.md') ? meta : file, bytes: Buffer.from(`${value}\n`) };
}

function readExpectation({ lang, value, position }: Code, step: number | undefined): Expectation | undefined {
  if (!lang || !isExpectation(lang) || position === undefined) return undefined;
  return { language: lang, text: value, step, from: position.start.offset ?? 0, to: position.end.offset ?? 0 };
}

/** The headings above something, outermost first. */
class Outline {
  private readonly headings: Heading[] = [];

  enter(heading: Heading): void {
    while ((this.headings.at(-1)?.depth ?? 0) >= heading.depth) this.headings.pop();
    this.headings.push(heading);
  }

  get section(): string[] {
    return this.headings.filter(({ depth }) => depth > 1).map((heading) => textOf(heading));
  }
}

/** Tutorials with names of their own, one after the other, are compiled together. */
function continues({ input, expectations }: Case, { file }: InputFile): boolean {
  return expectations.length === 0 && input.every((other) => other.file !== file);
}

/** True if a block goes on with the lab of the example above it: that one names a lab, and this one names none. */
function isNextStep(example: Case | undefined, { blocks: [block] = [] }: InputFile): boolean {
  const [first] = example?.input.at(-1)?.blocks ?? [];
  return first !== undefined && block !== undefined && /^lab:/m.test(first) && !/^lab:/m.test(block);
}

function readCases(children: readonly RootContent[]): Case[] {
  const cases: (Case & { input: InputFile[]; expectations: Expectation[] })[] = [];
  const outline = new Outline();
  let current: (typeof cases)[number] | undefined;
  for (const child of children) {
    if (child.type === 'heading') {
      outline.enter(child);
      current = undefined;
    }
    if (child.type !== 'code') continue;
    const input = readInput(child);
    const line = child.position?.start.line ?? 0;
    const last = current?.input.at(-1);
    if (last !== undefined && child.lang === 'json' && child.meta === 'evidence') last.evidence = child.value;
    if (last?.blocks !== undefined && input !== undefined && isNextStep(current, input)) {
      last.blocks.push(child.value);
      last.bytes = tutorialOf(last.blocks);
    } else if (input !== undefined) {
      const { section } = outline;
      const name = `${section.join(' > ')} (line ${line})`;
      if (current === undefined || !continues(current, input)) {
        current = { section, name, input: [], expectations: [] };
        cases.push(current);
      }
      current.input.push(input);
    }
    const expectation = readExpectation(child, last?.blocks && last.blocks.length - 1);
    if (expectation === undefined) continue;
    if (current === undefined)
      throw new Error(`line ${line}: a ${expectation.language} fence without an input above it`);
    current.expectations.push(expectation);
  }
  return cases;
}

/** Reads a page. */
export function readSpec(text: string): Spec {
  const root: Root = unified().use(remarkParse).parse(text);
  const heading = root.children.find((child) => child.type === 'heading');
  const quote = root.children.find((child) => child.type === 'blockquote');
  return {
    title: heading ? textOf(heading) : '',
    quote: quote ? textOf(quote).replace(/\s+/g, ' ') : '',
    cases: readCases(root.children),
  };
}
