// Links of the page, for a reader who has the page elsewhere than the files.
import type { Nodes, Root } from 'mdast';

function move(node: Nodes, base: string): void {
  delete node.position;
  if ((node.type === 'link' || node.type === 'image') && base !== '') {
    const path = node.url.startsWith('../') ? node.url.slice(3) : undefined;
    // `../` leads from the lesson's folder to the folder of all lessons.
    node.url = path === undefined ? `${base}/${node.url}` : `${base.replace(/\/[^/]*$/, '')}/${path}`;
  }
  if ('children' in node) for (const child of node.children) move(child, base);
}

/** The tree with relative links below `base`, and without places. */
export function withBase(tree: Root, base = ''): Root {
  move(tree, base.replace(/\/+$/, ''));
  return tree;
}
