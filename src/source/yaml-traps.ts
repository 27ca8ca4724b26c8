// What an author writes in a line of YAML and means otherwise than YAML takes it: a table of such traps, each known by its looks.
import { type Diagnostic, type DiagnosticMaker, defineDiagnostic } from '../diagnostics/diagnostic.ts';
import type { FenceText, Line } from './fence-text.ts';
import type { Yaml, YamlMap } from './tutorial.ts';

const blankAfterColon = defineDiagnostic('blank-after-colon', 'blank between the name of a node and its interface');
const noBlankAfterColon = defineDiagnostic('no-blank-after-colon', 'no blank after the colon of a key');
const foreignComment = defineDiagnostic('foreign-comment', 'comment of another language');
const braceWithoutColon = defineDiagnostic('brace-without-colon', 'no colon before the options of a cable');
const foldedItems = defineDiagnostic('folded-items', 'two items folded into one');
const longDash = defineDiagnostic('long-dash', 'long dash where a hyphen or two belong');
const bracketRange = defineDiagnostic('bracket-range', 'range in square brackets');
const unfinishedAddress = defineDiagnostic('unfinished-address', 'address that ends in a colon');
const wideCharacter = defineDiagnostic('wide-character', 'full-width character where an ordinary one belongs');
export const yamlTrap = defineDiagnostic('yaml-trap', 'YAML reads this differently than it looks');

// ---- which part of a line is the language; the rest is for a shell, a file or a reader, and may look like anything

const freeText: ReadonlySet<string> = new Set(['run', 'exec', 'etc', 'do', 'undo', 'unless', 'prints', 'note']);
/** The keys of a line, with the colon that ends each; U+FF1A is the full-width one. */
const keys = /((?:[^:{}[\]\uFF1A]|:(?=\S))+)(?::(?=\s|$)|\uFF1A)/g;
const quoted = /(?<![\w.])(?:"(?:[^"\\]|\\.)*(?:"|$)|'[^']*(?:'|$))/g;
/** A line without the comment at its end. A `#` in quotes counts as one, too. */
export const withoutComment = (line: string): string => line.replace(/(?:^|\s)#.*/, '');

/** True of a key behind which such text stands: `run`, or a check with its note. */
export function leadsToText(key: string): boolean {
  const name = (key.split(',').at(-1) ?? '').trim().replace(/^- +/, '');
  return freeText.has(name) || (/\s/.test(name) && !key.includes(' -- ') && !name.startsWith('at '));
}

function languageIn(line: string): string {
  // Another character of the same length keeps the places.
  const text = withoutComment(line.replace(quoted, (all) => '\u4E00'.repeat(all.length)));
  for (const match of text.matchAll(keys)) {
    if (leadsToText(match[1] ?? '')) return text.slice(0, match.index + match[0].length);
  }
  return text;
}

// ---- the table

interface Trap {
  readonly report: DiagnosticMaker;
  /** What is searched in the language of a line. Its first group is marked, or all of it where it has none. */
  readonly find: RegExp;
  readonly label: string;
  readonly help?: string;
  expected?(marked: string, found: RegExpExecArray): string;
  /** Only in a block that YAML cannot read. */
  readonly broken?: true;
}

const dashes = '[\\u2012-\\u2015\\u2212]+';
const joined = {
  report: noBlankAfterColon,
  label: 'read as one word',
  expected: (word: string) => word.replace(':', ': '),
};

/** The first that fits a line is told. */
const traps: readonly Trap[] = [
  {
    report: foreignComment,
    // As in C or HTML, or at the start of a line as in a zone file; in an address of the web, no blank stands before the slashes.
    find: /(?<=^|\s)(?:\/[/*]|<!--).*|(?<=^\s*);\s.*/d,
    label: 'a comment of YAML begins with #',
    expected: (text) => `# ${text.replace(/^(?:\/[/*]+|<!--|;)\s*|\s*(?:\*\/|-->)$/g, '')}`,
  },
  {
    report: bracketRange,
    find: /([A-Za-z][\w-]*\[\d+(?:\.\.|-|:)\d+\])/d,
    label: 'square brackets make a list',
    expected: (range) => range.replace(/\[(\d+)\D+(\d+)\]/, '$1..$2'),
  },
  {
    report: braceWithoutColon,
    find: / -- [^{]*[^\s:,[{] +(\{)/d,
    label: 'colon missing before this',
    help: 'write `: {` before the options',
  },
  {
    report: blankAfterColon,
    find: /^(?=.* -- ).*?(?:- +|\[ *)([A-Za-z][\w.-]*: +(?!(?:dhcp|slaac|auto)\b)[A-Za-z][\w.-]*)(?=\s|$)/d,
    label: 'read as a key and its value',
    expected: (end) => end.replace(/: +/, ':'),
  },
  {
    report: unfinishedAddress,
    find: /(?<=[\s,[{])([\da-f][\da-f:]*::)(?=$|[\s,\]}])/di,
    label: 'its last colon makes it a key',
    help: 'add its length, as in `2001:db8::/64`, or put the whole value into double quotes',
  },
  { ...joined, find: /(?<=\{(?:[^[\]{}]*,)?\s*)([a-z][a-z_]*:[^\s:,{}]+)(?=\s*[,}])/d },
  { ...joined, find: /^\s*(?:- +)?([a-z][a-z_]*:[^\s:]\S*)\s*$/d, broken: true },
  {
    report: longDash,
    find: new RegExp(`^\\s*(${dashes})\\s`, 'd'),
    label: 'no hyphen',
    help: 'begin an item with `- `',
    expected: () => '-',
  },
  {
    report: longDash,
    find: new RegExp(`^(?!.*\\s(?:reach(?:es)?|sees|ha(?:s|ve))\\s).*?\\s(${dashes})\\s`, 'd'),
    label: 'not two hyphens',
    help: 'write `--` with a blank on both sides',
    expected: () => '--',
  },
];

/** Longer lines are not looked at: some of the patterns take time with the square of the length. */
const maxLength = 1000;

/** Looks in a line for a mistake that is known by its looks. `broken`: YAML cannot read the block. */
export function trapIn(fence: FenceText, { start, text }: Line, broken: boolean): Diagnostic | undefined {
  if (text.length > maxLength) return undefined;
  const language = languageIn(text);
  const wide = wideIn(fence, { start, text }, language);
  if (wide !== undefined) return wide;
  for (const { report, find, label, help, expected, broken: onlyBroken } of traps) {
    const found = onlyBroken && !broken ? null : find.exec(language);
    const [from, to] = found?.indices?.[1] ?? found?.indices?.[0] ?? [0, 0];
    if (found === null) continue;
    const marked = language.slice(from, to).trimEnd();
    const meant = expected?.(marked, found);
    const at = fence.span(start + from, start + from + marked.length);
    return report({ at, label, help: help ?? `write \`${meant}\``, expected: [meant] });
  }
  return undefined;
}

// ---- full-width characters, which a Chinese or Japanese keyboard types where the language has those of ASCII

/** U+FF01 to U+FF5E are ASCII in the width of a Chinese character; U+3001 stands between the items of a list. Around it has to be ASCII. */
const wideInLine = /(?<=[!-~]\s?)[\u3001\uFF01-\uFF5E](?=[ -~]|$)/;

const narrow = (character: string): string =>
  character === '\u3001' ? ',' : String.fromCharCode(character.charCodeAt(0) - 0xfee0);

function wideIn(fence: FenceText, { start }: Line, language: string): Diagnostic | undefined {
  const found = wideInLine.exec(language);
  if (found === null) return undefined;
  const plain = narrow(found[0]);
  const rest = plain === ':' ? ', with a blank behind it where a key or a sentence ends' : '';
  const help = `write \`${plain}\`${rest}`;
  const at = fence.span(start + found.index, start + found.index + 1);
  return wideCharacter({ at, label: 'a full-width character', help, expected: [plain] });
}

// ---- what only the text shows that YAML has made of several lines

const onceInItem: Readonly<Record<string, { readonly says: RegExp; readonly label: string }>> = {
  links: { says: / -- /g, label: 'read as one cable' },
  checks: { says: /\s(?:reach(?:es)?|sees|ha(?:s|ve)(?! no route))\s/g, label: 'read as one check' },
};

/** Reports items without a dash, which YAML folds into one text. */
export function foldedIn({ entries }: YamlMap): Diagnostic[] {
  return entries.flatMap(({ key, value }) => {
    if (value.is === 'map' && (key.text === 'change' || key.text === 'remove')) return foldedIn(value);
    const items: readonly Yaml[] = value.is === 'list' ? value.items : [value];
    return items.flatMap((item) => {
      const once = Object.hasOwn(onceInItem, key.text) ? onceInItem[key.text] : undefined;
      if (once === undefined || item.is !== 'text' || item.text.length > maxLength) return [];
      const { at, text } = item;
      if (at.start.line === at.end.line || (text.match(once.says)?.length ?? 0) < 2) return [];
      return foldedItems({ at, label: once.label, help: 'start every one on a line of its own with `- `' });
    });
  });
}
