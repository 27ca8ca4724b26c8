// Commands of the author's own to resources.
import type { Node, State } from '../../model/lab.ts';
import { authored, programsOf } from '../../plan/authored.ts';
import { placeName, type Resource, withinNetns } from '../../plan/resource.ts';
import { noun } from '../../plan/things.ts';
import { exec } from './key.ts';

const thing = noun('command of the lesson', 'commands of the lesson', '条本课自带的命令');

const reason = { en: 'A command of the lesson itself.', 'zh-CN': '本课自带的命令。' };

function commandResources(node: Node): Resource[] {
  const { netns } = node;
  return exec.of(node).map(({ run, undo, unless, at }, index): Resource => {
    const asked = unless === undefined ? {} : { unless: authored(netns, unless).argv };
    return {
      key: `run ${placeName(netns)}-${index + 1}`,
      netns,
      within: withinNetns(netns),
      after: [],
      make: [{ ...authored(netns, run), ...asked }],
      undo: undo === undefined ? [] : [authored(netns, undo)],
      ...(undo === undefined ? {} : { undoIsNoted: true }),
      reason,
      at,
      claims: [],
      needs: programsOf(run, undo),
      thing,
    };
  });
}

/** The commands of every node. */
export const lowerCommands = ({ nodes }: State): Resource[] => [...nodes.values()].flatMap(commandResources);
