// A kind that only the test has: ports of a switch in VLANs. `lanes: { p1: 10, up: trunk }` under it.

import type { Text } from '../../../src/diagnostics/span.ts';
import type { Kind } from '../../../src/kinds/kind.ts';
import { nodeKey } from '../../../src/kinds/node-key.ts';
import { mapOf, mapped, scalar } from '../../../src/language/shape.ts';
import type { Written } from '../../../src/language/statements.ts';
import { readNumber } from '../../../src/language/values.ts';
import type { Join } from '../../../src/model/resolve/layer2.ts';

interface Lane {
  readonly port: Text;
  readonly lane: Written<number> | 'trunk';
}

const lane = scalar<Written<number> | 'trunk'>('number or trunk', '10', { type: 'integer' }, (piece, reading) =>
  piece.text === 'trunk' ? 'trunk' : readNumber(piece, 1, 4094, reading),
);

const lanes = nodeKey<readonly Lane[]>({
  name: 'lanes',
  summary: 'The VLAN of each port.',
  example: 'lanes: { p1: 10 }',
  stands: ({ bridge }) => bridge !== undefined,
  shape: mapped(
    mapOf('mapping of ports', '{ p1: 10 }', { pattern: '^[a-z]', read: (piece) => piece.said }, lane),
    (pairs) => pairs.map(([port, of]) => ({ port, lane: of })),
  ),
  merge: {
    is: 'list',
    identity: ({ port }) => port.text,
    content: (item) => (item.lane === 'trunk' ? 'trunk' : String(item.lane.value)),
    place: ({ port }) => port.at,
    changes: 'a named item',
  },
});

export const lanesKind: Kind = {
  keys: [lanes],
  joins: ({ nodes }) =>
    [...nodes.values()].flatMap(({ name: node, kind, declared }) => {
      const said = lanes.said(declared.settings) ?? [];
      const all = new Set(said.flatMap((item) => (item.lane === 'trunk' ? [] : [item.lane.value])));
      return said.map((item): Join => {
        const between = [
          { node, interface: kind.bridge?.name(node) ?? '' },
          { node, interface: item.port.text },
        ] as const;
        if (item.lane === 'trunk') return { between, tags: [...all].map((number) => [number, number]) };
        return { between, tags: [[item.lane.value, 'untagged']] };
      });
    }),
};
