// The keys of bridges and switches that are about the bridge as a whole.
import type { Text } from '../../diagnostics/span.ts';
import { ownOption } from '../../language/own-options.ts';
import type { LinkOption } from '../link-kind.ts';
import { type NodeKey, nodeKey } from '../node-key.ts';
import { bridgeOptions } from './words.ts';

const state: LinkOption = {
  summary: 'Switched on, or not: a bridge that is down passes nothing on.',
  pattern: /^(?:up|down)$/,
  example: 'down',
};

/** `stp`, `ageing` and `state`, as options of the bridge that the node is for. */
export const bridgeKeys: readonly NodeKey<Text>[] = Object.entries({ ...bridgeOptions, state }).map(
  ([name, option]) => {
    const { shape, summary, example } = ownOption(name, [option]);
    return nodeKey<Text>({
      name,
      summary,
      example,
      stands: ({ bridge }) => bridge !== undefined,
      shape,
      merge: { is: 'scalar', text: ({ text }) => text, place: ({ at }) => at },
      says: ({ text: value, at }) => ({ bridgeOptions: [{ name, value, at }] }),
    });
  },
);
