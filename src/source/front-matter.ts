// The front matter of a tutorial: title, description and the language of generated words. Other keys belong to other tools.
import type { Root } from 'mdast';
import { type Diagnostic, defineDiagnostic } from '../diagnostics/diagnostic.ts';
import { nearest } from '../diagnostics/did-you-mean.ts';
import { oneLine } from './characters.ts';
import { FenceText } from './fence-text.ts';
import { readDocument } from './read-yaml.ts';
import type { SourceText } from './source-text.ts';
import { type Language, languages, type YamlMap, type YamlText } from './tutorial.ts';

const frontMatterValue = defineDiagnostic('front-matter-value', 'value of the front matter is not a text');
const unknownLanguage = defineDiagnostic('unknown-language', 'language that netgen does not write');

export interface FrontMatter {
  readonly title?: string;
  readonly description?: string;
  readonly language?: Language;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads the front matter: the YAML node with which the tree begins, if it does. */
export function readFrontMatter(tree: Root, source: SourceText): FrontMatter {
  const [first] = tree.children;
  if (first?.type !== 'yaml') return { diagnostics: [] };
  const read = readDocument(new FenceText(source, first.value, 1), false);
  if (read.value?.is !== 'map') return { diagnostics: read.diagnostics };
  const diagnostics = [...read.diagnostics];
  const title = textOf(read.value, 'title', diagnostics);
  const description = textOf(read.value, 'description', diagnostics);
  const language = languageOf(textOf(read.value, 'lang', diagnostics), diagnostics);
  return {
    ...(title && { title: oneLine(title.text) }),
    ...(description && { description: oneLine(description.text) }),
    ...(language && { language }),
    diagnostics,
  };
}

function textOf({ entries }: YamlMap, name: string, diagnostics: Diagnostic[]): YamlText | undefined {
  const value = entries.find(({ key }) => key.text === name)?.value;
  if (value === undefined || value.is === 'nothing') return undefined;
  if (value.is === 'text') return value;
  const help = `write \`${name}: TEXT\`; a text with \`: \` or brackets in it goes into double quotes`;
  diagnostics.push(frontMatterValue({ at: value.at, label: `a ${value.is}, not a text`, help }));
  return undefined;
}

function isLanguage(text: string): text is Language {
  return (languages as readonly string[]).includes(text);
}

function languageOf(text: YamlText | undefined, diagnostics: Diagnostic[]): Language | undefined {
  if (text === undefined || isLanguage(text.text)) return text?.text as Language | undefined;
  // `zh`, `zh_CN` and `zh-Hans` mean what netgen calls `zh-CN`; `en-GB` is `en`.
  const meant = languages.find((known) => known.slice(0, 2) === text.text.slice(0, 2).toLowerCase());
  const suggestion = meant ?? nearest(text.text, languages) ?? languages[0];
  diagnostics.push(
    unknownLanguage({
      at: text.at,
      label: `known are ${languages.join(' and ')}`,
      help: `write \`lang: ${suggestion}\``,
      expected: [suggestion],
    }),
  );
  return undefined;
}
