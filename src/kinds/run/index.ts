// Foreground processes of a node, which live as long as the lab.
import type { Text } from '../../diagnostics/span.ts';
import { commandLine } from '../../language/scalars.ts';
import { oneOrMany } from '../../language/shape.ts';
import type { Node } from '../../model/lab.ts';
import { authored, programNeeds } from '../../plan/authored.ts';
import { command, type Word } from '../../plan/command.ts';
import { placeName, type Resource, resourceOf, withinNetns } from '../../plan/resource.ts';
import { noun } from '../../plan/things.ts';
import { fileKeys, folderOf } from '../files/index.ts';
import type { Kind } from '../kind.ts';
import { nodeKey, wholeList } from '../node-key.ts';

const run = nodeKey<readonly Text[], Text>({
  name: 'run',
  summary: 'Foreground processes that live as long as the lab.',
  example: 'run: [python3 -m http.server 80]',
  stands: ({ bridge }) => bridge === undefined,
  shape: oneOrMany(commandLine),
  merge: wholeList(({ text }) => text),
  resolve: (said) => said,
  effects: { changesNetwork: true, listens: ({ text }) => text },
  view: (processes) => processes.map(({ text }) => text),
});

const thing = noun('process', 'processes', '个进程');

const reason = {
  en: 'A process that runs as long as the lab stands.',
  'zh-CN': '这个进程在实验存在期间一直运行。',
};

function processResources(lab: string, node: Node): Resource[] {
  const { netns } = node;
  const folder = folderOf(lab, node);
  return run.of(node).map(({ text, at }, index): Resource => {
    const name = `${placeName(netns)}-${index + 1}`;
    const pid: Word = { is: 'process', name };
    return resourceOf({
      key: `process ${name}`,
      netns,
      // It outlives the name of its namespace.
      after: [...withinNetns(netns), ...fileKeys(lab, node)],
      make: [{ ...authored(netns, text, folder), process: name }],
      undo: [command('kill', '--', pid)],
      reason,
      at,
      needs: programNeeds(text),
      thing,
    });
  });
}

/** Programs that wait for somebody to ask them, and change neither addresses nor routes nor what becomes of packets. */
const servers =
  /^(?:python3? -m http\.server|sleep|tail|nc|ncat|socat(?!.*\btun\b)|iperf3?|nginx|lighttpd|sshd|busybox httpd)\b[^;&|`$()\n]*$/i;

export const runKind: Kind = {
  keys: [run],
  carry: (node) =>
    run.of(node).every(({ text }) => servers.test(text))
      ? {}
      : { unknown: { en: 'has `run`, and that may change anything', 'zh-CN': '有 `run`，它可能改变任何东西' } },
  lowerLast: ({ lab, state: { nodes } }) => [...nodes.values()].flatMap((node) => processResources(lab, node)),
};
