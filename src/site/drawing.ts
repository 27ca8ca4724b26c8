// A drawing of the outputs inside a page: its shapes stay, its style moves into a stylesheet, and nothing in it can run.
import type { Element, Root } from 'hast';
import rehypeRaw from 'rehype-raw';
import rehypeSanitize, { type Options as Schema } from 'rehype-sanitize';
import { unified } from 'unified';
import { LruCache } from '../lru-cache.ts';
import { element, isElement, textOf } from './tree.ts';

/** A drawing ready for a page. */
export interface Drawing {
  readonly figure: Element;
  /** Its rules, for the stylesheet of the site; empty if it has none. Drawings of netgen name their own class in each rule. */
  readonly style: string;
}

/** What a drawing may hold: shapes and words. No script, no style, no foreign element, nothing that refers to anything. */
const schema: Schema = {
  tagNames: [
    'svg',
    'g',
    'title',
    'desc',
    'path',
    'rect',
    'circle',
    'ellipse',
    'line',
    'polyline',
    'polygon',
    'text',
    'tspan',
  ],
  attributes: {
    '*': [
      ...['id', 'className', 'role', 'ariaLabel', 'ariaLabelledBy', 'ariaDescribedBy', 'transform', 'viewBox'],
      ...['x', 'y', 'x1', 'y1', 'x2', 'y2', 'dx', 'dy', 'cx', 'cy', 'r', 'rx', 'ry', 'width', 'height', 'd', 'points'],
    ],
  },
  strip: ['script', 'style'],
  clobberPrefix: '',
};

const parser = unified().use(rehypeRaw);
const cleaner = unified().use(rehypeSanitize, schema);

const names = ['id', 'ariaLabelledBy', 'ariaDescribedBy'];

/** Gives every name in a drawing the prefix, where it is given and where it is meant. */
function prefixNames(node: Element, prefix: string): void {
  const { properties } = node;
  for (const name of names) {
    const value = properties[name];
    if (value === undefined) continue;
    properties[name] = [value]
      .flat()
      .join(' ')
      .replace(/\S+/g, (id) => prefix + id);
  }
  for (const child of node.children) if (isElement(child)) prefixNames(child, prefix);
}

function stylesIn(node: Root | Element): string[] {
  return node.children.flatMap((child) =>
    isElement(child, 'style') ? [textOf(child)] : isElement(child) ? stylesIn(child) : [],
  );
}

/** What an SVG file holds that may be in a page. */
interface Cleaned {
  readonly drawn: Element | undefined;
  readonly style: string;
}

function clean(svg: string, prefix: string): Cleaned {
  const raw = { type: 'root', children: [{ type: 'raw', value: svg }] } as unknown as Root;
  const parsed = parser.runSync(raw);
  // A stylesheet that loads another, or a picture, would ask for something beyond the site.
  const style = stylesIn(parsed)
    .join('\n')
    .replace(/@import[^;]*;|url\([^)]*\)/gi, '')
    .trim();
  const drawn = cleaner.runSync(parsed).children.find((child): child is Element => isElement(child, 'svg'));
  if (drawn === undefined) return { drawn, style: '' };
  prefixNames(drawn, prefix);
  drawn.properties['role'] ??= 'img';
  return { drawn, style: style && `${style}\n` };
}

const known = new LruCache<Cleaned>(200);

/** Puts an SVG file of the outputs into a page. `prefix` keeps its names apart from those of other drawings of the page. */
export function drawingOf(svg: string, prefix: string, alt: string): Drawing {
  const { drawn, style } = known.get(`${prefix} ${svg}`, () => clean(svg, prefix));
  if (drawn === undefined) return { figure: element('figure', { className: ['drawing'] }, [alt]), style };
  const named = drawn.properties['ariaLabelledBy'] !== undefined || alt === '';
  const properties = named ? drawn.properties : { ariaLabel: alt, ...drawn.properties };
  return { figure: element('figure', { className: ['drawing'], tabIndex: 0 }, [{ ...drawn, properties }]), style };
}
