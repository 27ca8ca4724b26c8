// Errors of YAML syntax, in words for somebody who writes a topology: the YAML library says what it expected, not what to do.
import type { CST, YAMLError } from 'yaml';
import { type Diagnostic, type DiagnosticMaker, defineDiagnostic } from '../diagnostics/diagnostic.ts';
import type { Span } from '../diagnostics/span.ts';
import type { FenceText } from './fence-text.ts';
import { freeText, withoutComment } from './free-text.ts';
import { wideInBroken } from './wide-characters.ts';
import { bracketsOf, passagesOf } from './yaml-features.ts';
import { type OddLine, oddLines } from './yaml-lines.ts';
import { noBlankAfterDash, trapInLine, yamlTrap } from './yaml-traps.ts';

export const yamlSyntax = defineDiagnostic('yaml-syntax', 'YAML cannot be read');

interface Words {
  readonly label: string;
  readonly help: string;
}

const quoteColon: Words = {
  label: 'a second colon with a blank after it',
  help: 'put the text after the first colon into double quotes',
};

const openBracket: Words = { label: 'expected a closing bracket before this', help: 'close the bracket' };

const byCode: Readonly<Partial<Record<YAMLError['code'], Words>>> = {
  BLOCK_AS_IMPLICIT_KEY: quoteColon,
  BAD_DQ_ESCAPE: { label: 'unknown escape', help: 'write `\\\\` for a backslash, or use single quotes' },
  KEY_OVER_1024_CHARS: { label: 'key longer than 1024 characters', help: 'write the cable as `between: [END, END]`' },
  MULTILINE_IMPLICIT_KEY: {
    label: 'not a key: no colon follows',
    help: 'end the key with `: `, or indent the lines alike',
  },
  BAD_INDENT: { label: 'indented unlike its neighbours', help: 'indent it like the line that it belongs with' },
  BLOCK_IN_FLOW: {
    label: 'indented lines inside brackets',
    help: 'close the bracket first, or put all of it on one line',
  },
  BAD_COLLECTION_TYPE: { label: 'a value of another kind', help: 'remove the tag' },
};

/** Words for the errors whose code says too little, by the library's message; they go before those of the code. */
const byMessage: readonly (readonly [RegExp, Words])[] = [
  [/closing ['"]quote|Missing closing/, { label: 'quote never closed', help: 'close the quote on the same line' }],
  [/must end with a|must be sufficiently indented/, openBracket],
  [/Missing , /, { label: 'comma missing before this', help: 'put a comma between the items' }],
  [/Missing space after :/, { label: 'blank missing after the colon', help: 'write `key: value`' }],
  [
    /cannot start with|Plain value/,
    { label: 'a value cannot start like this', help: 'put the value into double quotes' },
  ],
  [/followed by map values/, { label: 'not a key: no colon follows', help: 'end the key with `: `' }],
  [/Unexpected ,|empty item/, { label: 'a comma too many', help: 'remove the comma' }],
  [/Comments must be separated/, { label: 'no blank before `#`', help: 'put a blank before `#`' }],
  [/flow-(map|seq)-end|flow-error-end/, { label: 'bracket never opened', help: 'remove the bracket' }],
  [/Sequence item without/, { label: 'a list goes on without `- `', help: 'start each item with `- `' }],
];

const anything: Words = {
  label: 'not expected here',
  help: 'look at the line above it: indentation, colons and brackets',
};

/** Keys of a block under which names are keys. */
const sectionsOfNames: ReadonlySet<string> = new Set(['nodes', 'groups', 'machines']);

/** The help for a second colon where it is plain what was meant: an item of a list, or a mapping. */
function helpForColon(line: string): string | undefined {
  const text = withoutComment(line).trim();
  const [, section, rest = ''] = /^([a-z]+):\s+(.*)/.exec(text) ?? [];
  if (section === 'links' || section === 'checks') return `write \`- ${rest}\` on a line of its own`;
  const [, name = '', key = '', value] =
    /^(?:- +)?([A-Za-z][\w.,() -]*):\s+([A-Za-z][\w.,() -]*):\s+(.*)/.exec(text) ?? [];
  const isName = sectionsOfNames.has(name) || /^[a-z_]+$/.test(key);
  const isText = value === undefined || freeText.has(name) || (name.includes(' ') && !name.includes(' -- '));
  return isText || !isName ? undefined : `write \`${name}: { ${key}: ${value} }\``;
}

function wordsFor(error: YAMLError, fence: FenceText): Words {
  const [from] = error.pos;
  const { start, text } = fence.lineAt(from);
  // A second colon makes a mapping inside brackets, whether or not it has lines of its own.
  if (error.code === 'BLOCK_IN_FLOW' && /:\s+$/.test(text.slice(0, from - start))) return quoteColon;
  const help = error.code === 'BLOCK_AS_IMPLICIT_KEY' ? helpForColon(text) : undefined;
  if (help !== undefined) return { label: quoteColon.label, help };
  return byMessage.find(([pattern]) => pattern.test(error.message))?.[1] ?? byCode[error.code] ?? anything;
}

/** The end of the word at an offset: a caret under one character is hard to see. */
function wordEnd(text: string, from: number): number {
  return from + (/^[^\s,[\]{}]+/.exec(text.slice(from, from + 60))?.[0].length ?? 1);
}

/**
 * One diagnostic for each line with errors: what follows on the same line follows from the first. `taken` holds the lines
 * of the file that already have one.
 */
export function syntaxErrors(
  fence: FenceText,
  tokens: readonly CST.Token[],
  errors: readonly YAMLError[],
  taken: Set<number>,
  isBlock: boolean,
): Diagnostic[] {
  if (errors.length === 0) return [];
  let found = isBlock ? wideLines(fence, errors) : [];
  // What comes after one of these may follow from it.
  for (const others of [
    tabs(fence),
    isBlock ? oddLinesOf(fence, tokens) : [],
    errorsOf(fence, tokens, errors, taken),
  ]) {
    const first = firstLineOf(found);
    found = [...found, ...others.filter(({ at }) => at.start.line < first)];
  }
  return found;
}

/** The first line that one of these points at. */
const firstLineOf = (diagnostics: readonly Diagnostic[]): number =>
  Math.min(
    ...diagnostics.flatMap(({ at, related }) => [at, ...related.map((one) => one.at)]).map(({ start }) => start.line),
  );

/** The first line that tabs indent: who writes one writes them everywhere. */
function tabs(fence: FenceText): Diagnostic[] {
  const lines = [...fence.text.matchAll(/^( *(?:- +)*)(\t+)/gm)].filter(
    ({ index }) => !isUnderText(fence, fence.lineAt(index)),
  );
  const [first, ...more] = lines;
  if (first === undefined) return [];
  const from = first.index + (first[1]?.length ?? 0);
  const label =
    more.length === 0
      ? 'a tab as indentation'
      : `a tab as indentation, as in ${more.length} more ${more.length === 1 ? 'line' : 'lines'}`;
  const at = fence.span(from, from + (first[2]?.length ?? 1));
  return [yamlSyntax({ at, label, help: 'indent with blanks: two for each tab' })];
}

function oddLinesOf(fence: FenceText, tokens: readonly CST.Token[]): Diagnostic[] {
  return oddLines(fence, passagesOf(tokens)).map((line) => oddLineAt(fence, line, yamlSyntax));
}

/** Lines that YAML reads without an error, and otherwise than they look. */
export function foldedLines(fence: FenceText, tokens: readonly CST.Token[]): Diagnostic[] {
  const lines = oddLines(fence, passagesOf(tokens)).filter(({ is }) => is !== 'misplaced');
  return lines.map((line) => oddLineAt(fence, line, yamlTrap));
}

function oddLineAt(fence: FenceText, { from, to, value, is, label, help }: OddLine, make: DiagnosticMaker): Diagnostic {
  const related =
    value === undefined ? [] : [{ at: fence.span(value.from, value.to), label: 'the value of the line before' }];
  const at = is === 'misplaced' && value !== undefined ? wordAt(fence, from) : fence.span(from, to);
  return is === 'joined'
    ? noBlankAfterDash({ at: fence.span(from, from + 1), label, help })
    : make({ at, label, help, related });
}

/** Where an error is: that of an indentation is told at the end of the line before. */
function placeOf({ code, pos: [from] }: YAMLError, { text }: FenceText): number {
  const place = Math.min(from, Math.max(0, text.length - 1));
  const blanks = code === 'BAD_INDENT' ? (/^\n?[ \t]*(?=\S)/.exec(text.slice(place))?.[0].length ?? 0) : 0;
  return place + blanks;
}

function errorsOf(
  fence: FenceText,
  tokens: readonly CST.Token[],
  errors: readonly YAMLError[],
  taken: Set<number>,
): Diagnostic[] {
  const diagnostics = crossedBrackets(fence, tokens, taken);
  const crossed = diagnostics.length > 0;
  for (const error of errors) {
    const words = wordsFor(error, fence);
    // What is closed by another bracket leaves others open.
    if (crossed && words === openBracket) continue;
    const from = placeOf(error, fence);
    const at = wordAt(fence, from);
    const known = taken.has(at.start.line);
    taken.add(at.start.line);
    if (known) continue;
    const trap = trapInLine(fence, fence.lineAt(from));
    // Where nothing is known but that a line is not expected, the one before it has led there.
    if (trap === undefined && words === anything && diagnostics.length > 0) continue;
    diagnostics.push(trap ?? describe(fence, tokens, at, words));
  }
  return diagnostics;
}

/** Full-width characters in the lines with errors. */
function wideLines(fence: FenceText, errors: readonly YAMLError[]): Diagnostic[] {
  const lines = new Map(
    errors.map(({ pos: [from] }) => {
      const line = fence.lineAt(Math.min(from, Math.max(0, fence.text.length - 1)));
      return [line.start, line] as const;
    }),
  );
  return [...lines.values()].flatMap((line) => (isUnderText(fence, line) ? [] : (wideInBroken(fence, line) ?? [])));
}

/** So many lines are looked at for the keys that a line is under. */
const mostAbove = 20;

/** True of a line of its own below `run:`, `etc:` and the like. */
function isUnderText(fence: FenceText, line: { readonly start: number; readonly text: string }): boolean {
  // An item of a list is below a key of the same column.
  const depthOf = (text: string) => text.search(/\S/) * 2 + (/^\s*- /.test(text) ? 1 : 0);
  let depth = depthOf(line.text);
  let { start } = line;
  for (let count = 0; count < mostAbove && start > 0; count += 1) {
    const above = fence.lineAt(start - 1);
    start = above.start;
    if (above.text.trim() === '' || depthOf(above.text) >= depth) continue;
    depth = depthOf(above.text);
    if (freeText.has(/^\s*(?:- +)?(\w+):\s*$/.exec(above.text)?.[1] ?? '')) return true;
  }
  return false;
}

const wordAt = (fence: FenceText, from: number): Span =>
  fence.span(from, Math.min(wordEnd(fence.text, from), fence.text.length));

/** Brackets that another one closes: `[a, b}`. */
function crossedBrackets(fence: FenceText, tokens: readonly CST.Token[], taken: Set<number>): Diagnostic[] {
  const all = bracketsOf(tokens);
  // Where an outer one stays open, this is its end, and the one that belongs here is missing.
  const open = all.find(({ closed }) => closed === undefined)?.opened ?? Number.POSITIVE_INFINITY;
  const crossedOnes = all.filter(({ crossed }) => crossed).toSorted((a, b) => (a.closed ?? 0) - (b.closed ?? 0));
  return crossedOnes.flatMap(({ opened, closed, closing }) => {
    if (closed === undefined) return [];
    const at = fence.span(closed, closed + 1);
    if (taken.has(at.start.line)) return [];
    taken.add(at.start.line);
    const written = fence.text.charAt(opened);
    const help = open < opened ? `write \`${closing}\` before it` : `write \`${closing}\` for it`;
    const related = [{ at: fence.span(opened, opened + 1), label: 'opened here' }];
    return yamlSyntax({ at, label: `does not close \`${written}\``, help, related });
  });
}

function describe(fence: FenceText, tokens: readonly CST.Token[], at: Span, words: Words): Diagnostic {
  const open = words === openBracket ? bracketsOf(tokens).filter(({ closed }) => closed === undefined) : [];
  const opened = open.at(-1)?.opened;
  const related = opened === undefined ? [] : [{ at: fence.span(opened, opened + 1), label: 'opened here' }];
  return yamlSyntax({ at, ...words, related });
}
