// What the site is made of: lessons as the outputs give them, and where each of their files lies in the site.
import { groupBy } from '../group-by.ts';
import { onceFor } from '../once-for.ts';
import type { OutputFile } from '../outputs/output.ts';
import type { Language } from '../source/tutorial.ts';
import { tar } from './archive.ts';

/** A lesson with its files, as `netgen build` would write them. */
export interface SiteLesson {
  /** The folder of its page, and of its files in the output folder. */
  readonly name: string;
  /** The path of its tutorial, as the user gave it. */
  readonly source: string;
  readonly title: string;
  readonly description: string;
  readonly language: Language;
  /** All that the outputs made of it, in their order, paths from the output folder: `NAME/tutorial.md` is its page. */
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

const markdownPath = ({ name }: SiteLesson): string => `${name}/tutorial.md`;

/** Its Markdown. */
export const markdownOf = (lesson: SiteLesson): string =>
  lesson.files.find(({ path }) => path === markdownPath(lesson))?.text ?? '';

/** The page of a lesson in the site. */
export const pagePath = ({ name }: SiteLesson): string => `${name}/index.html`;

const rolePath = /^.*\/roles\/([^/]+)\/(.+)$/;

const archivePath = ({ name }: SiteLesson, role: string): string => `${name}/${role}-role.tar`;

/** The files of a lesson beside its page: scripts, checks and plans as they are, each role as an archive. */
export const filesOfLesson = onceFor((lesson: SiteLesson): readonly SiteFile[] => {
  const { name, source, files } = lesson;
  const own = files.filter(({ path }) => path.startsWith(`${name}/`) && path !== markdownPath(lesson));
  const inRoles = files.flatMap((file) => {
    const [, role, inside] = rolePath.exec(file.path) ?? [];
    return role === undefined ? [] : [{ role, entry: { ...file, path: `${role}/${inside}` } }];
  });
  const archives = [...groupBy(inRoles, ({ role }) => role)].map(([role, entries]) => {
    const text = tar(entries.map(({ entry }) => entry).toSorted((a, b) => (a.path < b.path ? -1 : 1)));
    return { path: archivePath(lesson, role), text, executable: false, source };
  });
  return [...own.map((file) => ({ ...file, source })), ...archives];
});

export interface Targets {
  readonly bySource: ReadonlyMap<string, SiteLesson>;
  /** Where each file of the outputs is found in the site. */
  readonly places: ReadonlyMap<string, string>;
}

export function targetsOf(lessons: readonly SiteLesson[]): Targets {
  const places = new Map<string, string>();
  for (const lesson of lessons) {
    for (const { path } of lesson.files) {
      const [, role] = rolePath.exec(path) ?? [];
      if (role !== undefined) places.set(path, archivePath(lesson, role));
      else if (path.startsWith(`${lesson.name}/`)) places.set(path, path);
    }
    places.set(markdownPath(lesson), pagePath(lesson));
  }
  return { places, bySource: new Map(lessons.map((lesson) => [lesson.source, lesson])) };
}
