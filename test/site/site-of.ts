// Sites of lessons for tests: from a few words of Markdown, or from the text of whole tutorials.

import { buildTutorial } from '../../src/compile.ts';
import { hasErrors } from '../../src/diagnostics/diagnostic.ts';
import type { SiteFile, SiteLesson } from '../../src/site/lesson.ts';
import { makeSite } from '../../src/site/make-site.ts';
import type { SiteOptions } from '../../src/site/site.ts';

/** A lesson whose page is this Markdown. */
export function lessonOf(markdown: string, given: Partial<SiteLesson> = {}): SiteLesson {
  const name = given.name ?? 'lesson';
  const page = { path: `${name}/tutorial.md`, text: markdown, executable: false };
  const { files = [], ...rest } = given;
  return {
    name,
    source: `tutorials/${name}.md`,
    title: 'Lesson',
    description: '',
    language: 'en',
    ...rest,
    files: [page, ...files],
  };
}

/** A lesson compiled from a tutorial. */
export async function compiledLesson(file: string, text: string): Promise<SiteLesson> {
  const { lesson, files, diagnostics } = await buildTutorial({ file, bytes: Buffer.from(text) }, () => true);
  if (lesson === undefined || hasErrors(diagnostics)) throw new Error(JSON.stringify(diagnostics));
  const { name, title, description, language } = lesson.tutorial;
  return { name, source: file, title, description, language, files };
}

/** The files of a site by their paths. */
export function siteOf(lessons: readonly SiteLesson[], options: SiteOptions = {}): Map<string, SiteFile> {
  return new Map(makeSite(lessons, options).files.map((file) => [file.path, file]));
}

/** The text of a page of a site of one lesson. */
export function pageOf(markdown: string, given: Partial<SiteLesson> = {}): string {
  const lesson = lessonOf(markdown, given);
  return String(siteOf([lesson]).get(`${lesson.name}/index.html`)?.text);
}
