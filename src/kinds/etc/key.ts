// Files that a node sees in `/etc`: what an author says of them.
import type { Text } from '../../diagnostics/span.ts';
import type { Piece } from '../../language/piece.ts';
import { badPath } from '../../language/problems.ts';
import type { Reading } from '../../language/reading.ts';
import { freeText } from '../../language/scalars.ts';
import { type NamedText, namedTexts } from '../named-texts.ts';
import { nodeKey } from '../node-key.ts';

/** Reads the name of one file in a folder. */
export const fileName = (folder: string, example: string) => ({
  pattern: '^[A-Za-z0-9_]',
  read(piece: Piece, reading: Reading): Text | undefined {
    if (/^[A-Za-z0-9_][A-Za-z0-9._-]{0,63}$/.test(piece.text) && !piece.text.includes('..')) return piece.said;
    const mended =
      piece.text
        .split('/')
        .at(-1)
        ?.replace(/[^A-Za-z0-9._-]|^[.-]+|\.{2,}/g, '') || example;
    const label = `the name of one file in ${folder}`;
    return reading.report(badPath({ at: piece.at, label, help: `write it like ${mended}`, expected: [mended] }));
  },
});

export const etc = nodeKey<readonly NamedText[], NamedText>({
  name: 'etc',
  summary: 'Files that the node sees in `/etc`, in the place of those of the machine: they lie in `/etc/netns/NODE/`.',
  example: 'etc: { resolv.conf: nameserver 10.0.0.1 }',
  stands: ({ namespace, bridge }) => namespace !== undefined && bridge === undefined,
  ...namedTexts(
    'mapping of files',
    '{ resolv.conf: nameserver 10.0.0.1 }',
    fileName('/etc', 'resolv.conf'),
    freeText('many lines'),
  ),
  resolve: (said) => said,
  view: (files) => files.map(({ name }) => name.text),
});
