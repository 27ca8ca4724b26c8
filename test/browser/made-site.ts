// Sites for the browser of pages that no tutorial of this tree has: made from Markdown, without the command line.
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { SiteLesson } from '../../src/site/lesson.ts';
import { makeSite } from '../../src/site/make-site.ts';

/** Writes the site of these lessons into a folder. */
export async function writeSite(folder: string, lessons: readonly SiteLesson[]): Promise<void> {
  for (const { path, text } of makeSite(lessons, {}).files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}
