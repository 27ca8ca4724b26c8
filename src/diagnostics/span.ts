// Where something stands in a Markdown file.

/** A place between two characters: `line` and `column` count from 1, `offset` from 0, all in UTF-16 units of the file's text. */
export interface Point {
  readonly line: number;
  readonly column: number;
  readonly offset: number;
}

/** A range of a Markdown file, `end` excluded. `file` is the path as the user gave it, with `/` between its parts. */
export interface Span {
  readonly file: string;
  readonly start: Point;
  readonly end: Point;
}

/** True if a place lies within another. */
export const isWithin = (inner: Span, outer: Span): boolean =>
  inner.start.offset >= outer.start.offset && inner.end.offset <= outer.end.offset;

/** True if two places are the same. */
export const isSamePlace = (one: Span, other: Span): boolean =>
  one.start.offset === other.start.offset && one.end.offset === other.end.offset;

/** A piece of the author's text and where it stands. */
export interface Text {
  readonly text: string;
  readonly at: Span;
}
