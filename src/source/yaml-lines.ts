// Lines of a block that stand where nothing of their sort can stand: `- h2` one blank less than `- h1`, `r1: router` below `nodes: a, b`.
// YAML complains of something else there, or takes the line for a part of the one before.
import type { CST } from 'yaml';
import { type Diagnostic, defineDiagnostic } from '../diagnostics/diagnostic.ts';
import type { FenceText } from './fence-text.ts';
import { bracketsOf, textsOf } from './yaml-features.ts';
import { leadsToText, trapIn, yamlTrap } from './yaml-traps.ts';

export const yamlSyntax = defineDiagnostic('yaml-syntax', 'YAML cannot be read');
const noBlankAfterDash = defineDiagnostic('no-blank-after-dash', 'no blank after the dash of an item');
const optionsNotIndented = defineDiagnostic('options-not-indented', 'options of a cable not indented under it');

/** What a line begins with: a dash, a key, or both. */
interface Level {
  readonly indent: number;
  readonly is: 'item' | 'key';
  /** The key, for a key, and its offset in the fence's text. */
  readonly key: string;
  readonly keyAt: number;
  /** What stands behind the dash or the colon, empty if lines below say it; and its offset. */
  readonly value: string;
  readonly valueAt: number;
  readonly line: string;
}

interface Fault {
  readonly label: string;
  readonly help: string;
  /** So much of the line is marked; without it, all. */
  readonly length?: number;
  /** The line before is in the way: its key, or its value. */
  readonly related?: { readonly at: number; readonly text: string; readonly label: string };
  /** Where YAML has no complaint, and makes one text of this line and the one before, or one mapping. */
  readonly trap?: typeof yamlTrap;
}

const longestQuote = 60;
const quoted = (line: string): string => `\`${line.length > longestQuote ? `${line.slice(0, longestQuote)}…` : line}\``;
const blanks = (count: number): string => `${count} ${count === 1 ? 'blank' : 'blanks'}`;

const keyPattern = /^(?:"[^"]*"|'[^']*'|[^\s"'{}[\]#,|>&*!-](?:[^:#]|:(?=\S)|(?<=\S)#)*):(?=\s|$)/;

/** The levels that a line opens: none for a line of text. A dash without a blank is one that was meant. */
function levelsOf(text: string, start: number): Level[] {
  const indent = text.search(/\S/);
  const line = text.slice(indent).trimEnd();
  const dash = /^-(?:\s+|$|(?=[A-Za-z\d])|-+\s+)/.exec(line)?.[0] ?? '';
  const key = keyPattern.exec(line.slice(dash.length))?.[0];
  const level = (is: Level['is'], skipped: number, of: string): Level => {
    const behind = line.slice(skipped);
    const value = behind.replace(/(^|\s)#.*$/, '').trim();
    const keyAt = start + indent + dash.length;
    const valueAt = start + indent + skipped + Math.max(0, behind.search(/\S/));
    return { indent: indent + (is === 'key' ? dash.length : 0), is, key: of, keyAt, value, valueAt, line };
  };
  return [
    ...(dash === '' ? [] : [level('item', dash.length, '')]),
    ...(key === undefined ? [] : [level('key', dash.length + key.length, key.slice(0, -1))]),
  ];
}

const shifted = (levels: readonly Level[], by: number): readonly Level[] =>
  by === 0 ? levels : levels.map((level) => ({ ...level, indent: level.indent + by }));

const isJoined = ({ is, line }: Level): boolean => is === 'item' && /^-\S/.test(line);

function joined(line: string): Fault {
  const label = line.startsWith('--') ? 'one dash begins an item' : 'a blank is missing behind the dash';
  const help = `write ${quoted(line.replace(/^-+\s*/, '- '))}`;
  return { label, help, length: 1, trap: noBlankAfterDash };
}

/** The edit where a line goes below a key that has its value already. */
function helpForValue({ key, value }: Level, { is }: Level): string {
  const alone = `on a line of its own, indented like this one, and nothing behind \`${key}:\``;
  if (is === 'item') return `write ${quoted(`- ${value}`)} ${alone}`;
  const names = key === 'nodes' ? /^\[?\s*([\w.()-]+(?:\s*,\s*[\w.()-]+)*)\s*\]?$/.exec(value)?.[1] : undefined;
  if (names === undefined) return 'indent it like the line before it, or take away what stands there after the colon';
  const lines = names.split(/\s*,\s*/).map((name) => `\`${name}:\``);
  return `write ${lines.join(', ')} ${lines.length === 1 ? alone : alone.replace('a line of its', 'lines of their')}`;
}

/** A line deeper than one that says all it has to say. */
function below(level: Level, top: Level): Fault {
  const label = 'deeper than the line before it';
  const trap = level.is === 'item' ? { trap: yamlTrap } : {};
  if (top.is === 'item' && level.is === 'item') return { label, help: `indent it like ${quoted(top.line)}`, ...trap };
  const related = { at: top.valueAt, text: top.value, label: 'the value of the line before' };
  const word = level.is === 'key' ? { length: /^[^\s,[\]{}]+/.exec(level.line)?.[0].length ?? 1 } : {};
  return { label, help: helpForValue(top, level), related, ...word, ...trap };
}

/** A line between two levels, of which that of `like` is meant; `outside`: less deep than the first line, so that this one is odd. */
function between({ indent }: Level, like: Level, outside: boolean): Fault {
  const missing = like.indent - indent;
  const label = `${blanks(Math.abs(missing))} ${missing > 0 ? 'less' : 'more'} than its neighbours`;
  const help = outside
    ? `take the blanks before ${quoted(like.line)} away`
    : `indent it by ${blanks(like.indent)}, like ${quoted(like.line)}`;
  return { label, help };
}

/** A line of one sort among lines of the other. */
function among({ is, line }: Level): Fault {
  const [label, help] =
    is === 'key'
      ? [
          'a key among the items of a list',
          `write ${quoted(`- ${line}`)}, or take the \`- \` away from the lines above`,
        ]
      : ['an item of a list among keys', `write ${quoted(line.replace(/^-\s*/, ''))}`];
  return { label, help };
}

/** The options of a cable in the column of the cable. */
function beside({ key }: Level, cable: Level): Fault {
  const help = `indent \`${key}\` and what follows by two more blanks`;
  const related = { at: cable.keyAt, text: cable.key, label: 'the cable' };
  return { label: 'beside the cable, not under it', help, length: key.length, related, trap: optionsNotIndented };
}

/** The levels that are open as lines are put below each other. */
class Outline {
  readonly #open: Level[] = [];
  /** The indentation that was odd in the line before, and how much of it is missing. */
  #odd: { readonly indent: number; readonly missing: number } | undefined;

  /** Whether a line is text for a reader or a shell, or goes on with such a text. */
  isText(text: string): 'text' | 'rest' | undefined {
    const indent = text.search(/\S/);
    const isItem = /^\s*-(?:\s|$)/.test(text);
    const above = this.#open.filter((level) => level.indent < indent || (isItem && level.indent === indent));
    if (!above.some(({ is, key }) => is === 'key' && leadsToText(key))) return undefined;
    const top = this.#open.at(-1);
    return top !== undefined && top.indent < indent && top.value !== '' ? 'rest' : 'text';
  }

  /** Puts a line below those so far. Gives what is wrong with its place; lines that are wrong alike are one mistake. */
  place(written: readonly Level[]): Fault | undefined {
    const again = this.#odd?.indent === written[0]?.indent ? this.#odd : undefined;
    const levels = shifted(written, again?.missing ?? 0);
    const [first] = levels;
    if (first === undefined || this.#isPartOfCable(first)) return undefined;
    const closed = this.#leave(({ indent }) => indent > first.indent);
    const like = isJoined(first) ? undefined : this.#likeOf(first, closed);
    const missing = (like?.indent ?? first.indent) - first.indent;
    const outside = this.#open.length === 0;
    const fault = like === undefined ? this.#faultOf(first, closed.length > 0) : between(first, like, outside);
    this.#odd = like === undefined ? again : { indent: first.indent, missing };
    const indent = first.indent + missing;
    // An item may stand right below the key that it belongs to.
    this.#leave((one) => one.indent > indent || (one.indent === indent && (one.is === first.is || first.is === 'key')));
    this.#open.push(...shifted(levels, missing));
    return fault;
  }

  /** Two dashes begin an item only beside others: a cable may go on with them. */
  #isPartOfCable({ line, indent }: Level): boolean {
    return line.startsWith('--') && !this.#open.some((one) => one.is === 'item' && one.indent === indent);
  }

  /** The line that one between two levels is meant to stand beside: the nearer one of its sort. */
  #likeOf(level: Level, closed: readonly Level[]): Level | undefined {
    if (closed.length === 0 || (this.#open.at(-1)?.indent ?? -1) >= level.indent) return undefined;
    const deeper = closed.findLast(({ is }) => is === level.is) ?? closed.at(-1);
    const other = this.#open.findLast(({ is }) => is === level.is);
    const isNearer =
      other !== undefined && deeper !== undefined && level.indent - other.indent < deeper.indent - level.indent;
    return isNearer ? other : deeper;
  }

  /** Closes the levels at the end for which this holds, the last first. */
  #leave(goes: (top: Level) => boolean): readonly Level[] {
    const left: Level[] = [];
    for (let top = this.#open.at(-1); top !== undefined && goes(top); top = this.#open.at(-1)) {
      left.push(top);
      this.#open.pop();
    }
    return left;
  }

  #faultOf(level: Level, leaves: boolean): Fault | undefined {
    const top = this.#open.at(-1);
    const { indent, is } = level;
    if (isJoined(level)) return joined(level.line);
    if (top === undefined) return undefined;
    if (top.indent < indent) return top.value === '' || /^[|>]/.test(top.value) ? undefined : below(level, top);
    if (is === 'key' && !leaves && top.key.includes(' -- ') && top.value === '') return beside(level, top);
    const startsList = is === 'item' && top.value === '' && !leaves;
    const endsList = is === 'key' && this.#open.at(-2)?.indent === indent;
    return top.is === is || startsList || endsList ? undefined : among(level);
  }
}

/** The first line that tabs indent: who writes one writes them everywhere. */
function tabsAt(fence: FenceText, start: number): Diagnostic | undefined {
  const [first, ...more] = fence.text.slice(start).matchAll(/^( *(?:- +)*)(\t+)/gm);
  if (first?.index !== 0) return undefined;
  const from = start + (first[1]?.length ?? 0);
  const others = more.length === 0 ? '' : `, as in ${more.length} more ${more.length === 1 ? 'line' : 'lines'}`;
  const at = fence.span(from, from + (first[2]?.length ?? 1));
  return yamlSyntax({ at, label: `a tab as indentation${others}`, help: 'indent with blanks: two for each tab' });
}

/** Reports what is odd in the lines of a block, one mistake a line; if it is not `broken`, only what YAML reads otherwise than it looks. */
export function oddLines(fence: FenceText, tokens: readonly CST.Token[], broken: boolean): Diagnostic[] {
  const outline = new Outline();
  const found: Diagnostic[] = [];
  const texts = textsOf(tokens);
  const brackets = bracketsOf(tokens);
  const within = (ranges: { readonly from: number; readonly to: number }[], from: number): boolean => {
    while (ranges[0] !== undefined && ranges[0].to <= from) ranges.shift();
    return ranges[0] !== undefined && ranges[0].from < from;
  };
  let next = 0;
  let faults = 0;
  for (const text of fence.text.split('\n')) {
    const start = next;
    next += text.length + 1;
    if (within(texts, start) || /^\s*(?:#|$)/.test(text)) continue;
    const isText = outline.isText(text);
    if (isText === 'rest') continue;
    const tabs = broken && isText === undefined && /^ *(?:- +)*\t/.test(text) ? tabsAt(fence, start) : undefined;
    if (tabs !== undefined) return [...found, tabs];
    const fault = within(brackets, start) ? undefined : outline.place(levelsOf(text, start));
    const trap = isText === undefined ? trapIn(fence, { start, text }, broken) : undefined;
    if (trap !== undefined) found.push(trap);
    // What YAML cannot read may lead to more faults below.
    const counts = broken ? found.length === faults : fault?.trap !== undefined;
    if (trap !== undefined || fault === undefined || !counts) continue;
    found.push(faultAt(fence, start, text, fault, broken));
    faults += 1;
  }
  return found;
}

function faultAt(fence: FenceText, start: number, text: string, fault: Fault, broken: boolean): Diagnostic {
  const { label, help, length, related, trap } = fault;
  const from = start + text.search(/\S/);
  const at = fence.span(from, length === undefined ? start + text.trimEnd().length : from + length);
  const make = trap === undefined || (broken && trap === yamlTrap) ? yamlSyntax : trap;
  const other = related && { at: fence.span(related.at, related.at + related.text.length), label: related.label };
  return make({ at, label, help, related: other === undefined ? [] : [other] });
}
