// Of which tutorials an output folder holds outputs.
import { resolve } from 'node:path';
import { manifestPath, parseManifest } from './manifest.ts';
import { BlockedPath, OutputFolder } from './output-folder.ts';

/** The absolute paths of the tutorials that the folder's list of files names; none where there is no such folder. */
export function builtSources(folder: string): ReadonlySet<string> {
  const root = resolve(folder);
  try {
    const list = new OutputFolder(root).read(manifestPath);
    const entries = list === undefined ? [] : parseManifest(list.bytes.toString('utf8'));
    return new Set(entries.flatMap(({ source }) => (source === '' ? [] : resolve(root, source))));
  } catch (error) {
    if (error instanceof BlockedPath) return new Set();
    throw error;
  }
}
