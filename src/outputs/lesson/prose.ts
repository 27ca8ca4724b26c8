// The author's prose for the annotated lesson: byte for byte, but for what MDX would read otherwise than CommonMark does.
import type {
  Definition,
  FootnoteDefinition,
  Html,
  InlineCode,
  Link,
  LinkReference,
  Nodes,
  Parents,
  Root,
} from 'mdast';
import remarkFrontmatter from 'remark-frontmatter';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { brokenBraces, codeElement, markdownAlternative, markdownText } from '../quote.ts';
import { codeEdits, destination, type Edit, fenced, type Range, rangeOf } from './markdown.ts';

const gfm = unified().use(remarkParse).use(remarkFrontmatter).use(remarkGfm).freeze();

/** Characters and indents that MDX, or GFM on the way to it, or a generator may read otherwise than CommonMark. */
const suspicious = /[{<]|&(?:#|l[bc])|^(?:import|export)\s|^[>\s]*(?: {4}|\t)/m;

/**
 * The edits that make a Markdown text mean the same in MDX. MDX has no HTML, no `<autolinks>` and no code by
 * indentation; it reads `{` as an expression, `<` as JSX, and a paragraph that starts with `import` or `export` as code
 * (mdxjs.com, "What is MDX?"). Fences in the language `topology` become `yaml`, which highlighters know. `tree` is the
 * text in CommonMark; where that may not be enough the text is read again, with the tables and links of GFM.
 */
export function mdxEdits(text: string, tree: Root): Edit[] {
  const plain = tree.children.every((node) => isPlain(text, node));
  const { children } = plain ? tree : gfm.parse(text);
  return children.flatMap((child) => [
    ...(child.type === 'table' ? [] : moduleEdits(text, child)),
    ...nodeEdits(text, child),
  ]);
}

function isPlain(text: string, node: Nodes): boolean {
  const range = rangeOf(node);
  if (range === undefined || node.type === 'yaml') return true;
  const source = text.slice(range.from, range.to);
  return node.type === 'code' ? /^[`~]/.test(source) : !suspicious.test(source);
}

/** A block at the top that MDX would take for an ECMAScript module: its first letter becomes a character reference. */
function moduleEdits(text: string, node: Nodes): Edit[] {
  const range = rangeOf(node);
  if (range === undefined || node.type === 'code' || node.type === 'html' || node.type === 'yaml') return [];
  if (!/^(import|export)\s/.test(text.slice(range.from, range.to))) return [];
  return [{ from: range.from, to: range.from + 1, text: `&#${text.charCodeAt(range.from)};` }];
}

function nodeEdits(text: string, node: Nodes): Edit[] {
  const range = rangeOf(node);
  if (range === undefined) return [];
  switch (node.type) {
    case 'code':
      return codeEdits(text, node, range);
    case 'definition':
    case 'footnoteDefinition':
      return definitionEdits(text, node, range);
    case 'footnoteReference':
    case 'imageReference':
      return plainEdits(text, range.from, range.to);
    case 'inlineCode':
      return codeSpanEdits(text, node, range);
    case 'table':
      return node.children.flatMap((row) => [
        ...moduleEdits(text, row),
        ...row.children.flatMap((cell) => nodeEdits(text, cell)),
      ]);
    case 'html':
      return [{ ...range, text: htmlForms([node])[0] ?? fenced(text, node, 'html', '`', node.value) }];
    case 'link':
      return linkEdits(text, node, range);
    case 'linkReference':
      return referenceEdits(text, node, range);
    case 'image':
      return imageEdits(text, range);
    case 'paragraph':
    case 'heading':
    case 'tableCell':
    case 'emphasis':
    case 'strong':
    case 'delete':
      return phrasingEdits(text, node, range);
    default:
      return 'children' in node ? node.children.flatMap((child) => nodeEdits(text, child)) : [];
  }
}

/** A code span: as it is, but for what Vue would take for an expression. */
function codeSpanEdits(text: string, node: InlineCode, range: Range): Edit[] {
  if (node.value.includes('{{')) {
    // A bar that could end the cell of a table still can, and no other.
    const escaped = [...text.slice(range.from, range.to).matchAll(/(\\?)\|/g)].map(([, backslash]) => backslash !== '');
    const element = codeElement(node.value.replace(/\s+/g, ' '));
    return [{ ...range, text: element.replace(/&#124;/g, (bar) => (escaped.shift() === false ? '|' : bar)) }];
  }
  return joinEdits(text, range.from, range.to);
}

/** Text with markup in it: what stands between the children that are no plain text is plain text. */
function phrasingEdits(text: string, node: Parents, range: Range): Edit[] {
  const children: readonly Nodes[] = node.children;
  const forms = htmlForms(children.filter((child) => child.type === 'html'));
  const edits: Edit[] = [];
  let done = node.type === 'paragraph' ? indentBefore(text, range.from) : range.from;
  for (const child of children) {
    const place = rangeOf(child);
    if (child.type === 'text' || place === undefined) continue;
    edits.push(...plainEdits(text, done, place.from));
    if (child.type === 'html') edits.push({ ...place, text: forms.shift() ?? markdownText(child.value) });
    else edits.push(...nodeEdits(text, child));
    done = place.to;
  }
  return [...edits, ...plainEdits(text, done, range.to)];
}

/** Plain text, of which neither MDX nor Vue nor Liquid makes an expression. */
function plainEdits(text: string, from: number, to: number): Edit[] {
  const breaks = brokenBraces(text.slice(from, to)).map((place) => ({ from: from + place, to: from + place }));
  return [...breaks.map((place) => ({ ...place, text: '<wbr />' })), ...escapeEdits(text, from, to)];
}

/** A backslash before what starts code in MDX, or a block, since no indent is too deep for one there. */
function escapeEdits(text: string, from: number, to: number): Edit[] {
  const plain = text.slice(from, to);
  const places: number[] = [];
  for (const match of plain.matchAll(/\\[\s\S]|[{<]/g)) {
    if (match[0].length === 1) places.push(from + match.index);
  }
  for (const { index, 0: head, 1: marks = '' } of plain.matchAll(deepBlock)) {
    const first = from + index + head.length;
    if (marks === '') places.push(first);
    for (let place = first - marks.length; marks !== '' && place < first; place++) places.push(place);
  }
  return places.map((place) =>
    // Not every reader of Markdown knows a backslash before it.
    text[place] === '<' ? { from: place, to: place + 1, text: '&lt;' } : { from: place, to: place, text: '\\' },
  );
}

/** A line of a paragraph that only its indent keeps from being a heading, a list, a fence and so on. */
const deepBlock = /\n[ \t>]*[ \t]{4,}(?:(`+|~+)|\d{1,9}(?=[.)])|(?=[#>+\-=*_|:]))/g;

/** Where the indent of a paragraph's first line starts, its newline included; a definition may stand before it. */
function indentBefore(text: string, from: number): number {
  const line = text.lastIndexOf('\n', from - 1);
  return line >= 0 && /^[ \t>]*$/.test(text.slice(line + 1, from)) ? line : from;
}

/** Code spans, destinations and titles take no backslash: a line of theirs that starts a block goes on in the one before. */
function joinEdits(text: string, from: number, to: number): Edit[] {
  const before = /\n[ \t>]*$/.exec(text.slice(0, from));
  const start = before === null ? from : before.index;
  return [...text.slice(start, to).matchAll(blockInside)].map(({ index, 0: { length } }) => {
    return { from: start + index, to: start + index + length, text: ' ' };
  });
}

const blockInside = /\n[ \t>]*(?=[{<])|\n[ \t>]*[ \t]{4,}(?=[`~#>+\-=*_|:\d])/g;

/** The end of the text of a link: what follows is its destination. */
function labelEnd(node: Link | LinkReference, { from }: Range): number {
  const last = node.children.at(-1);
  return (last === undefined ? undefined : rangeOf(last)?.to) ?? from;
}

function linkEdits(text: string, node: Link, range: Range): Edit[] {
  const end = labelEnd(node, range);
  const source = text.slice(range.from, range.to);
  if (source.startsWith('[')) {
    return [...phrasingEdits(text, node, { ...range, to: end }), ...joinEdits(text, end, range.to)];
  }
  if (!/[<{]/.test(source)) return [];
  const label = markdownText(source.replace(/^<([\s\S]*)>$/, '$1'));
  return [{ ...range, text: `[${label}](${destination(node.url)})` }];
}

function imageEdits(text: string, range: Range): Edit[] {
  const alternative = text.slice(range.from, range.to).lastIndexOf('](');
  const end = alternative < 0 ? range.to : range.from + alternative;
  // An alternative text holds no element.
  return [...escapeEdits(text, range.from, end), ...joinEdits(text, end, range.to)];
}

/** Labels are altered wherever they stand, so that a reference and its definition still find each other. */
function referenceEdits(text: string, node: LinkReference, range: Range): Edit[] {
  const end = labelEnd(node, range);
  return [...phrasingEdits(text, node, { ...range, to: end }), ...plainEdits(text, end, range.to)];
}

/** `[label]: destination "title"`, and `[^label]: …`, whose content is seen to apart. */
function definitionEdits(text: string, node: Definition | FootnoteDefinition, range: Range): Edit[] {
  const [label = ''] = /^\[(?:\\[\s\S]|[^\]\\])*\]/.exec(text.slice(range.from, range.to)) ?? [];
  const end = range.from + label.length;
  const edits = plainEdits(text, range.from, end);
  if (node.type === 'definition') return [...edits, ...joinEdits(text, end, range.to)];
  return [...edits, ...node.children.flatMap((child) => nodeEdits(text, child))];
}

// Raw HTML: what has a safe form that CommonMark and MDX share gets it, the rest is shown as text.

/** Elements that only say how text looks. They pass without attributes. */
const phrasing = /^<(\/?)(abbr|b|cite|code|del|dfn|em|i|ins|kbd|mark|q|s|samp|small|strong|sub|sup|u|var)>$/;
const comments = /^(?:\s*<!--[\s\S]*?-->)+\s*$/;
const lineBreak = /^<br\s*\/?>$/i;
const image = /^\s*<img\s([^<>]*)>\s*$/i;

function attribute(attributes: string, name: string): string | undefined {
  const [, double, single] = new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`, 'i').exec(attributes) ?? [];
  return double ?? single;
}

/** A picture from the web or from beside the lesson; other schemes may run code. */
function picture(attributes: string): string | undefined {
  const source = attribute(attributes, 'src');
  if (source === undefined || (/^[a-z][a-z0-9+.-]*:/i.test(source.trim()) && !/^https?:/i.test(source)))
    return undefined;
  return `![${markdownAlternative(attribute(attributes, 'alt') ?? '')}](${destination(source.trim())})`;
}

/** Where the elements that close in order open and close: indexes into the list. */
function balanced(nodes: readonly Html[]): Set<number> {
  const pairs = new Set<number>();
  const open: { readonly index: number; readonly name: string }[] = [];
  for (const [index, { value }] of nodes.entries()) {
    const [, slash, name = ''] = phrasing.exec(value) ?? [];
    if (slash === '') open.push({ index, name });
    if (slash !== '/' || open.at(-1)?.name !== name) continue;
    pairs.add(index).add(open.pop()?.index ?? index);
  }
  return pairs;
}

/** What takes the place of each piece of HTML of one paragraph; undefined where only its own text can. */
function htmlForms(nodes: readonly Html[]): (string | undefined)[] {
  const pairs = balanced(nodes);
  return nodes.map(({ value }, index) => {
    if (comments.test(value)) return '';
    if (lineBreak.test(value)) return '<br />';
    if (pairs.has(index)) return value;
    const [, attributes] = image.exec(value) ?? [];
    return attributes === undefined ? undefined : picture(attributes);
  });
}
