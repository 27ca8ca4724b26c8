// Files that a node sees in `/etc`.

import type { Span } from '../../diagnostics/span.ts';
import { freeText } from '../../language/scalars.ts';
import { type NamedText, namedTexts } from '../named-texts.ts';
import { nodeKey } from '../node-key.ts';
import { readFileName } from './file-name.ts';

/** `/etc/netns/NODE/FILE`. */
export interface EtcFile {
  readonly file: string;
  readonly text: string;
  readonly at: Span;
}

export const etc = nodeKey<readonly NamedText[], EtcFile>({
  name: 'etc',
  summary: 'Files that the node sees in `/etc`, in the place of those of the machine: they lie in `/etc/netns/NODE/`.',
  example: 'etc: { resolv.conf: nameserver 10.0.0.1 }',
  stands: ({ lives, bridge }) => lives === 'in a namespace' && bridge === undefined,
  ...namedTexts(
    'mapping of files',
    '{ resolv.conf: nameserver 10.0.0.1 }',
    { pattern: '^[A-Za-z0-9_]', read: readFileName },
    freeText('many lines'),
  ),
  resolve: (said) => said.map(({ name, text }) => ({ file: name.text, text: text.text, at: name.at })),
  view: (files) => files.map(({ file }) => file),
});
