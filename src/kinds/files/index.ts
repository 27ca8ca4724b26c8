// Files that the commands of a node find in the folder they start in.
import { freeText } from '../../language/scalars.ts';
import type { Node } from '../../model/lab.ts';
import { placeName, type Resource } from '../../plan/resource.ts';
import { fileName } from '../etc/key.ts';
import type { Kind, Lowering } from '../kind.ts';
import { type NamedText, namedTexts } from '../named-texts.ts';
import { nodeKey } from '../node-key.ts';
import { fileKey, lowerFolder } from '../written-files.ts';

const files = nodeKey<readonly NamedText[], NamedText>({
  name: 'files',
  summary: 'Files of the node, in a folder of the lab; its `run`, its `exec` and the commands of checks start there.',
  example: 'files: { dnsmasq.conf: interface=eth0 }',
  stands: ({ bridge }) => bridge === undefined,
  ...namedTexts(
    'mapping of files',
    '{ dnsmasq.conf: interface=eth0 }',
    fileName('the folder of the node', 'dnsmasq.conf'),
    freeText('many lines'),
  ),
  resolve: (said) => said,
  view: (all) => all.map(({ name }) => name.text),
});

const reason = {
  en: 'A file of this node. Its programs start in the folder of the file, and find it by its bare name.',
  'zh-CN': '这个节点的文件。节点的程序在该文件所在的目录中启动，用文件名就能找到它。',
};

type WithFiles = Pick<Node, 'netns' | 'name' | 'things'>;

/** The folder that the commands of a node start in; undefined where it has no files. */
export const folderOf = (lab: string, node: WithFiles): string | undefined =>
  files.of(node).length === 0 ? undefined : `/run/netgen/${lab}/files/${placeName(node.netns)}`;

/** The keys of the files of a node: what reads them is made anew where they change. */
export const fileKeys = (lab: string, node: WithFiles): string[] => {
  const folder = folderOf(lab, node);
  return folder === undefined ? [] : files.of(node).map(({ name }) => fileKey(folder, name.text));
};

function lowerFiles(lab: string, node: Node): Resource[] {
  const folder = folderOf(lab, node);
  const own = files.of(node).map(({ name, text: { text } }) => ({ name: name.text, text, at: name.at }));
  return folder === undefined ? [] : lowerFolder(folder, own, reason);
}

export const filesKind: Kind = {
  keys: [files],
  startsIn: folderOf,
  lowerLast: ({ lab, state }: Lowering) => [...state.nodes.values()].flatMap((node) => lowerFiles(lab, node)),
};
