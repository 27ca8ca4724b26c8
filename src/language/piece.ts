// A piece of a scalar that knows where it stands in the Markdown.

import type { Span, Text } from '../diagnostics/span.ts';
import type { YamlText } from '../source/tutorial.ts';

/** The characters `from` to `to` of a scalar. */
export class Piece {
  readonly source: YamlText;
  readonly from: number;
  readonly to: number;

  constructor(source: YamlText, from = 0, to = source.text.length) {
    this.source = source;
    this.from = from;
    this.to = to;
  }

  get text(): string {
    return this.source.text.slice(this.from, this.to);
  }

  get at(): Span {
    return this.source.part(this.from, this.to);
  }

  /** As a value of its own. */
  get said(): Text {
    return { text: this.text, at: this.at };
  }

  /** Positions count from the start of this piece. */
  slice(from: number, to = this.to - this.from): Piece {
    return new Piece(this.source, this.from + from, this.from + to);
  }

  trim(): Piece {
    const { text } = this;
    const from = text.length - text.trimStart().length;
    return this.slice(from, Math.max(from, text.trimEnd().length));
  }

  /** What stands between blanks. */
  words(): Piece[] {
    return Array.from(this.text.matchAll(/\S+/g), (match) => this.slice(match.index, match.index + match[0].length));
  }

  /** What stands between commas. */
  items(): Piece[] {
    const items: Piece[] = [];
    let from = 0;
    for (const part of this.text.split(',')) {
      items.push(this.slice(from, from + part.length).trim());
      from += part.length + 1;
    }
    return items;
  }

  /** From the start of this piece to the end of `last`. */
  upTo(last: Piece): Piece {
    return new Piece(this.source, this.from, last.to);
  }
}
