// Where the links and pictures of a lesson lead in the site.
import type { Element, ElementContent, Root } from 'hast';
import { type DeadLink, pagePath, type SiteLesson } from './lesson.ts';
import { folderOf, linkFrom, normalise } from './paths.ts';
import { element, replaceElements } from './tree.ts';

/** What a lesson can link to. */
export interface Targets {
  /** Lessons by the path of their tutorial. */
  readonly bySource: ReadonlyMap<string, SiteLesson>;
  /** Where each file of the outputs is found in the site. */
  readonly places: ReadonlyMap<string, string>;
}

const scheme = /^[a-z][a-z0-9+.-]*:/i;

/** The text of an address, decoded; undefined if it is none. */
function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

/** The place in the site of what a lesson calls `path`: one of its files, or of the tutorials beside it. */
function placeOf(path: string, lesson: SiteLesson, { bySource, places }: Targets): string | undefined {
  const name = decoded(path);
  if (name === undefined) return undefined;
  const output = normalise(`${lesson.name}/${name}`);
  const known = output === undefined ? undefined : places.get(output);
  if (known !== undefined) return known;
  const tutorial = bySource.get(normalise(folderOf(lesson.source) + name) ?? '');
  return tutorial && pagePath(tutorial);
}

/** The address in the page, or undefined for one that leads nowhere. */
function changed(href: string, lesson: SiteLesson, targets: Targets): string | undefined {
  if (href.startsWith('#') || scheme.test(href)) return href;
  const [, path = '', rest = ''] = /^([^?#]*)(.*)$/s.exec(href) ?? [];
  if (path === '' || path.startsWith('//')) return undefined;
  const place = placeOf(path, lesson, targets);
  return place === undefined ? undefined : linkFrom(pagePath(lesson), place) + rest;
}

/** A picture from elsewhere would be a request to elsewhere: it becomes a link. One that is not in the site, its words. */
function pictureAsText({ properties }: Element): ElementContent[] {
  const alt = String(properties['alt'] ?? '');
  const src = String(properties['src'] ?? '');
  if (/^https?:/i.test(src)) return [element('a', { href: src, rel: ['noreferrer'] }, [alt || src])];
  return [element('em', {}, [alt || src])];
}

/**
 * Points the links of a lesson's tree to the places in the site; what leads nowhere becomes text. `draw` gives the drawing
 * for a picture that is a file of the outputs.
 */
export function changeLinks(
  tree: Root,
  lesson: SiteLesson,
  targets: Targets,
  draw: (path: string, alt: string) => Element | undefined,
): DeadLink[] {
  const dead: DeadLink[] = [];
  replaceElements(tree, (node) => {
    const { tagName, properties } = node;
    if (tagName === 'img') {
      const src = String(properties['src'] ?? '');
      const output = scheme.test(src) ? undefined : normalise(`${lesson.name}/${decoded(src) ?? ''}`);
      const drawing = output === undefined ? undefined : draw(output, String(properties['alt'] ?? ''));
      if (drawing === undefined && !/^https?:/i.test(src)) dead.push({ source: lesson.source, target: src });
      return drawing === undefined ? pictureAsText(node) : [drawing];
    }
    if (tagName !== 'a' || properties['href'] === undefined) return undefined;
    const href = String(properties['href']);
    const place = changed(href, lesson, targets);
    if (place === undefined) {
      dead.push({ source: lesson.source, target: href });
      return node.children;
    }
    properties['href'] = place;
    if (/^https?:/i.test(place)) properties['rel'] = ['noreferrer'];
    return undefined;
  });
  return dead;
}
