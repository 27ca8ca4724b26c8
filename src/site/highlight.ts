// The colours of code, as classes: a page under a strict policy may carry no style of its own.

import type { ElementContent } from 'hast';
import { createCssVariablesTheme, createHighlighterCoreSync, type HighlighterCore, type ThemedToken } from 'shiki/core';
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript';
import diff from 'shiki/langs/diff.mjs';
import ini from 'shiki/langs/ini.mjs';
import json from 'shiki/langs/json.mjs';
import shellscript from 'shiki/langs/shellscript.mjs';
import yaml from 'shiki/langs/yaml.mjs';
import { LruCache } from '../lru-cache.ts';
import { element } from './tree.ts';

/** What authors write after the fence, and the grammar that reads it. */
const grammars: ReadonlyMap<string, string> = new Map([
  ...['bash', 'sh', 'shell', 'zsh', 'shellscript'].map((name) => [name, 'shellscript'] as const),
  ...['yaml', 'yml', 'topology'].map((name) => [name, 'yaml'] as const),
  ...['ini', 'conf', 'toml'].map((name) => [name, 'ini'] as const),
  ['json', 'json'],
  ['diff', 'diff'],
]);

/** Beyond this a block stays plain: reading it would take longer than all the rest of the page. */
const mostCharacters = 50_000;
const longestLine = 2_000;

const theme = createCssVariablesTheme({ name: 'classes', variablePrefix: '--' });

let made: HighlighterCore | undefined;

/** Made when the first block is read: most of its cost is there. */
function highlighter(): HighlighterCore {
  made ??= createHighlighterCoreSync({
    themes: [theme],
    langs: [shellscript, yaml, json, ini, diff],
    engine: createJavaScriptRegexEngine(),
  });
  return made;
}

/** The parts that the stylesheet has a colour for; the words of a command, and punctuation, are plain. */
const coloured = new Set(['comment', 'keyword', 'string-expression', 'function', 'constant', 'inserted', 'deleted']);

/** `var(--token-keyword)` → `token-keyword`; undefined for what is plain. */
function classOf(colour: string | undefined): string | undefined {
  const [, name = ''] = /^var\(--token-([a-z-]+)\)$/.exec(colour ?? '') ?? [];
  return coloured.has(name) ? `token-${name}` : undefined;
}

function spanOf(text: string, name: string | undefined): ElementContent {
  return name === undefined ? { type: 'text', value: text } : element('span', { className: [name] }, [text]);
}

/** The tokens of a line as few spans: neighbours of one colour are one. */
function lineOf(tokens: readonly ThemedToken[]): ElementContent[] {
  const parts: { text: string; readonly name: string | undefined }[] = [];
  for (const { content, color } of tokens) {
    const name = classOf(color);
    const last = parts.at(-1);
    if (last?.name === name && last !== undefined) last.text += content;
    else parts.push({ text: content, name });
  }
  return parts.map(({ text, name }) => spanOf(text, name));
}

/** Blocks that were read before: lessons repeat themselves, in steps, in languages, and while their author works. */
const known = new LruCache<readonly ElementContent[][]>(5_000);

function readLines(code: string, grammar: string): ElementContent[][] {
  const lines = highlighter().codeToTokensBase(code, {
    lang: grammar,
    theme: 'classes',
    tokenizeMaxLineLength: longestLine,
    // What takes long on one machine must not look otherwise on another.
    tokenizeTimeLimit: 0,
  });
  return lines.map(lineOf);
}

/** The lines of some code, each a list of spans and text. The text is that of `code`, whatever the language. */
export function highlightLines(code: string, language: string): readonly ElementContent[][] {
  const grammar = grammars.get(language);
  if (grammar === undefined || code.length > mostCharacters)
    return code.split('\n').map((line) => [spanOf(line, undefined)]);
  return known.get(`${grammar} ${code}`, () => readLines(code, grammar));
}
