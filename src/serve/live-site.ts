// The site while its author works: always the last that could be built, with the report of what is wrong now.
import type { SiteLesson } from '../site/lesson.ts';
import { filesOf, noticePage, Site } from '../site/make-site.ts';
import type { Answer } from './server.ts';

export interface Round {
  /** The lessons that could be built, in their order. */
  readonly lessons: readonly SiteLesson[];
  /** Every tutorial there is, in order: one that is here and has no lesson keeps the one it had. */
  readonly tutorials: readonly string[];
  readonly errors: boolean;
  readonly report: string;
}

const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
  json: 'application/json',
  tar: 'application/x-tar',
};

const typeOf = (path: string): string => types[path.slice(path.lastIndexOf('.') + 1)] ?? 'text/plain; charset=utf-8';

/** The files of the newest site, each made when a browser asks for it. */
export class LiveSite {
  readonly #title: string | undefined;
  /** Tells this server from one that was there before: pages of that one load themselves again. */
  readonly #run: string;
  #round = 0;
  #lessons: readonly SiteLesson[] = [];
  #site: Site;
  #errors = false;
  #report = '';
  #verification = '';

  /** `run` is a name of its own for each start of a server. */
  constructor(run: string, title?: string) {
    this.#run = run;
    this.#title = title;
    this.#site = this.#siteOf([]);
  }

  get #version(): string {
    return `${this.#run}-${this.#round}`;
  }

  #siteOf(lessons: readonly SiteLesson[], before?: Site): Site {
    const title = this.#title === undefined ? {} : { title: this.#title };
    return new Site(lessons, { ...title, live: this.#version }, before);
  }

  /** Takes a round in. A tutorial with errors keeps its last page; one that is gone has none. */
  update({ lessons, tutorials, errors, report }: Round): void {
    const last = new Map(this.#lessons.map((lesson) => [lesson.source, lesson]));
    const now = new Map(lessons.map((lesson) => [lesson.source, lesson]));
    const shown = tutorials.flatMap((file) => now.get(file) ?? last.get(file) ?? []);
    const same =
      shown.length === this.#lessons.length && shown.every((lesson, index) => lesson === this.#lessons[index]);
    if (!same) this.#round += 1;
    this.#errors = errors;
    this.#report = report;
    this.#lessons = shown;
    this.#site = this.#siteOf(shown, this.#site);
  }

  /** Renders the pages that are new, so that the first to ask need not wait. */
  prepare(): void {
    for (const lesson of this.#lessons) this.#site.bodyOf(lesson);
  }

  set verification(text: string) {
    this.#verification = text;
  }

  news(): object {
    return {
      version: this.#version,
      errors: this.#errors,
      report: this.#report,
      verification: this.#verification,
    };
  }

  answer(path: string): Answer {
    const name = path === '' || path.endsWith('/') ? `${path}index.html` : path;
    const make = filesOf(this.#site).get(name);
    if (make !== undefined) return { status: 200, type: typeOf(name), body: make().text };
    if (typeOf(name) !== types['html']) return { status: 404, type: 'text/plain; charset=utf-8', body: 'Not found.\n' };
    const text = this.#errors ? 'This page cannot be made yet: see below.' : 'There is no such page.';
    return { status: 404, type: typeOf(name), body: noticePage(name, text, this.#version) };
  }
}
