// The list of what netgen wrote into an output folder: it tells netgen's own files from everybody else's.
import { createHash } from 'node:crypto';

/** The name of the list in the output folder. */
export const manifestPath = '.netgen-files';

/** One file that netgen wrote. */
export interface Entry {
  readonly path: string;
  /** SHA-256 of its bytes, in hexadecimal. */
  readonly hash: string;
  /** The tutorial it comes from, relative to the output folder; empty if it belongs to all. */
  readonly source: string;
}

const head = `# Written by netgen, with the outputs: do not edit. netgen replaces and removes the files named here, and no others.
`;

const line = /^([0-9a-f]{64}) {2}(\S.*)$/;
const section = /^# from (.+)$/;

export function hashOf(bytes: string | Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** One string for a path that differs from another in the case of letters only: they are one file on macOS and Windows. */
export function fold(path: string): string {
  return path.normalize('NFC').toLowerCase();
}

/** The text of the list, in the format of `sha256sum`, one part for each tutorial; what is given twice stands there once. */
export function formatManifest(entries: readonly Entry[]): string {
  const byKey = new Map(entries.map((entry) => [[entry.source, entry.path, entry.hash].join('\0'), entry]));
  let text = head;
  let part = '';
  for (const [, { source, path, hash }] of [...byKey].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    if (source !== part) text += `# from ${source}\n`;
    part = source;
    text += `${hash}  ${path}\n`;
  }
  return text;
}

/** Reads the list. Lines that netgen did not write are passed over: they give it no right to anything. */
export function parseManifest(text: string): Entry[] {
  const entries: Entry[] = [];
  let source = '';
  for (const written of text.split('\n')) {
    const from = section.exec(written)?.[1];
    if (from !== undefined) source = from;
    const [, hash, path] = line.exec(written) ?? [];
    if (hash !== undefined && path !== undefined) entries.push({ path, hash, source });
  }
  return entries;
}
