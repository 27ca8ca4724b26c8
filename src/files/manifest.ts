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

export function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** One string for a path that differs from another in the case of letters only: they are one file on macOS and Windows. */
export function fold(path: string): string {
  return path.normalize('NFC').toLowerCase();
}

function compare(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** The text of the list, in the format of `sha256sum`, one part for each tutorial; what is given twice stands there once. */
export function formatManifest(entries: readonly Entry[]): string {
  const sorted = entries.toSorted(
    (a, b) => compare(a.source, b.source) || compare(a.path, b.path) || compare(a.hash, b.hash),
  );
  let source = '';
  let text = head;
  let before = '';
  for (const entry of sorted) {
    if (entry.source !== source) {
      source = entry.source;
      text += `# from ${source}\n`;
    }
    const written = `${entry.hash}  ${entry.path}\n`;
    if (written !== before) text += written;
    before = written;
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
