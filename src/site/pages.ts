// The pages of the site in their frame: of a lesson, and of all lessons of a language.
import { template as frameTemplate } from '../../templates/site/frame.html.hbs';
import { template as indexTemplate } from '../../templates/site/index.html.hbs';
import { template as lessonTemplate } from '../../templates/site/lesson.html.hbs';
import { template as noticeTemplate } from '../../templates/site/notice.html.hbs';
import { renderTemplate } from '../outputs/handlebars.ts';
import { Rendered } from '../outputs/quote.ts';
import type { Language } from '../source/tutorial.ts';
import { filesOfLesson, pagePath, type SiteFile, type SiteLesson } from './lesson.ts';
import { linkFrom } from './links.ts';
import type { Site, Twin } from './site.ts';
import { siteTexts } from './site-texts.ts';

/** More lessons than this do not stand beside each page: a list of a thousand on a thousand pages helps nobody. */
const mostBeside = 60;

/** What a page may load: its own files, and no script or style inside it. `live` pages may also listen to their server. */
const policy = (live: boolean): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    ...(live ? ["connect-src 'self'"] : []),
    "form-action 'none'",
    "base-uri 'none'",
  ].join('; ');

interface Page {
  readonly path: string;
  readonly language: Language;
  readonly title: string;
  readonly description: string;
  readonly main: string;
  readonly twins: readonly Twin[];
  readonly source?: string;
}

function framed(site: Site, { path, language, title, description, main, twins, source }: Page): SiteFile {
  const words = siteTexts[language];
  const { title: name = words.site, live } = site.options;
  const to = (target: string): string => linkFrom(path, target);
  const text = renderTemplate(frameTemplate, {
    words,
    language,
    name,
    title: title === name ? name : `${title} · ${name}`,
    description,
    policy: policy(live !== undefined),
    live: live ?? false,
    home: to(site.indexPath(language)),
    root: '../'.repeat(path.split('/').length - 1),
    clientWords: JSON.stringify(words.client),
    others: twins.map((twin) => ({
      language: twin.language,
      name: siteTexts[twin.language].language,
      href: to(twin.path),
    })),
    assets: to('assets'),
    main: new Rendered(main),
  });
  return { path, text, executable: false, ...(source !== undefined && { source }) };
}

/** The files of a lesson that a reader may want, in the order of the outputs. */
function downloads(lesson: SiteLesson): object[] {
  return filesOfLesson(lesson)
    .filter(({ path }) => !path.endsWith('.svg'))
    .map(({ path }) => {
      const [, role] = /\/([^/]+)-role\.tar$/.exec(path) ?? [];
      const name = path.slice(lesson.name.length + 1);
      return { href: linkFrom(pagePath(lesson), path), name: role ? siteTexts[lesson.language].role(role) : name };
    });
}

/** The page of a lesson. */
export function lessonPage(site: Site, lesson: SiteLesson): SiteFile {
  const { language, title, description, source } = lesson;
  const path = pagePath(lesson);
  const beside = site.lessonsIn(language);
  const at = beside.indexOf(lesson);
  const entry = (other: SiteLesson | undefined): object | false =>
    other !== undefined && { title: other.title, href: linkFrom(path, pagePath(other)), here: other === lesson };
  const { html, headings } = site.bodyOf(lesson);
  const main = renderTemplate(lessonTemplate, {
    words: siteTexts[language],
    body: new Rendered(html),
    headings: headings.map(({ id, text, depth }) => ({
      href: `#${encodeURIComponent(id)}`,
      text,
      below: depth === 3,
    })),
    lessons: beside.length > mostBeside ? [] : beside.map(entry),
    previous: entry(beside[at - 1]),
    next: entry(beside[at + 1]),
    downloads: downloads(lesson),
  });
  return framed(site, { path, language, title, description, main, twins: site.twinsOf(language, lesson), source });
}

/** The list of the lessons of a language. */
export function indexPage(site: Site, language: Language): SiteFile {
  const words = siteTexts[language];
  const path = site.indexPath(language);
  const title = site.options.title ?? words.site;
  const main = renderTemplate(indexTemplate, {
    words,
    title,
    lessons: site.lessonsIn(language).map((lesson) => ({ ...lesson, href: linkFrom(path, pagePath(lesson)) })),
  });
  return framed(site, { path, language, title, description: words.intro, main, twins: site.twinsOf(language) });
}

/** What `netgen serve` shows in the place of a page that it does not have. */
export function noticePage(title: string, text: string, version: string): string {
  return renderTemplate(noticeTemplate, { title, text, version, policy: policy(true) });
}
