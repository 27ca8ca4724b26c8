// Lines of a block whose indentation puts them where nothing of their sort can stand: `- h2` one blank less than `- h1`, `r1: router`
// below `nodes: a, b`. YAML complains of something else there, or takes the line for a part of the one before.
import type { FenceText } from './fence-text.ts';
import { leadsToText } from './free-text.ts';

/** What a line begins with: a dash, a key, or both. */
interface Level {
  readonly indent: number;
  readonly is: 'item' | 'key';
  /** The key, for a key. */
  readonly key: string;
  /** What stands behind the dash or the colon; empty if lines below say it. */
  readonly value: string;
  /** Offset of that in the fence's text. */
  readonly valueAt: number;
  /** The line without its indentation. */
  readonly line: string;
  /** A dash without a blank, or a second one: for YAML, no dash of an item. */
  readonly joined: boolean;
}

interface Fault {
  readonly label: string;
  readonly help: string;
  /** `folded`: YAML makes one text of this line and the one before, and has no complaint. `joined`: a dash without a blank. */
  readonly is: 'misplaced' | 'folded' | 'joined';
  /** The value of the line before, where that is in the way. */
  readonly value?: { readonly from: number; readonly to: number };
}

/** A line that cannot stand where it does. */
export interface OddLine extends Fault {
  /** Where it begins and ends in the fence's text, without its indentation. */
  readonly from: number;
  readonly to: number;
}

/** A range of the fence's text. */
export interface Passage {
  readonly from: number;
  readonly to: number;
}

const longestQuote = 60;
const quoted = (line: string): string => `\`${line.length > longestQuote ? `${line.slice(0, longestQuote)}…` : line}\``;
const blanks = (count: number): string => `${count} ${count === 1 ? 'blank' : 'blanks'}`;

/** Longer lines are no slips of the pen. */
const longestLine = 1000;

const keyPattern = /^(?:"[^"]*"|'[^']*'|[^\s"'{}[\]#,|>&*!-](?:[^:#]|:(?=\S)|(?<=\S)#)*):(?=\s|$)/;

/** The levels that a line opens: none for a line of text. */
function levelsOf(text: string, start: number): Level[] {
  const indent = text.search(/\S/);
  const line = text.slice(indent).trimEnd();
  const dash = /^-(?:\s+|$|(?=[A-Za-z\d])|-+\s+)/.exec(line)?.[0] ?? '';
  const key = keyPattern.exec(line.slice(dash.length))?.[0];
  const level = (is: Level['is'], skipped: number, of: string): Level => {
    const behind = line.slice(skipped);
    const value = behind.replace(/(^|\s)#.*$/, '').trim();
    const valueAt = start + indent + skipped + Math.max(0, behind.search(/\S/));
    const joined = is === 'item' && /^-[^\s]/.test(line);
    return { indent: indent + (is === 'key' ? dash.length : 0), is, key: of, value, valueAt, line, joined };
  };
  return [
    ...(dash === '' ? [] : [level('item', dash.length, '')]),
    ...(key === undefined ? [] : [level('key', dash.length + key.length, key.slice(0, -1))]),
  ];
}

const shifted = (levels: readonly Level[], by: number): readonly Level[] =>
  by === 0 ? levels : levels.map((level) => ({ ...level, indent: level.indent + by }));

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
  if (top.is === 'item' && level.is === 'item')
    return { label, help: `indent it like ${quoted(top.line)}`, is: 'folded' };
  return {
    label,
    help: helpForValue(top, level),
    is: level.is === 'item' ? 'folded' : 'misplaced',
    value: { from: top.valueAt, to: top.valueAt + top.value.length },
  };
}

/** A line between two levels, of which that of `like` is meant; `outside`: less deep than the first line, so that this one is odd. */
function between({ indent }: Level, like: Level, outside: boolean): Fault {
  const missing = like.indent - indent;
  return {
    label: `${blanks(Math.abs(missing))} ${missing > 0 ? 'less' : 'more'} than its neighbours`,
    help: outside
      ? `take the blanks before ${quoted(like.line)} away`
      : `indent it by ${blanks(like.indent)}, like ${quoted(like.line)}`,
    is: 'misplaced',
  };
}

/** The keys of a block that hold others. */
const sections: ReadonlySet<string> = new Set(['groups', 'nodes', 'links', 'checks', 'change', 'remove']);

/** A line of one sort among lines of the other. */
function among({ is, line, key, value }: Level): Fault {
  if (value === '' && sections.has(key)) {
    return {
      label: 'deeper than the keys of the block',
      help: `take the blanks before ${quoted(line)} away`,
      is: 'misplaced',
    };
  }
  return is === 'key'
    ? {
        label: 'a key among the items of a list',
        help: `write ${quoted(`- ${line}`)}, or take the \`- \` away from the lines above`,
        is: 'misplaced',
      }
    : { label: 'an item of a list among keys', help: `write ${quoted(line.replace(/^-\s*/, ''))}`, is: 'misplaced' };
}

/** The levels that are open as lines are put below each other. */
class Outline {
  readonly #open: Level[] = [];
  /** The indentation that was odd in the line before, and how much of it is missing. */
  #odd: { readonly indent: number; readonly missing: number } | undefined;

  /** True of a line that goes on with a text for a reader or a shell. */
  isText(indent: number): boolean {
    const top = this.#open.at(-1);
    const leads = ({ is, key }: Level) => is === 'key' && leadsToText(key);
    return top !== undefined && top.indent < indent && top.value !== '' && this.#open.some(leads);
  }

  /** Puts a line below those so far. Gives what is wrong with its place; lines that are wrong alike are one mistake. */
  place(written: readonly Level[]): Fault | undefined {
    const again = this.#odd?.indent === written[0]?.indent ? this.#odd : undefined;
    const levels = shifted(written, again?.missing ?? 0);
    const [first] = levels;
    if (first === undefined || this.#isPartOfCable(first)) return undefined;
    const closed = this.#leave(({ indent }) => indent > first.indent);
    const like = first.joined ? undefined : this.#likeOf(first, closed);
    const missing = (like?.indent ?? first.indent) - first.indent;
    const outside = this.#open.length === 0;
    const fault = like === undefined ? this.#faultOf(first, closed.length > 0) : between(first, like, outside);
    this.#odd = like === undefined ? again : { indent: first.indent, missing };
    const indent = first.indent + missing;
    this.#leave((one) => one.indent > indent);
    // An item may stand right below the key that it belongs to.
    this.#leave((one) => one.indent === indent && (one.is === first.is || first.is === 'key'));
    this.#open.push(...shifted(levels, missing));
    return fault;
  }

  /** Two dashes begin an item only beside others: a cable may go on with them. */
  #isPartOfCable({ line, indent }: Level): boolean {
    return line.startsWith('--') && !this.#open.some((one) => one.is === 'item' && one.indent === indent);
  }

  /** The line that one between two levels is meant to stand beside: of its sort, near, and with a value if this one has. */
  #likeOf(level: Level, closed: readonly Level[]): Level | undefined {
    if (closed.length === 0 || (this.#open.at(-1)?.indent ?? -1) >= level.indent) return undefined;
    const deeper = closed.findLast(({ is }) => is === level.is) ?? closed.at(-1);
    const other = this.#open.findLast(({ is }) => is === level.is);
    if (other === undefined || deeper === undefined || deeper.is !== level.is) return deeper;
    const further = level.indent - other.indent - (deeper.indent - level.indent);
    const fits = ({ value }: Level) => (value === '') === (level.value === '');
    return further < 0 || (further === 0 && fits(other) && !fits(deeper)) ? other : deeper;
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
    const { indent, is, line } = level;
    if (level.joined) {
      const help = `write ${quoted(line.replace(/^-+\s*/, '- '))}`;
      return {
        label: line.startsWith('--') ? 'one dash begins an item' : 'a blank is missing behind the dash',
        help,
        is: 'joined',
      };
    }
    if (top === undefined) return undefined;
    if (top.indent < indent) return top.value === '' || /^[|>]/.test(top.value) ? undefined : below(level, top);
    const startsList = is === 'item' && top.value === '' && !leaves;
    const endsList = is === 'key' && this.#open.at(-2)?.indent === indent;
    return top.is === is || startsList || endsList ? undefined : among(level);
  }
}

/** The lines that cannot stand where they do, but for those within `passages`: brackets, quotes, texts of several lines. */
export function oddLines(fence: FenceText, passages: readonly Passage[]): OddLine[] {
  const outline = new Outline();
  const found: OddLine[] = [];
  const inside = passages.toSorted((a, b) => a.from - b.from);
  let start = 0;
  let next = 0;
  for (const text of fence.text.split('\n')) {
    const from = start;
    start += text.length + 1;
    for (let passage = inside[next]; passage !== undefined && passage.to <= from; passage = inside[next]) next += 1;
    const passage = inside[next];
    const indent = text.search(/\S/);
    const isPart = passage !== undefined && passage.from < from;
    if (isPart || indent === -1 || text.length > longestLine || /^\s*#/.test(text) || outline.isText(indent)) continue;
    const fault = outline.place(levelsOf(text, from));
    if (fault !== undefined) found.push({ from: from + indent, to: from + text.trimEnd().length, ...fault });
  }
  return found;
}
