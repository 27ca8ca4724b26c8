// Folds as nodes: what a pipeline makes elements of without letting raw HTML in.
import type { Html, Nodes, RootContent } from 'mdast';

/** A node that remark-rehype makes an element of, by the rules of mdast-util-to-hast for `data.hName`. */
function element(name: string, children: readonly Nodes[]): RootContent {
  return { type: 'netgenElement', data: { hName: name }, children } as unknown as RootContent;
}

const opening = /^<details[^>]*>\n<summary>(.*)<\/summary>$/;

/** The text of a summary, in which markup stands escaped. */
const plain = (text: string): string => text.replace(/\\(.)/g, '$1').replaceAll('&lt;', '<').replaceAll('&amp;', '&');

/** Inline HTML of the page: code that holds two braces, and what keeps braces apart, which shows nothing. */
function phrasing(node: Nodes): void {
  if (!('children' in node)) return;
  const children: Nodes[] = [];
  let code: string | undefined;
  for (const child of node.children as Nodes[]) {
    if (child.type === 'html' && child.value === '<code>') code = '';
    else if (child.type === 'html' && child.value === '</code>') {
      children.push({ type: 'inlineCode', value: code ?? '' });
      code = undefined;
    } else if (child.type !== 'html') {
      if (code !== undefined && child.type === 'text') code += child.value;
      else children.push(child);
      phrasing(child);
    }
  }
  node.children = children as typeof node.children;
}

/** The nodes with a node for each fold, which holds the summary and what is folded. Folds do not stand in folds. */
export function foldsAsElements(nodes: readonly RootContent[]): RootContent[] {
  const result: RootContent[] = [];
  let inner: RootContent[] | undefined;
  for (const node of nodes) {
    const [, summary] = node.type === 'html' ? (opening.exec((node satisfies Html).value) ?? []) : [];
    if (summary !== undefined) {
      inner = [element('summary', [{ type: 'text', value: plain(summary) }])];
    } else if (node.type === 'html') {
      if (inner !== undefined) result.push(element('details', inner));
      inner = undefined;
    } else {
      phrasing(node);
      (inner ?? result).push(node);
    }
  }
  return result;
}
