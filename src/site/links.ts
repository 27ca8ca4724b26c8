// Where the links and pictures of a lesson lead in the site.
import type { Element, ElementContent, Root } from 'hast';
import { pagePath, type SiteLesson, type Targets } from './lesson.ts';
import { element, replaceElements } from './tree.ts';

/** A relative link of a lesson that leads to nothing in the site: it is shown as text. */
export interface DeadLink {
  readonly source: string;
  readonly target: string;
}

/** `a/./b/../c` → `a/c`; undefined if it leads out of the site, or is not relative. */
export function normalise(path: string): string | undefined {
  if (path.startsWith('/')) return undefined;
  const names: string[] = [];
  for (const name of path.split('/')) {
    if (name === '' || name === '.') continue;
    if (name !== '..') names.push(name);
    else if (names.pop() === undefined) return undefined;
  }
  return names.join('/');
}

/** From one page to another file, both from the site's folder: as a link, with what a link may not hold encoded. */
export function linkFrom(page: string, target: string): string {
  const from = page.split('/').slice(0, -1);
  const to = target.split('/');
  let shared = 0;
  while (shared < from.length && shared < to.length - 1 && from[shared] === to[shared]) shared += 1;
  return [...from.slice(shared).map(() => '..'), ...to.slice(shared).map(encodeURIComponent)].join('/');
}

const scheme = /^[a-z][a-z0-9+.-]*:/i;
const web = /^https?:/i;

/** The path that a link of the lesson means, from the folder of `base`; undefined if it is none. */
function pathOf(link: string, base: string): string | undefined {
  try {
    return normalise(base.slice(0, base.lastIndexOf('/') + 1) + decodeURIComponent(link));
  } catch {
    return undefined; // a `%` that is no character
  }
}

/** The address in the page, or undefined for one that leads nowhere: links lead to files of the lesson, or to the tutorials beside its own. */
function changed(href: string, lesson: SiteLesson, { bySource, places }: Targets): string | undefined {
  if (href.startsWith('#') || scheme.test(href)) return href;
  const [, path = '', rest = ''] = /^([^?#]*)(.*)$/s.exec(href) ?? [];
  if (path === '' || path.startsWith('/')) return undefined;
  const tutorial = bySource.get(pathOf(path, lesson.source) ?? '');
  const place = places.get(pathOf(path, pagePath(lesson)) ?? '') ?? (tutorial && pagePath(tutorial));
  return place === undefined ? undefined : linkFrom(pagePath(lesson), place) + rest;
}

/** Points a lesson's links to places in the site; what leads nowhere becomes text. `draw` gives the drawing for a picture, or for a part of one. */
export function changeLinks(
  tree: Root,
  lesson: SiteLesson,
  targets: Targets,
  draw: (path: string, part: string, alt: string) => Element | undefined,
): DeadLink[] {
  const dead: DeadLink[] = [];
  const toNothing = (target: string) => dead.push({ source: lesson.source, target });
  const picture = (src: string, alt: string): ElementContent => {
    const [path = '', part = ''] = src.split('#');
    const drawing = scheme.test(src) ? undefined : draw(pathOf(path, pagePath(lesson)) ?? '', part, alt);
    if (drawing !== undefined) return drawing;
    // A picture from elsewhere would be a request to elsewhere: it becomes a link.
    if (web.test(src)) return element('a', { href: src, rel: ['noreferrer'] }, [alt || src]);
    toNothing(src);
    return element('em', {}, [alt || src]);
  };
  replaceElements(tree, ({ tagName, properties, children }) => {
    if (tagName === 'img') return [picture(String(properties['src'] ?? ''), String(properties['alt'] ?? ''))];
    if (tagName !== 'a' || properties['href'] === undefined) return undefined;
    const href = String(properties['href']);
    const place = changed(href, lesson, targets);
    if (place === undefined) {
      toNothing(href);
      return children;
    }
    properties['href'] = place;
    if (web.test(place)) properties['rel'] = ['noreferrer'];
    return undefined;
  });
  return dead;
}
