// YAML of a role that the `yaml` helper alone cannot lay out: lines of a script as they are, texts longer than a line may be.
import { isJinja, Rendered, yamlText } from '../quote.ts';

/** ansible-lint lets yamllint complain of lines longer than 160. This leaves room for a key and its indentation. */
const room = 120;

/** All that YAML takes as it stands, but for line breaks of Unicode. */
const printable = /^[\t\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]*$/u;

/** A double-quoted scalar on lines that are short enough: `\` at the end of one takes its break and the next one's indentation away. */
function broken(quoted: string, indent: string): string {
  const units = quoted.match(/\\u[0-9a-f]{4}|\\.|[^\\]/gsu) ?? [];
  const lines = [''];
  for (const unit of units) {
    const line = lines.at(-1) ?? '';
    const isEnd = line.length > room - 30 && line.endsWith(' ');
    if (isEnd || line.length + unit.length > room) lines.push(unit === ' ' ? '\\ ' : unit);
    else lines[lines.length - 1] = line + unit;
  }
  return lines.join(`\\\n${indent}`);
}

/** A sentence that YAML takes for nothing else without quotes. */
const isPlain = (text: string) =>
  /^[A-Z\p{Script=Han}][\w\p{Script=Han}\uff0c\u3002\uff1b\uff1a\u3001,./()'; -]*[\w\p{Script=Han}.)]$/u.test(text) &&
  /[ \p{Script=Han}]/u.test(text) &&
  text.length <= room;

/** Text on one line where it is short; `indent`: of the lines that follow. Jinja in it is left alone. */
export function yamlLine(text: string, indent: number): Rendered {
  if (isPlain(text)) return new Rendered(text);
  return new Rendered(broken(yamlText(text), ' '.repeat(indent)));
}

/** Lines as a literal block, each as it is; in double quotes where YAML or yamllint objects to one of them. `indent`: of the block. */
export function yamlLines(text: string, indent: number): Rendered {
  const lines = text.split('\n');
  const fits = (line: string) => line.length <= 160 - indent && printable.test(line) && !/\s$/.test(line);
  if (!lines.every(fits) || /^(\s|$)|\n{4}|\n$/.test(text)) return yamlLine(`${text}\n`, indent);
  const inner = ' '.repeat(indent);
  const block = lines.map((line) => (line === '' ? '' : `${inner}${line}`)).join('\n');
  return new Rendered(`${isJinja(block) ? '!unsafe ' : ''}|\n${block}`);
}

/** Text for comments, in lines of a length that yamllint accepts. */
export function commentLines(text: string): string[] {
  const line = text.replace(/\s+/gu, ' ').trim();
  return (line.match(/.{1,120}(?= |$)|.{1,120}/gu) ?? []).map((part) => part.trim());
}
