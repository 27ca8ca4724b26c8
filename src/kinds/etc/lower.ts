// Files of nodes to resources: they lie where `ip netns exec` looks for them.
import type { Node, State } from '../../model/lab.ts';
import { type Command, command } from '../../plan/command.ts';
import type { Resource } from '../../plan/resource.ts';
import { noun } from '../../plan/things.ts';
import { etc } from './key.ts';

const thing = noun('file', 'files', '个文件');

const reason = {
  en: 'Programs started by `ip netns exec` see this file in the place of the one in /etc.',
  'zh-CN': '用 `ip netns exec` 启动的程序看到的是这个文件，而不是 /etc 下的同名文件。',
};

/** What is below /etc is no part of the namespace: it has to be taken away by itself. */
const outside = { netns: null, within: [], needs: [], reason } as const;

function folderResource(netns: string, at: Resource['at']): Resource {
  const path = `/etc/netns/${netns}`;
  return {
    ...outside,
    key: `folder ${netns}`,
    after: [],
    make: [command('mkdir', '-p', path)],
    undo: [command('rmdir', '-p', '--ignore-fail-on-non-empty', path)],
    at,
    claims: [],
  };
}

function fileResources(node: Node): Resource[] {
  const { netns } = node;
  const files = etc.of(node);
  const [first] = files;
  if (netns === null || first === undefined) return [];
  const own = files.map(({ file, text, at }): Resource => {
    const path = `/etc/netns/${netns}/${file}`;
    const write: Command = { argv: ['tee', path], stdin: [text.endsWith('\n') ? text : `${text}\n`] };
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
      thing: { ...thing, name: file },
    };
  });
  return [folderResource(netns, first.at), ...own];
}

/** The files of every node. */
export const lowerFiles = ({ nodes }: State): Resource[] => [...nodes.values()].flatMap(fileResources);
