// A tutorial, its prose as a tree, and its topology blocks as YAML with exact positions.
import type { Root } from 'mdast';
import type { Span, Text } from '../diagnostics/span.ts';
import type { Expected } from '../transcripts/answer.ts';

/** The languages that generated words come in. */
export const languages = ['en', 'zh-CN'] as const;
export type Language = (typeof languages)[number];

export type Localized = Readonly<Record<Language, string>>;

export interface Tutorial {
  /** The path as the user gave it, with `/`. */
  readonly file: string;
  /** The file's name without `.md`: the folder of its outputs. */
  readonly name: string;
  /** The whole text, without a byte order mark, line ends as `\n`. */
  readonly text: string;
  /** From the front matter, else the first heading, else `name`. */
  readonly title: string;
  /** From the front matter; empty if there is none. */
  readonly description: string;
  /** Front matter `lang`, default `en`. */
  readonly language: Language;
  readonly tree: Root;
  readonly blocks: readonly Block[];
  readonly unread: readonly UnreadBlock[];
}

export interface Block {
  /** The whole fence, its markers included. */
  readonly at: Span;
  /** The text of the nearest heading above it, or the tutorial's title. */
  readonly heading: string;
  /** The child of the Markdown tree that holds the fence (index into `tree.children`). */
  readonly child: number;
  readonly content: YamlMap;
  /** The `console` fences behind it, up to the next block: they are run when its step stands. */
  readonly transcripts: readonly Transcript[];
}

/** One ```topology fence whose YAML cannot be read. */
export interface UnreadBlock {
  /** The whole fence, its markers included. */
  readonly at: Span;
  /** The name of its lab, if a line of it says one. */
  readonly lab?: string;
}

export interface Transcript {
  /** The whole fence, its markers included. */
  readonly at: Span;
  /** The child of the Markdown tree that holds the fence (index into `tree.children`). */
  readonly child: number;
  readonly commands: readonly TranscriptCommand[];
}

export interface TranscriptCommand {
  /** The prompt without the blank behind it: `ns1$`. */
  readonly prompt: string;
  /** The name in the prompt; missing for the bare `$` of the machine. */
  readonly node?: Text;
  /** The command, several lines joined by line feeds. `at` spans all its lines. */
  readonly run: Text;
  readonly expected: Expected;
  /** The lines of the file that hold what it prints and how it ends: from `from`, up to `to` and without it. */
  readonly answer: { readonly from: number; readonly to: number };
  /** What stands before every line of the fence in the file: indents and marks of quotes. */
  readonly margin: string;
}

/** YAML in the failsafe schema: every scalar is text; anchors, aliases, tags, merges and duplicate keys are gone. */
export type Yaml = YamlText | YamlList | YamlMap | YamlNothing;

export interface YamlText extends Text {
  readonly is: 'text';
  /** The span of characters `from` to `to` of `text`; the whole scalar where escapes or folding break the mapping. */
  part(from: number, to: number): Span;
}

export interface YamlList {
  readonly is: 'list';
  readonly at: Span;
  readonly items: readonly Yaml[];
}

export interface YamlMap {
  readonly is: 'map';
  readonly at: Span;
  /** In the order written; keys are unique. */
  readonly entries: readonly YamlEntry[];
}

export interface YamlEntry {
  readonly key: YamlText;
  readonly value: Yaml;
}

/** A key with nothing after it, or a lone `-`. */
export interface YamlNothing {
  readonly is: 'nothing';
  readonly at: Span;
}
