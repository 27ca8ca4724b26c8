// The files of a lesson beside its page: scripts, checks and plans as they are, each role as an archive.
import { onceFor } from '../once-for.ts';
import { type ArchiveEntry, tarGz } from './archive.ts';
import { pagePath, type SiteFile, type SiteLesson } from './lesson.ts';
import type { Targets } from './links.ts';

const rolePath = /^(.*\/roles\/([^/]+)\/)(.+)$/;

/** Where the archive of a role lies. */
function archivePath(lesson: SiteLesson, role: string): string {
  return `${lesson.name}/${role}-role.tar.gz`;
}

/** The scripts, checks and plans of a lesson as they are, and each role as an archive. */
export const filesOfLesson = onceFor((lesson: SiteLesson): readonly SiteFile[] => [
  ...ownFiles(lesson),
  ...archives(lesson),
]);

function ownFiles({ name, source, files }: SiteLesson): SiteFile[] {
  const page = `${name}/tutorial.md`;
  return files.filter(({ path }) => path.startsWith(`${name}/`) && path !== page).map((file) => ({ ...file, source }));
}

function archives(lesson: SiteLesson): SiteFile[] {
  const roles = new Map<string, ArchiveEntry[]>();
  for (const file of lesson.files) {
    const [, , role, inside] = rolePath.exec(file.path) ?? [];
    if (role === undefined) continue;
    roles.set(role, [...(roles.get(role) ?? []), { ...file, path: `${role}/${inside}` }]);
  }
  return [...roles].map(([role, entries]) => ({
    path: archivePath(lesson, role),
    text: tarGz(entries.toSorted((a, b) => (a.path < b.path ? -1 : 1))),
    executable: false,
    source: lesson.source,
  }));
}

/** Where the links of lessons may lead. */
export function targetsOf(lessons: readonly SiteLesson[]): Targets {
  const places = new Map<string, string>();
  for (const lesson of lessons) {
    for (const { path } of lesson.files) {
      const [, , role] = rolePath.exec(path) ?? [];
      if (role !== undefined) places.set(path, archivePath(lesson, role));
      else if (path.startsWith(`${lesson.name}/`)) places.set(path, path);
    }
    places.set(`${lesson.name}/tutorial.md`, pagePath(lesson));
  }
  return { places, bySource: new Map(lessons.map((lesson) => [lesson.source, lesson])) };
}
