// Files that a node sees in `/etc`: resources.
import type { Node, State } from '../../model/lab.ts';
import { command } from '../../plan/command.ts';
import { type Resource, resourceOf } from '../../plan/resource.ts';
import type { Kind } from '../kind.ts';
import { fileThing, writeFile } from '../written-files.ts';
import { etc } from './key.ts';
import { noResolver } from './rules/no-resolver.ts';

const reason = {
  en: 'Programs started by `ip netns exec` see this file in the place of the one in /etc.',
  'zh-CN': '用 `ip netns exec` 启动的程序看到的是这个文件，而不是 /etc 下的同名文件。',
};

/** What is below /etc is no part of the namespace: it has to be taken away by itself. */
const outside = { netns: null, within: [], needs: [], reason } as const;

function folderResource(netns: string, at: Resource['at']): Resource {
  const path = `/etc/netns/${netns}`;
  return resourceOf({
    ...outside,
    key: `folder ${netns}`,
    make: [command('mkdir', '-p', path)],
    undo: [command('rmdir', '-p', '--ignore-fail-on-non-empty', path)],
    at,
  });
}

function fileResources(node: Node): Resource[] {
  const { netns } = node;
  const files = etc.of(node);
  const [first] = files;
  if (netns === null || first === undefined) return [];
  const own = files.map(({ name: { text: file, at }, text: { text } }): Resource => {
    const path = `/etc/netns/${netns}/${file}`;
    const write = writeFile(path, text);
    return {
      ...outside,
      key: `file ${netns} ${file}`,
      after: [`folder ${netns}`],
      make: [write],
      undo: [command('rm', path)],
      set: { fixed: '', commands: { text: write } },
      at,
      claims: [{ is: 'file', path }],
      question: { ask: ['cat'], about: path },
      thing: { ...fileThing, name: file },
    };
  });
  return [folderResource(netns, first.name.at), ...own];
}

const lowerFiles = ({ nodes }: State): Resource[] => [...nodes.values()].flatMap(fileResources);

export const etcKind: Kind = { keys: [etc], rules: [noResolver], lowerLast: ({ state }) => lowerFiles(state) };
