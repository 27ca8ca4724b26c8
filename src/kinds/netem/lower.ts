// What an interface does to the packets that it sends, to resources: a netem queue at its way out.
import { interfacesOf } from '../../model/interfaces.ts';
import { tc } from '../../plan/command.ts';
import { linkKey, type Resource, resourceOf, withinNetns } from '../../plan/resource.ts';
import { noun } from '../../plan/things.ts';
import type { Lowering } from '../kind.ts';
import { netemWords, sentOptions } from './words.ts';

const reason = {
  en: 'What this end sends waits, is lost or is slowed down on its way out (netem); what it receives is the business of the other end.',
  'zh-CN': '这一端发出的数据包在出口处排队、丢失或减速（netem）；它收到的数据包由另一端决定。',
};

const thing = noun('netem queue', 'netem queues', '个 netem 队列');

/** One for each interface that sends otherwise than others. Its parts cannot be changed one by one: tc keeps some of those that it is not told again. */
export const lowerNetem = ({ state }: Lowering): Resource[] =>
  interfacesOf(state).flatMap((each): Resource[] => {
    const words = netemWords(each);
    if (words.length === 0) return [];
    const { node, name: dev, at } = each;
    const netns = state.nodes.get(node)?.netns ?? null;
    const link = linkKey(netns, dev);
    return [
      resourceOf({
        key: `netem ${link}`,
        netns,
        within: [link, ...withinNetns(netns)],
        make: [tc(netns, 'qdisc', 'add', 'dev', dev, 'root', 'netem', ...words)],
        undo: [tc(netns, 'qdisc', 'delete', 'dev', dev, 'root')],
        needs: [
          { is: 'command', name: 'tc' },
          { is: 'qdisc', name: 'netem' },
        ],
        question: { ask: tc(netns, 'qdisc', 'show', ...(netns === null ? ['dev', dev] : [])).argv.map(String) },
        reason,
        at,
        places: Object.keys(sentOptions).flatMap((name) => each.options[name]?.at ?? []),
        thing,
      }),
    ];
  });
