// Edits of a Markdown text at the places of its nodes.
import type { Nodes } from 'mdast';

/** `text` takes the place of the characters `from` to `to`. */
export interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

export interface Range {
  readonly from: number;
  readonly to: number;
}

/** A node's place in the text. Nodes that a plugin has made up have none. */
export function rangeOf(node: Nodes): Range | undefined {
  const from = node.position?.start.offset;
  const to = node.position?.end.offset;
  return from === undefined || to === undefined ? undefined : { from, to };
}

/** True if a place lies in another. */
export function isWithin(inner: Range, outer: Range): boolean {
  return inner.from >= outer.from && inner.to <= outer.to;
}

/** The text with the edits made. They must not overlap; at one place they follow in their order. */
export function edited(text: string, edits: readonly Edit[]): string {
  let result = '';
  let done = 0;
  for (const edit of [...edits].sort((a, b) => a.from - b.from || a.to - b.to)) {
    result += text.slice(done, edit.from) + edit.text;
    done = edit.to;
  }
  return result + text.slice(done);
}

/** The destination of a Markdown link: no blank, bracket or entity in it can end or change it. */
export function destination(url: string): string {
  return url
    .replaceAll('&', '&amp;')
    .replace(/[\s<>(){}\\\p{Cc}]/gu, (character) => `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
