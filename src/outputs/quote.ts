// How a value gets into an output: the only door, one per kind of file. Each throws on anything but text, numbers and booleans.

import { shellWord as quotedWord } from '../plan/command.ts';

function textOf(value: unknown, helper: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new TypeError(`${helper}: a template asked for a value that is not there (${typeof value})`);
}

/** A word of a shell command, quoted where it has to be. */
export function shellWord(value: unknown): string {
  return quotedWord(textOf(value, 'sh'));
}

const escapes: Readonly<Record<string, string>> = { '\n': '\\n', '\t': '\\t', '\\': '\\\\', "'": "\\'" };

/** A bash word that stays on its line: Bats takes any line that begins with `@test` for a test, inside quotes too. */
export function bashWord(text: string): string {
  if (!/\p{Cc}/u.test(text)) return shellWord(text);
  const inner = text.replace(/[\p{Cc}\\']/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return escapes[character] ?? `\\u${code.toString(16).padStart(4, '0')}`;
  });
  return `$'${inner}'`;
}

/** Text in a here-document in which the shell fills in variables: bash(1), "Here Documents". */
export function hereDocument(text: string): string {
  return text.replace(/[\\$`]/g, '\\$&');
}

/** The word that ends a here-document: this one, or longer, so that it is no line of the text. */
export function hereDocumentEnd(word: string, text: string): string {
  return text.split('\n').includes(word) ? hereDocumentEnd(`${word}_`, text) : word;
}

/** Text after `#` on one line of a shell or YAML file. */
export function comment(value: unknown): string {
  return textOf(value, 'comment')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
}

/** True if Jinja would see a template, a statement or a comment in the text. */
export const isJinja = (text: string): boolean => /\{[{%#]/.test(text);

/** A YAML double-quoted scalar; where Jinja would see a template in it, tagged `!unsafe` so that Ansible leaves it alone. */
export function yamlText(value: unknown): string {
  const text = textOf(value, 'yaml');
  const quoted = JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return isJinja(text) ? `!unsafe ${quoted}` : quoted;
}

/** A JSON value of text, number or boolean. */
export function jsonText(value: unknown): string {
  return JSON.stringify(textOf(value, 'json'));
}

/** A brace in Markdown, by itself, escaped or as a character reference, directly before what makes an expression of it. */
const doubleBrace =
  /(?:\{|&(?:#0*123|#[xX]0*7[bB]|lbrace|lcub);)(?=\\?[{%]|&(?:#0*123|#[xX]0*7[bB]|lbrace|lcub|#0*37|#[xX]0*25|percnt);)/g;

/** Where in a Markdown text a `<wbr />` has to part two braces, which VitePress, Liquid and Hugo take for an expression. */
export function brokenBraces(markdown: string): number[] {
  return [...markdown.matchAll(doubleBrace)].map(({ index, 0: { length } }) => index + length);
}

/** Prose in CommonMark with GFM that MDX, Vue and Liquid read the same: no markup, no HTML of its own, no expression, one line. */
export function markdownText(value: unknown): string {
  return escapedText(value).replace(doubleBrace, '$&<wbr />');
}

/** The same for the alternative text of a picture, where no element can stand: with nothing for Vue, which reads no attribute. */
export function markdownAlternative(value: unknown): string {
  return escapedText(value).replaceAll('{%', '{&#37;');
}

/** What Python-Markdown knows no backslash for stands as a character reference. */
const references: Readonly<Record<string, string>> = {
  '<': '&lt;',
  '&': '&amp;',
  '|': '&#124;',
  '~': '&#126;',
  $: '&#36;',
};

function escapedText(value: unknown): string {
  return textOf(value, 'md')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .replace(/[\\`*_{}[\]<>#!|~$&]/g, (character) => references[character] ?? `\\${character}`)
    .replace(/^(\s*)([-+]|\d+[.)])(?=\s|$)/, '$1\\$2');
}

/** Code as an element, for what a code span cannot hold; what is no letter, digit or blank by its number, for no reader to see anything in it. */
export function codeElement(text: string): string {
  const spelt = text.replace(/[^\p{L}\p{N} ]/gu, (character) => `&#${character.codePointAt(0)};`);
  return `<code>${spelt.replace(doubleBrace, '$&<wbr />')}</code>`;
}

/** A code span in CommonMark, where no backslash escapes anything (section 6.1): as many backticks as the text needs. */
export function markdownCode(value: unknown): string {
  const text = textOf(value, 'code').replace(/[\s\p{Cc}]+/gu, ' ');
  if (text.includes('{{')) return codeElement(text);
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = /^[` ]|[` ]$/.test(text) ? ' ' : '';
  return `${fence}${pad}${text}${pad}${fence}`;
}

/** The same in a cell of a table, which GFM takes apart at each `|` first ("Tables (extension)"). */
export function markdownCell(value: unknown): string {
  return markdownCode(value).replaceAll('|', '\\|');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const withEntities = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => entities[character] ?? character);

/** Text or the value of an attribute in HTML. */
export function htmlText(value: unknown): string {
  return withEntities(textOf(value, 'html'));
}

/** Text of an XML element or of a quoted attribute, one line; characters that XML 1.0 has no place for become U+FFFD. */
export function xmlText(value: unknown): string {
  const line = textOf(value, 'xml').replace(/\s+/gu, ' ');
  return withEntities(line.replace(/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu, '\uFFFD'));
}

/** Text that is already in the form of the output, made by the output's own code: passed on as it is. */
export class Rendered {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** The same values, of which all texts are in the form of the output already. */
export function allRendered(value: unknown): unknown {
  if (typeof value === 'string') return new Rendered(value);
  if (Array.isArray(value)) return value.map(allRendered);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, allRendered(inner)]));
}

/** Passes on what an output has rendered already; throws on anything that is not `Rendered`. */
export function rendered(value: unknown): string {
  if (value instanceof Rendered) return value.text;
  throw new TypeError('rendered: a template asked to pass on a value that no output has rendered');
}

/** The helpers that may print a value, by the name they have in templates. */
export const quotingHelpers = {
  sh: shellWord,
  comment,
  yaml: yamlText,
  json: jsonText,
  md: markdownText,
  code: markdownCode,
  cell: markdownCell,
  html: htmlText,
  xml: xmlText,
  rendered,
} as const;
