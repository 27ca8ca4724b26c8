// What the site is made of: lessons as the outputs give them, and the files of the site.

import type { OutputFile } from '../outputs/output.ts';
import type { Language } from '../source/tutorial.ts';

/** A lesson with its files, as `netgen build` would write them. */
export interface SiteLesson {
  /** The folder of its page, and of its files in the output folder. */
  readonly name: string;
  /** The path of its tutorial, as the user gave it. */
  readonly source: string;
  readonly title: string;
  readonly description: string;
  readonly language: Language;
  /** All that the outputs made of it, paths from the output folder: `NAME/tutorial.md` is its page. */
  readonly files: readonly OutputFile[];
}

/** A file of the site. `path` is relative to the site's folder, with `/`. */
export interface SiteFile {
  readonly path: string;
  readonly text: string | Uint8Array;
  readonly executable: boolean;
  /** `SiteLesson.source` of the lesson it belongs to; missing where it belongs to all. */
  readonly source?: string;
}

/** How the site is to be made. */
export interface SiteOptions {
  /** What the site calls itself; by default words in the language of each page. */
  readonly title?: string;
  /** The pages are for `netgen serve`: they listen to it, and load themselves again when it has something newer than this. */
  readonly live?: string;
}

/** A relative link of a lesson that leads to nothing in the site: it is shown as text. */
export interface DeadLink {
  readonly source: string;
  readonly target: string;
}

/** The page of a lesson in the site. */
export const pagePath = ({ name }: Pick<SiteLesson, 'name'>): string => `${name}/index.html`;
