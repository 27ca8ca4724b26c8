// A site before it is written: the lessons, their languages and neighbours, and their pages' bodies, each rendered once.
import { type Language, languages } from '../source/tutorial.ts';
import { type Body, renderBody } from './body.ts';
import { pagePath, type SiteLesson, type Targets, targetsOf } from './lesson.ts';

export interface SiteOptions {
  /** What the site calls itself; by default words in the language of each page. */
  readonly title?: string;
  /** The pages are for `netgen serve`: they listen to it, and load themselves again when it has something newer than this. */
  readonly live?: string;
}

export interface Twin {
  readonly language: Language;
  readonly path: string;
}

/** `NAME.zh-CN` and `NAME` are one lesson in two languages. */
function stemOf({ name }: SiteLesson): string {
  const ending = languages.find((language) => name.endsWith(`.${language}`));
  return ending === undefined ? name : name.slice(0, -ending.length - 1);
}

/** The lessons of a site, and what they must know of each other. */
export class Site {
  readonly lessons: readonly SiteLesson[];
  readonly options: SiteOptions;
  /** The languages that there are lessons in, in the order of `languages`; the first has `index.html`. */
  readonly languages: readonly Language[];
  readonly #targets: Targets;
  /** Shared by the sites that follow each other while an author works: what did not change is not rendered again. */
  readonly #bodies: WeakMap<SiteLesson, Body>;

  /** `before`: a site whose rendered pages may be taken over, for lessons that are the same objects. */
  constructor(lessons: readonly SiteLesson[], options: SiteOptions, before?: Site) {
    this.lessons = lessons;
    this.options = options;
    this.languages = languages.filter((language) => lessons.some((lesson) => lesson.language === language));
    this.#targets = targetsOf(lessons);
    // Links must lead to the same places in both.
    const places = ({ lessons: all }: Site) => JSON.stringify(all.map(({ name, source }) => [name, source]));
    this.#bodies = before !== undefined && places(before) === places(this) ? before.#bodies : new WeakMap();
  }

  indexPath(language: Language): string {
    return language === this.languages[0] ? 'index.html' : `index.${language}.html`;
  }

  lessonsIn(language: Language): SiteLesson[] {
    return this.lessons.filter((lesson) => lesson.language === language);
  }

  /** The same lesson in each other language, or what there is in it. */
  twinsOf(language: Language, lesson?: SiteLesson): Twin[] {
    const others = this.languages.filter((other) => other !== language);
    return others.map((other) => {
      const twin = lesson && this.lessonsIn(other).find((candidate) => stemOf(candidate) === stemOf(lesson));
      return { language: other, path: twin ? pagePath(twin) : this.indexPath(other) };
    });
  }

  bodyOf(lesson: SiteLesson): Body {
    const body = this.#bodies.get(lesson) ?? renderBody(lesson, this.#targets);
    this.#bodies.set(lesson, body);
    return body;
  }
}
