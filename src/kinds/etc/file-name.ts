// Names of files directly under /etc.

import type { Text } from '../../diagnostics/span.ts';
import type { Piece } from '../../language/piece.ts';
import { badPath } from '../../language/problems.ts';
import type { Reading } from '../../language/reading.ts';

/** The name of a file directly under /etc. */
export function readFileName(piece: Piece, reading: Reading): Text | undefined {
  if (/^[A-Za-z0-9_][A-Za-z0-9._-]{0,63}$/.test(piece.text) && !piece.text.includes('..')) return piece.said;
  const mended =
    piece.text
      .split('/')
      .at(-1)
      ?.replace(/[^A-Za-z0-9._-]|^[.-]+|\.{2,}/g, '') || 'resolv.conf';
  const label = 'the name of one file in /etc';
  return reading.report(badPath({ at: piece.at, label, help: `write it like ${mended}`, expected: [mended] }));
}
