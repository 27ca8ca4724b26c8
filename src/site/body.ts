// The body of a lesson's page: from the Markdown of the lesson to HTML in which nothing can run.
import type { Element, ElementContent, Root } from 'hast';
import rehypeRaw from 'rehype-raw';
import rehypeSanitize, { defaultSchema, type Options as Schema } from 'rehype-sanitize';
import rehypeStringify from 'rehype-stringify';
import remarkRehype from 'remark-rehype';
import { unified } from 'unified';
import { changeCodeBlocks } from './code-blocks.ts';
import { drawingOf } from './drawing.ts';
import { type Heading, nameHeadings, type Passage, passagesOf } from './headings.ts';
import type { DeadLink, SiteLesson } from './lesson.ts';
import { changeLinks, type Targets } from './links.ts';
import { readPage } from './read-page.ts';
import { element, isBlank, isElement, replaceElements } from './tree.ts';
import { type SiteWords, siteWords } from './words.ts';

/** What the Markdown of a lesson became. */
export interface Body {
  readonly html: string;
  readonly headings: readonly Heading[];
  readonly passages: readonly Passage[];
  readonly dead: readonly DeadLink[];
  /** The styles that the drawings of the page ask for. */
  readonly styles: readonly string[];
}

/** What GitHub lets through, without names that an author could give to an element: only those of footnotes. */
const schema: Schema = {
  ...defaultSchema,
  clobberPrefix: '',
  attributes: {
    ...defaultSchema.attributes,
    '*': (defaultSchema.attributes?.['*'] ?? []).filter((name) => name !== 'id' && name !== 'name'),
    li: [['id', /^user-content-fn-/]],
    a: [...(defaultSchema.attributes?.['a'] ?? []), ['id', /^user-content-fnref-/]],
    h2: [
      ['id', 'footnote-label'],
      ['className', 'sr-only'],
    ],
  },
};

const toHtml = unified().use(remarkRehype, { allowDangerousHtml: true }).use(rehypeRaw).use(rehypeSanitize, schema);

const printer = unified().use(rehypeStringify);

/** Wide tables scroll within themselves. */
function wrapTables(tree: Root, words: SiteWords): void {
  let number = 0;
  replaceElements(tree, (node) => {
    if (node.tagName !== 'table') return undefined;
    number += 1;
    const properties = { className: ['table'], tabIndex: 0, role: 'region', ariaLabel: `${words.table} ${number}` };
    return [element('div', properties, [node])];
  });
}

/** A drawing is a block of its own: the paragraph that held it goes, or is parted. */
function freeDrawings(tree: Root): void {
  replaceElements(tree, (node) => {
    if (node.tagName !== 'p' || !node.children.some((child) => isElement(child, 'figure'))) return undefined;
    const parts: ElementContent[] = [];
    for (const child of node.children) {
      const last = parts.at(-1);
      if (isElement(child, 'figure')) parts.push(child);
      else if (isElement(last, 'p')) last.children.push(child);
      else if (!isBlank(child)) parts.push(element('p', {}, [child]));
    }
    return parts;
  });
}

/** The page of the lesson as it is in the outputs. */
function markdownOf({ name, files }: SiteLesson): string {
  return files.find(({ path }) => path === `${name}/tutorial.md`)?.text ?? '';
}

/** Renders the Markdown page of a lesson. */
export function renderBody(lesson: SiteLesson, targets: Targets): Body {
  const words = siteWords[lesson.language];
  const tree = toHtml.runSync(readPage(markdownOf(lesson)));
  const drawings = new Map(lesson.files.filter(({ path }) => path.endsWith('.svg')).map((file) => [file.path, file]));
  const styles: string[] = [];
  const draw = (path: string, alt: string): Element | undefined => {
    const file = drawings.get(path);
    if (file === undefined) return undefined;
    const drawing = drawingOf(file.text, `d${styles.length}-`, alt);
    styles.push(drawing.style);
    return drawing.figure;
  };
  const dead = changeLinks(tree, lesson, targets, draw);
  freeDrawings(tree);
  changeCodeBlocks(tree, words);
  wrapTables(tree, words);
  const headings = nameHeadings(tree, words);
  return { html: printer.stringify(tree), headings, passages: passagesOf(tree), dead, styles };
}
