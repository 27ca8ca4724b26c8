// Of which tutorials an output folder holds outputs.
import { resolve } from 'node:path';
import { manifestPath, parseManifest } from './manifest.ts';
import { BlockedPath, OutputFolder } from './output-folder.ts';

/**
 * The absolute paths of the tutorials that the folder's list of files names, or names with one of these outputs; none where there is no
 * such folder.
 */
export function builtSources(folder: string, outputs?: ReadonlySet<string>): ReadonlySet<string> {
  const root = resolve(folder);
  try {
    const list = new OutputFolder(root).read(manifestPath);
    const entries = list === undefined ? [] : parseManifest(list.bytes.toString('utf8'));
    const wanted = entries.filter(({ source, path }) => source !== '' && (outputs === undefined || outputs.has(path)));
    return new Set(wanted.map(({ source }) => resolve(root, source)));
  } catch (error) {
    if (error instanceof BlockedPath) return new Set();
    throw error;
  }
}
