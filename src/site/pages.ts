// The pages of the site in their frame: of a lesson, and of all lessons of a language.

import { template as frameTemplate } from '../../templates/site/frame.html.hbs';
import { template as indexTemplate } from '../../templates/site/index.html.hbs';
import { template as lessonTemplate } from '../../templates/site/lesson.html.hbs';
import { template as noticeTemplate } from '../../templates/site/notice.html.hbs';
import { renderTemplate } from '../outputs/handlebars.ts';
import { Rendered } from '../outputs/quote.ts';
import type { Language } from '../source/tutorial.ts';
import { pagePath, type SiteFile, type SiteLesson } from './lesson.ts';
import { filesOfLesson } from './lesson-files.ts';
import { linkFrom } from './paths.ts';
import type { Site } from './site.ts';
import { type SiteWords, siteWords } from './words.ts';

/** More lessons than this do not stand beside each page: a list of a thousand on a thousand pages helps nobody. */
const mostBeside = 60;

/**
 * What a page may load: its own files. No script, style or handler inside the page, no plug-in, no form, no other base for
 * its links. `live` pages may also listen to the server that they come from.
 */
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
  /** The same page in other languages. */
  readonly others: readonly { readonly language: Language; readonly path: string }[];
  readonly source?: string;
}

function framed(site: Site, page: Page): SiteFile {
  const words = siteWords[page.language];
  const name = site.options.title ?? words.site;
  const to = (target: string): string => linkFrom(page.path, target);
  const text = renderTemplate(frameTemplate, {
    words,
    language: page.language,
    name,
    title: page.title === name ? name : `${page.title} · ${name}`,
    description: page.description,
    policy: policy(site.options.live !== undefined),
    live: site.options.live ?? false,
    home: to(site.indexPath(page.language)),
    root: '../'.repeat(page.path.split('/').length - 1),
    clientWords: JSON.stringify(words.client),
    others: page.others.map(({ language, path }) => ({
      language,
      name: siteWords[language].language,
      href: to(path),
    })),
    assets: {
      icon: to('assets/icon.svg'),
      style: to('assets/site.css'),
      drawings: to('assets/drawings.css'),
      script: to('assets/site.js'),
    },
    main: new Rendered(page.main),
  });
  return { path: page.path, text, executable: false, ...(page.source !== undefined && { source: page.source }) };
}

/** The files of a lesson that a reader may want, those to run first. */
function downloads(lesson: SiteLesson, words: SiteWords): object[] {
  const first = ['/setup.sh', '/teardown.sh', '/check.sh', '/verify.bats', '/plan.json', '-role.tar.gz'];
  const rank = (path: string): number => {
    const index = first.findIndex((name) => path.endsWith(name));
    return index === -1 ? first.length : index;
  };
  return filesOfLesson(lesson)
    .filter(({ path }) => !path.endsWith('.svg'))
    .toSorted((a, b) => rank(a.path) - rank(b.path) || (a.path < b.path ? -1 : 1))
    .map(({ path }) => {
      const [, role] = /\/([^/]+)-role\.tar\.gz$/.exec(path) ?? [];
      const name = path.slice(lesson.name.length + 1);
      return { href: linkFrom(pagePath(lesson), path), name: role === undefined ? name : words.role(role) };
    });
}

/** The page of a lesson. */
export function lessonPage(site: Site, lesson: SiteLesson): SiteFile {
  const { language } = lesson;
  const path = pagePath(lesson);
  const beside = site.lessonsIn(language);
  const at = beside.indexOf(lesson);
  const entry = (other: SiteLesson | undefined): object | false =>
    other !== undefined && { title: other.title, href: linkFrom(path, pagePath(other)), here: other === lesson };
  const body = site.bodyOf(lesson);
  const main = renderTemplate(lessonTemplate, {
    words: siteWords[language],
    body: new Rendered(body.html),
    headings: body.headings.map(({ id, text, depth }) => ({
      href: `#${encodeURIComponent(id)}`,
      text,
      below: depth === 3,
    })),
    lessons: beside.length > mostBeside ? [] : beside.map(entry),
    previous: entry(beside[at - 1]),
    next: entry(beside[at + 1]),
    downloads: downloads(lesson, siteWords[language]),
  });
  const others = site.languages
    .filter((other) => other !== language)
    .map((other) => {
      const twin = site.twinOf(lesson, other);
      return { language: other, path: twin ? pagePath(twin) : site.indexPath(other) };
    });
  const { title, description, source } = lesson;
  return framed(site, { path, language, title, description, main, others, source });
}

/** The list of the lessons of a language. */
export function indexPage(site: Site, language: Language): SiteFile {
  const words = siteWords[language];
  const path = site.indexPath(language);
  const title = site.options.title ?? words.site;
  const main = renderTemplate(indexTemplate, {
    words,
    title,
    lessons: site.lessonsIn(language).map((lesson) => ({
      title: lesson.title,
      description: lesson.description,
      href: linkFrom(path, pagePath(lesson)),
    })),
  });
  const others = site.languages
    .filter((other) => other !== language)
    .map((other) => ({ language: other, path: site.indexPath(other) }));
  return framed(site, { path, language, title, description: words.intro, main, others });
}

/** What `netgen serve` shows in the place of a page that it does not have. */
export function noticePage(title: string, text: string, version: string): string {
  return renderTemplate(noticeTemplate, { title, text, version, policy: policy(true) });
}
