// Raw HTML in a lesson's prose: what has a safe form that CommonMark and MDX share gets it, the rest is shown as text.
import type { Html } from 'mdast';
import { markdownAlternative } from '../quote.ts';
import { destination } from './edits.ts';

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
export function htmlForms(nodes: readonly Html[]): (string | undefined)[] {
  const pairs = balanced(nodes);
  return nodes.map(({ value }, index) => {
    if (comments.test(value)) return '';
    if (lineBreak.test(value)) return '<br />';
    if (pairs.has(index)) return value;
    const [, attributes] = image.exec(value) ?? [];
    return attributes === undefined ? undefined : picture(attributes);
  });
}
