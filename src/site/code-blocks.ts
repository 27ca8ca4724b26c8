// Code blocks: coloured, with what is a command told apart from what is not, and several ways to do one thing side by side.
import type { Element, ElementContent, Root, RootContent } from 'hast';
import { toString as textOf } from 'mdast-util-to-string';
import { readConsole } from '../transcripts/console.ts';
import { highlightLines } from './highlight.ts';
import type { SiteTexts } from './site-texts.ts';
import { classesOf, element, isBlank, isElement } from './tree.ts';

const sessions = new Set(['console', 'shellsession', 'terminal']);
const commands = new Set(['bash', 'sh', 'shell', 'zsh']);

const continuation = /^> ?/;

function typedLine(line: string, column: number): ElementContent[] {
  const [typed = []] = highlightLines(line.slice(column), 'bash');
  return [
    element('span', { className: ['prompt'] }, [line.slice(0, column)]),
    element('span', { className: ['command'] }, typed),
  ];
}

/** The lines of a session: prompts, commands and output, each under its class. Copying takes `.command` alone. */
function sessionLines(code: string): ElementContent[][] {
  const lines = code.split('\n');
  const shown = lines.map((line) => [element('span', { className: ['output'] }, [line])] as ElementContent[]);
  for (const { line: first, column, answer } of readConsole(lines).commands) {
    for (let index = first; index < answer; index += 1) {
      const line = lines[index] ?? '';
      shown[index] = typedLine(line, index === first ? column : (continuation.exec(line)?.[0].length ?? 0));
    }
  }
  return shown;
}

function withLineEnds(lines: readonly ElementContent[][]): ElementContent[] {
  return lines.flatMap((line, index) => (index === 0 ? line : [{ type: 'text', value: '\n' }, ...line]));
}

/** `pre > code` as a figure. What can be typed is marked for a copy button. */
function figureOf(code: Element): Element {
  const language =
    classesOf(code)
      .find((name) => name.startsWith('language-'))
      ?.slice('language-'.length) ?? '';
  const text = textOf(code).replace(/\n$/, '');
  const session = sessions.has(language);
  const lines = session ? sessionLines(text) : highlightLines(text, language);
  const pre = element('pre', { tabIndex: 0 }, [element('code', {}, withLineEnds(lines))]);
  const kind = session ? 'session' : commands.has(language) ? 'commands' : 'code';
  return element('figure', { className: ['code'], dataKind: kind, ...(language && { dataLanguage: language }) }, [pre]);
}

/** Blocks of code with the `<details>` that follow them are alternatives: the script in the page makes tabs of them. */
function joinAlternatives(children: readonly RootContent[], words: SiteTexts): RootContent[] {
  const joined: RootContent[] = [];
  let group: Element | undefined;
  for (const child of children) {
    const last = joined.findLast((node) => !isBlank(node));
    if (isElement(child, 'details') && group !== undefined && last === group) group.children.push(child);
    else if (isElement(child, 'details') && isElement(last, 'figure') && classesOf(last).includes('code')) {
      group = element('div', { className: ['ways'], dataLabel: words.shell }, [last, child]);
      joined[joined.lastIndexOf(last)] = group;
    } else joined.push(child);
  }
  return joined;
}

/** Changes every code block below `parent`. */
export function changeCodeBlocks(parent: Root | Element, words: SiteTexts): void {
  const children = (parent.children as RootContent[]).map((child) => {
    if (!isElement(child)) return child;
    const [code] = child.children;
    if (child.tagName === 'pre' && isElement(code, 'code')) return figureOf(code);
    changeCodeBlocks(child, words);
    return child;
  });
  parent.children = joinAlternatives(children, words) as Element['children'];
}
