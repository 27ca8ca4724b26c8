// Processes of nodes to resources.
import type { Node, State } from '../../model/lab.ts';
import { authored, programsOf } from '../../plan/authored.ts';
import { command, type Word } from '../../plan/command.ts';
import { placeName, type Resource, withinNetns } from '../../plan/resource.ts';
import { noun } from '../../plan/things.ts';
import { run } from './key.ts';

const thing = noun('process', 'processes', '个进程');

const reason = {
  en: 'A process that runs as long as the lab stands.',
  'zh-CN': '这个进程在实验存在期间一直运行。',
};

function processResources(node: Node): Resource[] {
  const { netns } = node;
  return run.of(node).map(({ command: text, at }, index): Resource => {
    const name = `${placeName(netns)}-${index + 1}`;
    const pid: Word = { is: 'process', name };
    return {
      key: `process ${name}`,
      netns,
      // It outlives the name of its namespace.
      within: [],
      after: withinNetns(netns),
      make: [{ ...authored(netns, text), process: name }],
      undo: [command('kill', '--', pid)],
      reason,
      at,
      claims: [],
      needs: programsOf(text),
      thing,
    };
  });
}

/** The processes of every node. */
export const lowerProcesses = ({ nodes }: State): Resource[] => [...nodes.values()].flatMap(processResources);
