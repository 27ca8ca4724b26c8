// The colours of code, as classes: a page under a strict policy may carry no style of its own.

import type { ElementContent } from 'hast';
import { createCssVariablesTheme, createHighlighterCoreSync, type HighlighterCore } from 'shiki/core';
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript';
import diff from 'shiki/langs/diff.mjs';
import ini from 'shiki/langs/ini.mjs';
import json from 'shiki/langs/json.mjs';
import shellscript from 'shiki/langs/shellscript.mjs';
import yaml from 'shiki/langs/yaml.mjs';

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

/** `var(--token-keyword)` → `token-keyword`; undefined for the colour of plain text. */
function classOf(colour: string | undefined): string | undefined {
  return /^var\(--(token-[a-z-]+)\)$/.exec(colour ?? '')?.[1];
}

/** The lines of some code, each a list of spans and text. The text is that of `code`, whatever the language. */
export function highlightLines(code: string, language: string): ElementContent[][] {
  const grammar = grammars.get(language);
  if (grammar === undefined || code.length > mostCharacters) {
    return code.split('\n').map((value) => [{ type: 'text', value }]);
  }
  const lines = highlighter().codeToTokensBase(code, {
    lang: grammar,
    theme: 'classes',
    tokenizeMaxLineLength: longestLine,
    // What takes long on one machine must not look otherwise on another.
    tokenizeTimeLimit: 0,
  });
  return lines.map((tokens) =>
    tokens.map(({ content, color }): ElementContent => {
      const name = classOf(color);
      const text = { type: 'text', value: content } as const;
      return name === undefined
        ? text
        : { type: 'element', tagName: 'span', properties: { className: [name] }, children: [text] };
    }),
  );
}
