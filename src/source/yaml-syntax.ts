// Errors of YAML syntax, in words for somebody who writes a topology: the YAML library says what it expected, not what to do.
import type { CST, YAMLError } from 'yaml';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { FenceText } from './fence-text.ts';
import { bracketsOf } from './yaml-features.ts';
import { yamlSyntax } from './yaml-lines.ts';
import { leadsToText, withoutComment } from './yaml-traps.ts';

interface Words {
  readonly label: string;
  readonly help: string;
}

const quoteColon: Words = {
  label: 'a second colon with a blank after it',
  help: 'put the text after the first colon into double quotes',
};
const openBracket: Words = { label: 'expected a closing bracket before this', help: 'close the bracket' };
const anything: Words = {
  label: 'not expected here',
  help: 'look at the line above it: indentation, colons and brackets',
};

/** Words for an error, by its code and the library's message. The first that fits is taken. */
const wordsOf: readonly (readonly [RegExp, Words])[] = [
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
  [/^BLOCK_AS_IMPLICIT_KEY/, quoteColon],
  [/^BAD_DQ_ESCAPE/, { label: 'unknown escape', help: 'write `\\\\` for a backslash, or use single quotes' }],
  [
    /^KEY_OVER_1024_CHARS/,
    { label: 'key longer than 1024 characters', help: 'write the cable as `between: [END, END]`' },
  ],
  [
    /^MULTILINE_IMPLICIT_KEY/,
    { label: 'not a key: no colon follows', help: 'end the key with `: `, or indent the lines alike' },
  ],
  [/^BAD_INDENT/, { label: 'indented unlike its neighbours', help: 'indent it like the line that it belongs with' }],
  [
    /^BLOCK_IN_FLOW/,
    { label: 'indented lines inside brackets', help: 'close the bracket first, or put all of it on one line' },
  ],
];

/** The help for a second colon where it is plain what was meant: an item of a list, or a mapping. */
function helpForColon(line: string): string | undefined {
  const [, name = '', rest = ''] = /^(?:- +)?([A-Za-z][\w.,() -]*): +(\S.*)/.exec(withoutComment(line).trim()) ?? [];
  if (name === 'links' || name === 'checks') return `write \`- ${rest}\` on a line of its own`;
  return leadsToText(name) || !/^\w[\w.,() -]*: /.test(rest) ? undefined : `write \`${name}: { ${rest} }\``;
}

function wordsFor({ code, message, pos: [from] }: YAMLError, fence: FenceText): Words {
  const { start, text } = fence.lineAt(from);
  // A second colon makes a mapping inside brackets, whether or not it has lines of its own.
  if (code === 'BLOCK_IN_FLOW' && /:\s+$/.test(text.slice(0, from - start))) return quoteColon;
  const help = code === 'BLOCK_AS_IMPLICIT_KEY' ? helpForColon(text) : undefined;
  if (help !== undefined) return { label: quoteColon.label, help };
  return wordsOf.find(([pattern]) => pattern.test(`${code} ${message}`))?.[1] ?? anything;
}

/** Where an error is: that of an indentation is told at the end of the line before. */
function placeOf({ code, pos: [from] }: YAMLError, { text }: FenceText): number {
  const place = Math.min(from, Math.max(0, text.length - 1));
  const blanks = code === 'BAD_INDENT' ? (/^\n?[ \t]*(?=\S)/.exec(text.slice(place))?.[0].length ?? 0) : 0;
  return place + blanks;
}

/** One diagnostic for each line with errors: what follows on the same line follows from the first. `taken`: lines that have one. */
export function syntaxErrors(
  fence: FenceText,
  tokens: readonly CST.Token[],
  errors: readonly YAMLError[],
  taken: Set<number>,
): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const open = bracketsOf(tokens).findLast(({ to }) => to === Number.POSITIVE_INFINITY)?.from;
  for (const error of errors) {
    const words = wordsFor(error, fence);
    const at = fence.word(placeOf(error, fence));
    if (taken.has(at.start.line)) continue;
    taken.add(at.start.line);
    // Where nothing is known but that a line is not expected, the one before it has led there.
    if (words === anything && diagnostics.length > 0) continue;
    const opened = words === openBracket ? open : undefined;
    const related = opened === undefined ? [] : [{ at: fence.span(opened, opened + 1), label: 'opened here' }];
    diagnostics.push(yamlSyntax({ at, ...words, related }));
  }
  return diagnostics;
}
