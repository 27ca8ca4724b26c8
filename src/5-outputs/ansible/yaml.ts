// YAML values of a role's files that the `yaml` helper alone cannot lay out: lists, long texts, texts of several lines.
import { isJinja, Rendered, yamlText } from '../quote.ts';

/** The length of a line, without its indentation: ansible-lint lets yamllint complain from 160 on. */
const room = 110;

/** A list on one line. */
export function yamlList(values: readonly (string | number)[]): Rendered {
  const texts = values.map((value) => (typeof value === 'number' ? String(value) : yamlText(value)));
  return new Rendered(`[${texts.join(', ')}]`);
}

/** Breaks a double-quoted scalar: `\` at the end of a line takes the break and the next line's indentation away. */
function broken(quoted: string, indent: string): string {
  const units = quoted.match(/\\u[0-9a-f]{4}|\\.|[^\\]/gs) ?? [];
  const lines = [''];
  for (const unit of units) {
    const line = lines.at(-1) ?? '';
    if (line.length + unit.length > room) lines.push(unit === ' ' ? '\\ ' : unit);
    else lines[lines.length - 1] = line + unit;
  }
  return lines.join(`\\\n${indent}`);
}

/** A text of several lines as a literal block, if there is nothing in it that YAML or yamllint objects to. */
function literalBlock(text: string, indent: number): string | undefined {
  const lines = text.split('\n');
  const plain =
    lines.length > 2 &&
    lines.at(-1) === '' &&
    lines.at(-2) !== '' &&
    lines.every((line) => line.length <= 140 && /^[\t\x20-\x7e]*$/.test(line) && !/\s$/.test(line)) &&
    /^\S/.test(text);
  if (!plain) return undefined;
  const inner = ' '.repeat(indent + 2);
  return `|\n${lines
    .slice(0, -1)
    .map((line) => (line === '' ? '' : `${inner}${line}`))
    .join('\n')}`;
}

/** A text as the value of a key that is indented by `indent` blanks: as a literal block where it can be one; else in double quotes. */
export function yamlValue(text: string, indent: number): Rendered {
  const block = literalBlock(text, indent);
  if (block !== undefined) return new Rendered(`${isJinja(text) ? '!unsafe ' : ''}${block}`);
  const quoted = yamlText(text);
  return new Rendered(quoted.length <= room ? quoted : broken(quoted, ' '.repeat(indent + 2)));
}

/** The same of a text in which Jinja is meant. */
export function yamlTemplate(text: string, indent: number): Rendered {
  return new Rendered(literalBlock(text, indent) ?? broken(JSON.stringify(text), ' '.repeat(indent + 2)));
}

/** Text for comments, in lines of a length that yamllint accepts. */
export function commentLines(text: string): string[] {
  const lines: string[] = [];
  let rest = text.replace(/\s+/gu, ' ').trim();
  while (rest.length > room) {
    const blank = rest.lastIndexOf(' ', room);
    const end = blank > 0 ? blank : room;
    lines.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  return rest === '' ? lines : [...lines, rest];
}
