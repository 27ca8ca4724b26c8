// A kind that only the test has: how many packets may wait at an interface. `queues: { eth0: 10 }` under a node.

import { defineDiagnostic } from '../../../src/diagnostics/diagnostic.ts';
import type { Span, Text } from '../../../src/diagnostics/span.ts';
import type { Kind, Lowering } from '../../../src/kinds/kind.ts';
import { nodeKey } from '../../../src/kinds/node-key.ts';
import { mapOf, mapped, scalar } from '../../../src/language/shape.ts';
import type { Written } from '../../../src/language/statements.ts';
import { readNumber } from '../../../src/language/values.ts';
import { ip } from '../../../src/plan/command.ts';
import { linkKey, placeName, type Resource, resourceOf, withinNetns } from '../../../src/plan/resource.ts';
import type { Rule } from '../../../src/rules/rule.ts';

interface QueueStatement {
  readonly dev: Text;
  readonly length: Written<number>;
}

interface Queue {
  readonly dev: string;
  readonly length: number;
  readonly at: Span;
}

const length = scalar('number', '10', { type: 'integer' }, (piece, reading) => readNumber(piece, 1, 10_000, reading));

const queues = nodeKey<readonly QueueStatement[], Queue>({
  name: 'queues',
  summary: 'How many packets may wait at an interface.',
  example: 'queues: { eth0: 10 }',
  stands: ({ bridge }) => bridge === undefined,
  shape: mapped(
    mapOf('mapping of interfaces', '{ eth0: 10 }', { pattern: '^[a-z]', read: (piece) => piece.said }, length),
    (pairs) => pairs.map(([dev, of]) => ({ dev, length: of })),
  ),
  merge: {
    is: 'list',
    identity: ({ dev }) => dev.text,
    content: (item) => String(item.length.value),
    place: ({ dev }) => dev.at,
    changes: 'a named item',
  },
  resolve: (said) => said.map((item) => ({ dev: item.dev.text, length: item.length.value, at: item.dev.at })),
  view: (all) => Object.fromEntries(all.map((queue) => [queue.dev, String(queue.length)])),
  badge: (all) => all.map((queue) => `queue ${queue.length} at ${queue.dev}`),
});

const noInterface = defineDiagnostic('queue-without-interface', 'queue of an interface that is not there');

const queueWithoutInterface: Rule = ({ state }) =>
  [...state.nodes.values()].flatMap((node) =>
    queues
      .of(node)
      .filter(({ dev }) => !node.interfaces.some(({ name }) => name === dev))
      .map(({ dev, at }) => noInterface({ at, label: `${node.name} has no ${dev}`, help: 'draw a cable to it' })),
  );

function lowerOnNetwork({ state }: Lowering): Resource[] {
  return [...state.nodes.values()].flatMap((node) =>
    queues.of(node).map((queue): Resource => {
      const set = ip(node.netns, 'link', 'set', queue.dev, 'txqueuelen', String(queue.length));
      return resourceOf({
        key: `queue ${placeName(node.netns)}:${queue.dev}`,
        netns: node.netns,
        within: [linkKey(node.netns, queue.dev), ...withinNetns(node.netns)],
        make: [set],
        undo: [],
        set: { fixed: '', commands: { length: set } },
        reason: { en: 'A short queue drops early.', 'zh-CN': '队列短，丢包早。' },
        at: queue.at,
      });
    }),
  );
}

export const queuesKind: Kind = { keys: [queues], rules: [queueWithoutInterface], lowerOnNetwork };
