// The body of a lesson's page: from the Markdown of the lesson to HTML in which nothing can run.
import type { Element, ElementContent, Root } from 'hast';
import rehypeRaw from 'rehype-raw';
import rehypeSanitize, { defaultSchema, type Options as Schema } from 'rehype-sanitize';
import rehypeStringify from 'rehype-stringify';
import remarkFrontmatter from 'remark-frontmatter';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import remarkRehype from 'remark-rehype';
import { unified } from 'unified';
import { changeCodeBlocks } from './code-blocks.ts';
import { type Heading, nameHeadings, type Passage, passagesOf } from './headings.ts';
import { markdownOf, type SiteLesson, type Targets } from './lesson.ts';
import { changeLinks, type DeadLink } from './links.ts';
import { siteTexts } from './site-texts.ts';
import { element, isBlank, isElement, replaceElements } from './tree.ts';

/** What the Markdown of a lesson became. */
export interface Body {
  readonly html: string;
  readonly headings: readonly Heading[];
  readonly passages: readonly Passage[];
  readonly dead: readonly DeadLink[];
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

const toHtml = unified()
  .use(remarkParse)
  .use(remarkGfm)
  .use(remarkFrontmatter)
  .use(remarkRehype, { allowDangerousHtml: true })
  .use(rehypeRaw)
  .use(rehypeSanitize, schema)
  .freeze();

/** Prints drawings as they are: no other HTML is left unread by then. */
const printer = unified().use(rehypeStringify, { allowDangerousHtml: true }).freeze();

/** The ways of packets on a drawing, each a group of its own. */
const walks = /<g id="([^"]*)" class="netgen-drawn walk">\n([\s\S]*?)<\/g>\n/g;

/** A drawing of the outputs in a page, without its style: that of all drawings is a stylesheet of the site. `part`: a way on it, above the drawing that the page has already. */
function figureOf(svg: string, part: string, alt: string): Element | undefined {
  if (part === '') {
    const value = svg
      .replace(/<style>[\s\S]*?<\/style>\n/, '')
      .replace(walks, '')
      .trimEnd();
    return element('figure', { className: ['drawing'], tabIndex: 0 }, [{ type: 'raw', value }]);
  }
  const [, , walk] = [...svg.matchAll(walks)].find(([, id]) => id === part) ?? [];
  const [, base, width, height] =
    /<svg [^>]*aria-labelledby="(\S*)-title [^>]* width="(\d+)" height="(\d+)"/.exec(svg) ?? [];
  if (walk === undefined || base === undefined) return undefined;
  const shape = {
    className: ['netgen-diagram'],
    role: 'img',
    ariaLabel: alt,
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
  };
  const shown = element('g', { className: ['netgen-drawn', 'walk', 'shown'] }, [{ type: 'raw', value: walk }]);
  const drawn = element('svg', shape, [element('use', { href: `#${base}-base` }), shown]);
  return element('figure', { className: ['drawing', 'walked'], tabIndex: 0 }, [drawn]);
}

function wrapTables(tree: Root, label: string): void {
  let number = 0;
  replaceElements(tree, (node) => {
    if (node.tagName !== 'table') return undefined;
    number += 1;
    const properties = { className: ['table'], tabIndex: 0, role: 'region', ariaLabel: `${label} ${number}` };
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

/** Renders the Markdown page of a lesson. */
export function renderBody(lesson: SiteLesson, targets: Targets): Body {
  const texts = siteTexts[lesson.language];
  const tree = toHtml.runSync(toHtml.parse(markdownOf(lesson)));
  const drawings = new Map(
    lesson.files.filter(({ path }) => path.endsWith('.svg')).map(({ path, text }) => [path, text]),
  );
  const dead = changeLinks(tree, lesson, targets, (path, part, alt) => {
    const svg = drawings.get(path);
    return svg === undefined ? undefined : figureOf(svg, part, alt);
  });
  freeDrawings(tree);
  changeCodeBlocks(tree, texts);
  wrapTables(tree, texts.table);
  const headings = nameHeadings(tree, texts);
  return { html: printer.stringify(tree), headings, passages: passagesOf(tree), dead };
}
