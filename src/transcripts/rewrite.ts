// New output lines for a fence: the author's where they fit, what came where they do not, elisions kept.
import {
  type Answer,
  align,
  answerFits,
  asksForOutput,
  type Expected,
  type Pairing,
  type Wanted,
  wantedLines,
} from './answer.ts';
import { endingLine, isContinuation, isOutputLine, silenceLine } from './console.ts';
import { isGap, lineMatcher } from './pattern.ts';
import { isGarbled } from './screen.ts';
import { elision, normalised, withValuesOf } from './volatile.ts';

const anyText = '[..]';
const fenceMarks = /^\s*(?:`{3,}|~{3,})/;

/** True for a line of a fence that is read as output wherever it stands, and that no fence ends at. */
function isSafe(line: string): boolean {
  return isOutputLine(line) && !isContinuation(line) && !fenceMarks.test(line);
}

/** The line with its first character left out of account. */
function withoutFirst(line: string): string {
  const indent = line.length - line.trimStart().length;
  return line.slice(0, indent) + anyText + line.slice(indent + 1);
}

/** A line that came as a line for a fence: it fits what came, is read as output, and holds nothing that differs from run to run. */
export function rewrittenLine(line: string): string {
  const plain = normalised(line)
    .replace(/\uFFFD+/g, anyText)
    .trimEnd();
  const candidates = [plain, withoutFirst(plain)];
  return candidates.find((each) => isSafe(each) && lineMatcher(each)(line)) ?? anyText;
}

const elided = /\.\.\.|\[\.{2,3}\]|\[\//;

function wordsOf(line: string): { readonly blanks: string; readonly text: string }[] {
  return [...line.matchAll(/([ \t]*)([^ \t]+)/g)].map(([, blanks = '', text = '']) => ({ blanks, text }));
}

function wantedWord(text: string): Wanted {
  return { text, gap: text === elision || text === anyText, fits: lineMatcher(text) };
}

/** True for a line of a fence that fits what came and says something of it. */
function isGood(line: string, came: string): boolean {
  return isSafe(line) && !isGap(line) && !isGarbled(line) && lineMatcher(line)(came);
}

/** What came, with the author's elisions where the words around them still are, and his values of what differs anyway. */
function withElisions(written: string, line: string): string {
  const plain = rewrittenLine(line);
  if (isGap(written)) return plain;
  const same = withValuesOf(line, written);
  if (!elided.test(written)) return isGood(same, line) ? same : plain;
  const [wanted, given] = [wordsOf(written), wordsOf(line)];
  const parts = align(
    wanted.map(({ text }) => wantedWord(text)),
    given.map(({ text }) => text),
  ).map((pair): string => {
    const own = 'wanted' in pair ? wanted[pair.wanted] : undefined;
    if (pair.is === 'gap') return pair.to > pair.from ? `${given[pair.from]?.blanks}${own?.text}` : '';
    if (pair.is === 'gone') return '';
    const came = given[pair.given];
    return `${came?.blanks}${pair.is === 'fits' ? own?.text : came?.text}`;
  });
  const merged = withValuesOf(parts.join(''), written);
  return isGood(merged, line) ? merged : plain;
}

function lineOf(pair: Pairing, output: readonly string[], lines: readonly string[]): string[] {
  switch (pair.is) {
    case 'fits':
    case 'gap':
      return [output[pair.wanted] ?? ''];
    case 'differs':
      return [withElisions(output[pair.wanted] ?? '', lines[pair.given] ?? '')];
    case 'new':
      return [rewrittenLine(lines[pair.given] ?? '')];
    case 'gone':
      return [];
  }
}

function outputLines(expected: Expected, lines: readonly string[]): string[] {
  const paired = align(wantedLines(expected.output), lines).flatMap((pair) => lineOf(pair, expected.output, lines));
  return paired.length === 0 ? [silenceLine] : paired;
}

/** The lines behind a command that fit what it did. `fill` gives output to a command without any; else that is left to the reader. */
export function rewritten(expected: Expected, answer: Answer, fill = false): string[] | undefined {
  const empty = !asksForOutput(expected);
  if (answerFits(expected, answer) && !(fill && empty)) return undefined;
  const output = empty && !fill ? [] : outputLines(expected, answer.lines);
  return [...output, ...endingLine(answer.status)];
}

// ---- the edits of the Markdown file, which change these lines and not a byte besides

export interface LineEdit {
  readonly from: number;
  readonly to: number;
  readonly lines: readonly string[];
  /** What stands before each line: indents and marks of quotes. */
  readonly margin: string;
}

/** Makes the edits, which do not overlap. New lines end as the line before them does, LF or CRLF. */
export function replaceLines(text: string, edits: readonly LineEdit[]): string {
  const lines = text.match(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$/g) ?? [];
  let result = '';
  let done = 0;
  for (const { from, to, lines: made, margin } of [...edits].sort((a, b) => a.from - b.from)) {
    const end = /[\r\n]+$/.exec(lines[from - 2] ?? '')?.[0] ?? '\n';
    result += lines.slice(done, from - 1).join('');
    result += made.map((line) => `${margin}${line}`.trimEnd() + end).join('');
    done = to - 1;
  }
  return result + lines.slice(done).join('');
}
