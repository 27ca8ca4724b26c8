// Headings: names to link to, the contents of a page, and the passages that search finds.
import type { Element, Nodes, Root } from 'hast';
import { toString as textOf } from 'mdast-util-to-string';
import type { SiteTexts } from './site-texts.ts';
import { classesOf, element, isElement } from './tree.ts';

export interface Heading {
  readonly id: string;
  readonly text: string;
  readonly depth: number;
}

/** A stretch of a page, from one heading to the next. */
export interface Passage {
  /** Empty for what stands before the first heading with a name. */
  readonly id: string;
  readonly heading: string;
  readonly text: string;
}

const levels = ['h1', 'h2', 'h3', 'h4'];

/** The name that GitHub gives a heading, so that what authors link to is there: lower case, without punctuation. */
function slugOf(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
    .replaceAll(' ', '-');
}

/** Gives every heading of a page its name and a link to itself; gives the headings of the contents. */
export function nameHeadings(tree: Root, words: SiteTexts): Heading[] {
  const used = new Map<string, number>();
  const named: Heading[] = [];
  for (const node of tree.children) {
    if (!isElement(node, ...levels)) continue;
    const text = textOf(node).trim();
    const slug = slugOf(text) || 'section';
    const times = used.get(slug) ?? 0;
    used.set(slug, times + 1);
    const id = times === 0 ? slug : `${slug}-${times}`;
    const depth = Number(node.tagName.slice(1));
    node.properties['id'] = id;
    if (depth > 1) node.children.push(anchorTo(id, words));
    named.push({ id, text, depth });
  }
  return named.filter(({ depth }) => depth === 2 || depth === 3);
}

function anchorTo(id: string, words: SiteTexts): Element {
  return element('a', { className: ['anchor'], href: `#${encodeURIComponent(id)}`, ariaLabel: words.anchor }, ['#']);
}

/** The text of a node for search: one line. */
function plainText(node: Nodes): string {
  if (isElement(node) && classesOf(node).includes('anchor')) return '';
  if (node.type === 'text') return node.value;
  return 'children' in node ? node.children.map(plainText).join(isElement(node, 'tr', 'ul', 'ol') ? ' ' : '') : '';
}

/** The passages of a page with named headings. */
export function passagesOf(tree: Root): Passage[] {
  const passages: { id: string; heading: string; texts: string[] }[] = [{ id: '', heading: '', texts: [] }];
  for (const node of tree.children) {
    const text = plainText(node).replace(/\s+/g, ' ').trim();
    if (isElement(node, ...levels)) passages.push({ id: String(node.properties['id']), heading: text, texts: [] });
    else if (text !== '') passages.at(-1)?.texts.push(text);
  }
  return passages
    .filter(({ heading, texts }) => heading !== '' || texts.length > 0)
    .map(({ id, heading, texts }) => ({ id, heading, text: texts.join(' ') }));
}
