// A site before it is written: the lessons, their languages and neighbours, and their pages' bodies, each rendered once.
import { type Language, languages } from '../source/tutorial.ts';
import { type Body, renderBody } from './body.ts';
import type { SiteLesson, SiteOptions } from './lesson.ts';
import { targetsOf } from './lesson-files.ts';
import type { Targets } from './links.ts';

/** The lessons of a site, and what they must know of each other. */
export class Site {
  readonly lessons: readonly SiteLesson[];
  readonly options: SiteOptions;
  readonly #targets: Targets;
  /** Shared by the sites that follow each other while an author works: what did not change is not rendered again. */
  readonly #bodies: WeakMap<SiteLesson, Body>;

  /** `before`: a site whose rendered pages may be taken over, for lessons that are the same objects. */
  constructor(lessons: readonly SiteLesson[], options: SiteOptions, before?: Site) {
    this.lessons = lessons;
    this.options = options;
    this.#targets = targetsOf(lessons);
    this.#bodies = before?.hasSamePlaces(this) ? before.#bodies : new WeakMap();
  }

  /** True if links lead to the same places in both. */
  hasSamePlaces(other: Site): boolean {
    const list = ({ lessons }: Site) => JSON.stringify(lessons.map(({ name, source }) => [name, source]));
    return list(this) === list(other);
  }

  /** The languages that there are lessons in, in the order of `languages`; the first has `index.html`. */
  get languages(): Language[] {
    return languages.filter((language) => this.lessons.some((lesson) => lesson.language === language));
  }

  /** The path of the index of a language. */
  indexPath(language: Language): string {
    return language === this.languages[0] ? 'index.html' : `index.${language}.html`;
  }

  lessonsIn(language: Language): SiteLesson[] {
    return this.lessons.filter((lesson) => lesson.language === language);
  }

  /** The same lesson in another language: `NAME.zh-CN` is `NAME` in Chinese. */
  twinOf(lesson: SiteLesson, language: Language): SiteLesson | undefined {
    return this.lessons.find((other) => other.language === language && stemOf(other) === stemOf(lesson));
  }

  bodyOf(lesson: SiteLesson): Body {
    const known = this.#bodies.get(lesson);
    if (known !== undefined) return known;
    const body = renderBody(lesson, this.#targets);
    this.#bodies.set(lesson, body);
    return body;
  }
}

function stemOf({ name }: SiteLesson): string {
  const ending = languages.find((language) => name.endsWith(`.${language}`));
  return ending === undefined ? name : name.slice(0, -ending.length - 1);
}
