// Reads the Markdown of a page, passage by passage: while its author works, most passages are those of before.
import type { Root, RootContent } from 'mdast';
import remarkFrontmatter from 'remark-frontmatter';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { LruCache } from '../lru-cache.ts';

const parser = unified().use(remarkParse).use(remarkGfm).use(remarkFrontmatter);

/** What ends all that is open before it, after a blank line: not an item of a list, which may go on, nor what could be front matter. */
const beginning = /^(?![-*+>]|\d+[.)])\S/;
const blank = /^[ \t]*$/;
/** Where HTML may begin: in a list too, so anywhere in a line. */
const html = /<[A-Za-z/]/;
/** HTML that does not end at a blank line (CommonMark 4.6, the first five kinds). */
const lasting = /<(?:script|pre|style|textarea|[!?])/i;
const opening = /^( {0,3})(`{3,}|~{3,})([^`]*)$/;
const closing = /^( *)(`{3,}|~{3,})[ \t]*$/;
const frontMatter = /^---[ \t]*$/;

interface Fence {
  readonly indent: number;
  readonly mark: string;
}

/** The fence that a line opens. */
function opened(line: string): Fence | undefined {
  const [, { length: indent } = '', mark] = opening.exec(line) ?? [];
  return mark === undefined ? undefined : { indent, mark };
}

/** True for a line that ends the fence, if it is not indented too far. */
function closes(line: string, { mark }: Fence): boolean {
  const [, , end = ''] = closing.exec(line) ?? [];
  return end[0] === mark[0] && end.length >= mark.length;
}

const indentOf = (line: string): number => line.length - line.trimStart().length;

/** Walks over lines and knows where nothing is open that what comes could belong to. */
class Walk {
  #fence: Fence | undefined;
  /** HTML may go on until the next blank line. */
  #html = false;
  #blank = true;

  /** True if a passage begins at this line, false if not, undefined where that cannot be told by looking at lines. */
  next(line: string): boolean | undefined {
    if (this.#fence !== undefined) return this.#inFence(line, this.#fence);
    const begins = this.#blank && beginning.test(line);
    this.#blank = blank.test(line);
    if (this.#blank) this.#html = false;
    // A definition counts for all of the page; the other kinds of HTML, and fences in lists and quotations, end who knows where.
    if (line.includes(']:') || lasting.test(line)) return undefined;
    if (/```|~~~/.test(line)) {
      this.#fence = this.#html ? undefined : opened(line);
      return this.#fence === undefined ? undefined : begins;
    }
    this.#html ||= html.test(line);
    return begins;
  }

  #inFence(line: string, fence: Fence): false | undefined {
    // A fence that is indented may be in a list, and end with it.
    if (!blank.test(line) && indentOf(line) < fence.indent) return undefined;
    if (closes(line, fence)) {
      if (indentOf(line) > 3) return undefined;
      this.#fence = undefined;
      this.#blank = false;
    }
    return false;
  }
}

/** The number of lines of the front matter; undefined if it does not end: then remark reads all of the page otherwise. */
function frontMatterEnd([first = '', ...lines]: readonly string[]): number | undefined {
  if (!frontMatter.test(first)) return 0;
  const end = lines.findIndex((line) => frontMatter.test(line));
  return end === -1 ? undefined : end + 2;
}

/**
 * Parts a page so that its parts can be read one by one and mean what they mean in the whole; where that is not sure, it stays
 * whole.
 */
export function passagesIn(text: string): string[] {
  const lines = text.split('\n');
  const walk = new Walk();
  const passages: string[] = [];
  const from = frontMatterEnd(lines);
  if (from === undefined) return [text];
  let start = 0;
  for (let index = from; index < lines.length; index += 1) {
    const begins = walk.next(lines[index] ?? '');
    if (begins === undefined) return [text];
    if (begins && index > start) {
      passages.push(`${lines.slice(start, index).join('\n')}\n`);
      start = index;
    }
  }
  return [...passages, lines.slice(start).join('\n')];
}

const known = new LruCache<readonly RootContent[]>(5_000);

const readPassage = (passage: string) => known.get(passage, () => parser.parse(passage).children);

/** The tree of a page. Its nodes belong to others too and must not be changed; their places are those in their passage. */
export function readPage(text: string): Root {
  return {
    type: 'root',
    children: text.includes('\r') ? parser.parse(text).children : passagesIn(text).flatMap(readPassage),
  };
}
