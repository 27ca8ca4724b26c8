// The VLANs that a bridge or a switch keeps apart.
import type { Text } from '../../diagnostics/span.ts';
import { ownOption } from '../../language/own-options.ts';
import { mapped } from '../../language/shape.ts';
import type { LinkOption } from '../link-kind.ts';
import { nodeKey } from '../node-key.ts';
import { isVlans } from './ranges.ts';

/** The key as an option of a bridge among interfaces. */
export const vlansOption: LinkOption = {
  summary: 'Its VLANs, which it keeps apart: numbers and spans of them. Each port says by its cable in which it is.',
  pattern: { test: isVlans },
  isList: true,
  example: '[10, 20..29]',
};

const { shape, summary, example } = ownOption('vlans', [vlansOption]);

export const vlans = nodeKey<readonly Text[]>({
  name: 'vlans',
  summary,
  example,
  stands: ({ bridge }) => bridge !== undefined,
  shape: mapped(shape, ({ text, at }): readonly Text[] => text.split(',').map((one) => ({ text: one, at }))),
  merge: {
    is: 'list',
    identity: ({ text }) => text,
    content: ({ text }) => text,
    place: ({ at }) => at,
    changes: 'the list',
  },
  says: ([first, ...more]) =>
    first === undefined
      ? {}
      : { bridgeOptions: [{ name: 'vlans', value: [first, ...more].map(({ text }) => text).join(','), at: first.at }] },
});
