// Files that a lab writes on the machine, each by one command.
import type { Span } from '../diagnostics/span.ts';
import { type Command, command } from '../plan/command.ts';
import { type Resource, resourceOf } from '../plan/resource.ts';
import { noun } from '../plan/things.ts';
import type { Localized } from '../source/tutorial.ts';

/** What a reader calls such a file. */
export const fileThing = noun('file', 'files', '个文件');

/** The command that writes a file. */
export const writeFile = (path: string, text: string): Command => ({
  argv: ['tee', path],
  stdin: [text.endsWith('\n') ? text : `${text}\n`],
});

interface WrittenFile {
  readonly name: string;
  readonly text: string;
  readonly at: Span;
}

export const folderKey = (folder: string): string => `folder ${folder}`;
export const fileKey = (folder: string, name: string): string => `file ${folder}/${name}`;

/** A folder of the lab below `/run/netgen`, with these files; it goes with all that programs have left there. */
export function lowerFolder(folder: string, files: readonly WrittenFile[], reason: Localized): Resource[] {
  const [first] = files;
  if (first === undefined) return [];
  const up = folder.slice(0, folder.lastIndexOf('/'));
  const made = resourceOf({
    key: folderKey(folder),
    netns: null,
    make: [command('mkdir', '-p', folder)],
    undo: [command('rm', '-r', folder), command('rmdir', '-p', '--ignore-fail-on-non-empty', up)],
    reason,
    at: first.at,
  });
  const own = files.map(({ name, text, at }) => {
    const path = `${folder}/${name}`;
    const write = writeFile(path, text);
    return resourceOf({
      key: fileKey(folder, name),
      netns: null,
      within: [folderKey(folder)],
      make: [write],
      undo: [command('rm', path)],
      set: { fixed: '', commands: { text: write } },
      reason,
      at,
      question: { ask: ['cat'], about: path },
      thing: { ...fileThing, name },
    });
  });
  return [made, ...own];
}
