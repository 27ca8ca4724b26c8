// Makes the static site: pages, an index and a search list in each language, the files of the lessons, and what all pages share.
import { text as liveScript } from '../../templates/site/client/live.ts?bundle';
import { text as searchScript } from '../../templates/site/client/search.ts?bundle';
import { text as siteScript } from '../../templates/site/client/site.ts?bundle';
import { text as icon } from '../../templates/site/icon.svg?text';
import { text as liveStyles } from '../../templates/site/style/live.css?bundle';
import { text as styles } from '../../templates/site/style/site.css?bundle';
import { style as drawingStyles } from '../outputs/drawing/svg.ts';
import type { Language } from '../source/tutorial.ts';
import { filesOfLesson, pagePath, type SiteFile, type SiteLesson } from './lesson.ts';
import type { DeadLink } from './links.ts';
import { indexPage, lessonPage } from './pages.ts';
import { Site, type SiteOptions } from './site.ts';

export { noticePage } from './pages.ts';
export { Site } from './site.ts';

/** The list that search looks through, as a script: a page opened from a disk may load no data. */
function searchList(site: Site, language: Language): SiteFile {
  const lessons = site.lessonsIn(language);
  const passages = lessons.flatMap((lesson) =>
    site.bodyOf(lesson).passages.map(({ id, heading, text }) => ({
      page: pagePath(lesson),
      id,
      title: lesson.title,
      heading,
      text,
    })),
  );
  const list = passages.map((passage) => JSON.stringify(passage)).join(',\n');
  return shared(searchPath(language), `self.netgenPassages = [\n${list}\n];\n`);
}

const searchPath = (language: Language): string => `assets/search-${language}.js`;

const shared = (path: string, text: string): SiteFile => ({ path, text, executable: false });

/** Each file of a site by its path, made when it is asked for. */
export function filesOf(site: Site): Map<string, () => SiteFile> {
  const files = new Map<string, () => SiteFile>();
  const scripts = { 'site.js': siteScript, 'search.js': searchScript };
  const fixed = { 'site.css': styles, 'drawings.css': `${drawingStyles}\n`, 'icon.svg': icon, ...scripts };
  for (const [name, text] of Object.entries(fixed)) files.set(`assets/${name}`, () => shared(`assets/${name}`, text));
  if (site.options.live !== undefined) {
    files.set('_netgen/live.js', () => shared('_netgen/live.js', liveScript));
    files.set('_netgen/live.css', () => shared('_netgen/live.css', liveStyles));
  }
  for (const language of site.languages) {
    files.set(site.indexPath(language), () => indexPage(site, language));
    files.set(searchPath(language), () => searchList(site, language));
  }
  for (const lesson of site.lessons) {
    files.set(pagePath(lesson), () => lessonPage(site, lesson));
    for (const file of filesOfLesson(lesson)) files.set(file.path, () => file);
  }
  return files;
}

/** All files of a site, and the links in it that lead nowhere. */
export function makeSite(
  lessons: readonly SiteLesson[],
  options: SiteOptions,
): { files: SiteFile[]; dead: DeadLink[] } {
  const site = new Site(lessons, options);
  const files = [...filesOf(site).values()].map((make) => make());
  const dead = lessons.flatMap((lesson) => site.bodyOf(lesson).dead);
  return { files: files.toSorted((a, b) => (a.path < b.path ? -1 : 1)), dead };
}
