// The author's prose for the annotated lesson: byte for byte, but for what MDX would read otherwise than CommonMark does.
import type { Html, Image, ImageReference, Link, LinkReference, Nodes, Parents, Root } from 'mdast';
import { destination, type Edit, rangeOf } from './lesson-edits.ts';
import { codeEdits, fenced } from './lesson-fences.ts';
import { htmlForms } from './lesson-html.ts';
import { markdownText } from './quote.ts';

/**
 * The edits that make a Markdown text mean the same in MDX. MDX has no HTML, no `<autolinks>` and no code by
 * indentation; it reads `{` as an expression, `<` as JSX, and a paragraph that starts with `import` or `export` as code
 * (mdxjs.com, "What is MDX?"). Fences in the language `topology` become `yaml`, which highlighters know.
 */
export function mdxEdits(text: string, tree: Root): Edit[] {
  return tree.children.flatMap((child) => [...moduleEdits(text, child), ...nodeEdits(text, child)]);
}

/** A block at the top that MDX would take for an ECMAScript module: its first letter becomes a character reference. */
function moduleEdits(text: string, node: Nodes): Edit[] {
  const range = rangeOf(node);
  if (range === undefined || node.type === 'code' || node.type === 'html' || node.type === 'yaml') return [];
  if (!/^(import|export)\s/.test(text.slice(range.from, range.to))) return [];
  return [{ from: range.from, to: range.from + 1, text: `&#${text.charCodeAt(range.from)};` }];
}

function nodeEdits(text: string, node: Nodes): Edit[] {
  switch (node.type) {
    case 'code':
      return codeEdits(text, node);
    case 'html':
      return flowHtmlEdits(text, node);
    case 'link':
      return linkEdits(text, node);
    case 'linkReference':
    case 'imageReference':
      return referenceEdits(text, node);
    case 'image':
      return imageEdits(text, node);
    case 'paragraph':
    case 'heading':
    case 'tableCell':
    case 'emphasis':
    case 'strong':
    case 'delete':
      return phrasingEdits(text, node, rangeOf(node)?.to ?? 0);
    default:
      return 'children' in node ? node.children.flatMap((child) => nodeEdits(text, child)) : [];
  }
}

/** HTML between paragraphs. */
function flowHtmlEdits(text: string, node: Html): Edit[] {
  const range = rangeOf(node);
  const [form] = htmlForms([node]);
  return range === undefined ? [] : [{ ...range, text: form ?? fenced(text, node, 'html', '`', node.value) }];
}

/** Text with markup in it: what stands between the children that are no plain text is plain text. */
function phrasingEdits(text: string, node: Parents, end: number): Edit[] {
  const range = rangeOf(node);
  if (range === undefined) return [];
  const column = node.position?.start.column ?? 1;
  const children: readonly Nodes[] = node.children;
  const forms = htmlForms(children.filter((child) => child.type === 'html'));
  const edits: Edit[] = [];
  let done = range.from;
  for (const child of children) {
    const place = rangeOf(child);
    if (child.type === 'text' || place === undefined) continue;
    edits.push(...plainEdits(text, done, place.from, column));
    if (child.type === 'html') edits.push({ ...place, text: forms.shift() ?? markdownText(child.value) });
    else edits.push(...nodeEdits(text, child));
    done = place.to;
  }
  return [...edits, ...plainEdits(text, done, end, column)];
}

/** Plain text: a backslash before what starts code in MDX, or a block, since no indent is too deep for one there. */
function plainEdits(text: string, from: number, to: number, column: number): Edit[] {
  const plain = text.slice(from, to);
  const places: number[] = [];
  for (const match of plain.matchAll(/\\[\s\S]|[{<]/g)) {
    if (match[0].length === 1) places.push(from + match.index);
  }
  for (const { index, 1: line = '' } of plain.matchAll(/\n(.*)/g)) {
    const [head] = /^\s{4,}(?:(?=[#>+\-=*_~|:])|\d{1,9}(?=[.)]))/.exec(line.slice(column - 1)) ?? [];
    if (head !== undefined) places.push(from + index + column + head.length);
  }
  return places.map((place) => ({ from: place, to: place, text: '\\' }));
}

/** The end of the text of a link: what follows is its destination. */
function labelEnd(node: Link | LinkReference): number {
  const last = node.children.at(-1);
  return (last === undefined ? undefined : rangeOf(last)?.to) ?? rangeOf(node)?.from ?? 0;
}

function linkEdits(text: string, node: Link): Edit[] {
  const range = rangeOf(node);
  if (range === undefined) return [];
  const source = text.slice(range.from, range.to);
  if (source.startsWith('[')) return phrasingEdits(text, node, labelEnd(node));
  if (!/[<{]/.test(source)) return [];
  const label = markdownText(source.replace(/^<([\s\S]*)>$/, '$1'));
  return [{ ...range, text: `[${label}](${destination(node.url)})` }];
}

function imageEdits(text: string, node: Image): Edit[] {
  const range = rangeOf(node);
  if (range === undefined) return [];
  const alternative = text.slice(range.from, range.to).lastIndexOf('](');
  return plainEdits(text, range.from, alternative < 0 ? range.to : range.from + alternative, 1);
}

/** `[label]` and `[label][]`: where the text is altered, the label by which the definition is found is written out. */
function referenceEdits(text: string, node: LinkReference | ImageReference): Edit[] {
  const range = rangeOf(node);
  if (range === undefined) return [];
  const source = text.slice(range.from, range.to);
  const tail = { full: source.lastIndexOf(']['), collapsed: source.length - 2, shortcut: source.length };
  const end = range.from + tail[node.referenceType];
  const edits =
    node.type === 'linkReference'
      ? phrasingEdits(text, node, labelEnd(node))
      : plainEdits(text, range.from, end, node.position?.start.column ?? 1);
  if (edits.length === 0 || node.referenceType === 'full') return edits;
  return [...edits, { from: end, to: range.to, text: text.slice(range.from + source.indexOf('['), end) }];
}
